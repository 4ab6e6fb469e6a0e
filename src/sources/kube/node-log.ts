/**
 * A kubelet's log by the kubelet itself: a log query (NodeLogQuery), or the query of OpenShift's kubelets.
 *
 * Authority: kubelet_server_journal.go 1.27–1.36, KEP-2258; openshift/kubernetes.
 */
import { SourceError } from '../../model/errors.ts'
import type { OpenOptions } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { type KubeApi, KubeError } from './api.ts'
import { askedFor, joinAnswers } from './log-query.ts'
import { nodeFilePath } from './node-files.ts'

/** After this many ms the kubelet ends a query without a word, and what it sent is a part (30 s, less the way here). */
const DEADLINE_MS = 29_000

/** Texts that a kubelet answers with status 200 instead of a log. */
const REFUSALS: readonly RegExp[] = [
  /^error: journal output not available/,
  /^log not found for /,
  /^options present and query resolved to log files for /,
  /^-- No entries --/,
]

/** Other kubelets have a directory of this name, and send on to it. */
const REDIRECTED = 301

/** Bytes of an answer that show what it is. */
const HEAD_BYTES = 512

/** The path of a log query. untilTime is never sent: before 1.30 it was taken for sinceTime. */
function queryPath(node: string, askedUs: number | null): string {
  const time =
    askedUs === null ? '' : `&sinceTime=${new Date(Math.floor(askedUs / SECOND_US) * 1000).toISOString()}`
  return `${nodeFilePath(node, '')}?query=kubelet${time}`
}

function openShiftPath(node: string, sinceUs: number | null): string {
  const time =
    sinceUs === null ? '' : `&since=-${Math.max(0, Math.ceil(Date.now() / 1000 - sinceUs / SECOND_US))}s`
  return `${nodeFilePath(node, 'journal')}?unit=kubelet${time}`
}

/** The paths of the first requests, in the order in which they are tried. */
export function nodeLogPaths(node: string, time: OpenOptions['time']): readonly string[] {
  const sinceUs = time?.sinceUs ?? null
  return [queryPath(node, askedFor(sinceUs)), openShiftPath(node, sinceUs)]
}

/** Reads the log by the first way that gives one. Rejects with a KubeError that names why each way failed. */
export async function* readKubeletLog(
  api: KubeApi,
  node: string,
  label: string,
  { time }: OpenOptions,
): AsyncIterable<Buffer> {
  const [query = '', openShift = ''] = nodeLogPaths(node, time)
  const answer = await answerOf(api, query)
  if (typeof answer !== 'string') {
    const { sinceUs = null, untilUs = null } = time ?? {}
    const ask = async (askedUs: number): Promise<AsyncIterable<Buffer>> => {
      const next = await answerOf(api, queryPath(node, askedUs))
      return typeof next === 'string' ? none() : next
    }
    yield* joinAnswers(answer, ask, { sinceUs, untilUs, nowUs: Date.now() * 1000 })
    return
  }
  const startedMs = Date.now()
  const other = await answerOf(api, openShift)
  if (typeof other === 'string')
    throw new KubeError(
      `log query: ${answer}; OpenShift's journal: ${other}; kube://…/node/${node}/journal reads its journal files, docker:// and ssh:// read the journal without the kubelet`,
    )
  yield* other
  if (Date.now() - startedMs >= DEADLINE_MS)
    throw new SourceError(
      label,
      'the kubelet ends a query after 30 s, so later lines may be missing; give --since',
    )
}

async function* none(): AsyncIterable<Buffer> {}

/** Returns the chunks of a log, or why there is none. */
async function answerOf(api: KubeApi, path: string): Promise<AsyncIterable<Buffer> | string> {
  let body: AsyncIterator<Buffer>
  try {
    body = (await api.get(path))[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  } catch (error) {
    if (error instanceof KubeError && error.status === REDIRECTED) return 'not a kubelet of OpenShift'
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
  if (/^<!doctype html|^<pre>|^<a href/i.test(head)) {
    await body.return?.()
    return 'a listing of /var/log: log queries are off on this node (enableSystemLogQuery)'
  }
  if (REFUSALS.some((refusal) => refusal.test(line))) return line
  return (async function* () {
    try {
      yield* chunks
      for (; !next.done; next = await body.next()) yield next.value
    } finally {
      await body.return?.()
    }
  })()
}
