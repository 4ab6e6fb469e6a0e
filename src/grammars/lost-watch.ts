/**
 * Watches of Leases that a controller lost without an answer, and its failed lists of them: no heartbeat, but a sign that
 * renewals did not reach it.
 *
 * Input: a log message. Output: the error. Authority: client-go tools/cache reflector.go 1.14–1.36: "watch of … ended
 * with" to 1.32, then "Warning: watch ended with error"; failed lists as in `failed-list.ts`. golang.org/x/net/http2
 * transport.go: a connection is lost where nothing answers a ping.
 */
import type { Statement } from '../model/index.ts'

/** Every such line contains one of them, and hardly another. */
export const LOST_WATCH_LITERALS: readonly string[] = ['v1.Lease', 'v1beta1.Lease']

/** A watch that the server or the network ended was alive until then; a lost connection had been dead for a while. */
const CONNECTION_LOST = 'http2: client connection lost'

/** Returns undefined for other messages. */
export function parseLostWatch({ file, message, values }: Statement): string | undefined {
  if (file !== 'reflector.go') return undefined
  const text = values?.get('err') ?? message
  const list = text.lastIndexOf('.Lease: ')
  if (list >= 0 && /ist \*v1(?:beta1)?$/.test(text.slice(0, list)))
    return text.slice(list + '.Lease: '.length)
  const isOfLeases = values?.get('type') === '*v1.Lease' || message.includes('Lease ended with: ')
  return isOfLeases && text.includes(CONNECTION_LOST) ? CONNECTION_LOST : undefined
}
