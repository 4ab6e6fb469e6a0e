/** The cluster that is asked, by one `kubectl proxy` for all requests. */
import { KubeError } from '../sources/kube/api.ts'
import { type KubeProxy, openProxy } from '../sources/kube/proxy.ts'
import { shellCommand } from '../text/shell.ts'
import type { ClusterAccess } from './requests.ts'
import { failureReason } from './run-requests.ts'

export interface ClusterConnection {
  readonly access: ClusterAccess
  /** Now, on the clock of the API server. */
  readonly nowUs: number
  close(): Promise<void>
}

/** Resolves with why the cluster can't be asked, if so. Rejects with the signal's reason. */
export async function connect(
  flags: readonly string[],
  signal: AbortSignal,
): Promise<ClusterConnection | string> {
  let proxy: KubeProxy
  try {
    proxy = await openProxy(flags, signal)
  } catch (error) {
    signal.throwIfAborted()
    return failureReason(error)
  }
  const kubectl = (words: readonly string[]): string => shellCommand(['kubectl', ...flags, ...words])
  try {
    return {
      access: {
        api: (ended) => proxy.api(ended),
        command: (path) => kubectl(['get', '--raw', path]),
        kubectl,
      },
      nowUs: await clusterTime(proxy, signal),
      close: () => proxy.close(),
    }
  } catch (error) {
    await proxy.close()
    signal.throwIfAborted()
    return failureReason(error)
  }
}

/** How long the API server may take for its first answer, in ms. */
const ANSWER_MS = 30_000

/** Asks for the version, which everyone may who is known to the API server. Rejects if there is no answer. */
async function clusterTime(proxy: KubeProxy, signal: AbortSignal): Promise<number> {
  const late = AbortSignal.timeout(ANSWER_MS)
  const api = proxy.api(AbortSignal.any([signal, late]))
  try {
    const answer = await api.get('/version')
    answer.resume()
    const ms = Date.parse(answer.headers.date ?? '')
    return (Number.isNaN(ms) ? Date.now() : ms) * 1000
  } catch (error) {
    if (late.aborted)
      throw new KubeError(
        `the API server did not answer for ${ANSWER_MS / 1000} s; check "kubectl get nodes"`,
      )
    // Some clusters let only administrators ask.
    if (error instanceof KubeError && error.status === 403) return Date.now() * 1000
    throw error
  }
}
