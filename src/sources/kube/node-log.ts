/**
 * A kubelet's log by the kubelet itself: a log query (NodeLogQuery), or the query of OpenShift's kubelets.
 *
 * Authority: kubelet_server_journal.go 1.27–1.36, KEP-2258; openshift/kubernetes.
 */
import { SourceError } from '../../model/errors.ts'
import type { OpenOptions } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { type KubeApi, KubeError } from './proxy.ts'

/** The kubelet passes a time on without its zone, so a node is asked for as much more as its zone may be off. */
const ZONE_MARGIN_US: number = 14 * 3600 * SECOND_US

/** After this many ms the kubelet ends a query without a word, and what it sent is a part (30 s, less the way here). */
const DEADLINE_MS = 29_000

/** Texts that a kubelet answers with status 200 instead of a log. */
const REFUSALS: readonly RegExp[] = [
  /^error: journal output not available/,
  /^log not found for /,
  /^options present and query resolved to log files for /,
  /^-- No entries --/,
]

/** Bytes of an answer that show what it is. */
const HEAD_BYTES = 512

/** Reads the log by the first way that gives one. Rejects with a KubeError that names why each way failed. */
export async function* readKubeletLog(
  api: KubeApi,
  node: string,
  label: string,
  { time }: OpenOptions,
): AsyncIterable<Buffer> {
  const { sinceUs = null } = time ?? {}
  const queryTime =
    sinceUs === null ? '' : `&sinceTime=${new Date((sinceUs - ZONE_MARGIN_US) / 1000).toISOString()}`
  const journalTime =
    sinceUs === null ? '' : `&since=-${Math.max(0, Math.ceil(Date.now() / 1000 - sinceUs / SECOND_US))}s`
  const logs = `/api/v1/nodes/${encodeURIComponent(node)}/proxy/logs`
  const ways: readonly { readonly name: string; readonly path: string }[] = [
    // untilTime is never sent: before 1.30 it was taken for sinceTime.
    { name: 'log query', path: `${logs}/?query=kubelet${queryTime}` },
    { name: "OpenShift's journal", path: `${logs}/journal?unit=kubelet${journalTime}` },
  ]
  const failures: string[] = []
  for (const { name, path } of ways) {
    const startedMs = Date.now()
    const answer = await answerOf(api, path)
    if (typeof answer === 'string') {
      failures.push(`${name}: ${answer}`)
      continue
    }
    yield* answer
    if (Date.now() - startedMs >= DEADLINE_MS)
      throw new SourceError(
        label,
        'the kubelet ends a query after 30 s, so later lines may be missing; give --since',
      )
    return
  }
  throw new KubeError(`${failures.join('; ')}; docker:// and ssh:// read the journal without the kubelet`)
}

/** Returns the chunks of a log, or why there is none. */
async function answerOf(api: KubeApi, path: string): Promise<AsyncIterable<Buffer> | string> {
  let body: AsyncIterator<Buffer>
  try {
    body = (await api.get(path))[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  } catch (error) {
    if (error instanceof KubeError && error.status !== null) return error.message
    throw error
  }
  const chunks: Buffer[] = []
  let next = await body.next()
  for (let bytes = 0; !next.done && bytes < HEAD_BYTES; next = await body.next()) {
    chunks.push(next.value)
    bytes += next.value.length
  }
  const head = Buffer.concat(chunks).toString('latin1', 0, HEAD_BYTES).trimStart()
  const [line = ''] = head.split('\n', 1)
  if (head === '' && next.done) return 'no line'
  if (/^<!doctype html|^<pre>|^<a href/i.test(head))
    return 'a listing of /var/log: log queries are off on this node (enableSystemLogQuery)'
  if (REFUSALS.some((refusal) => refusal.test(line))) return line
  return (async function* () {
    yield* chunks
    for (; !next.done; next = await body.next()) yield next.value
  })()
}
