/** How long a heartbeat request may take: `?timeout=` in its URL. */
import { parseGoDuration } from '../time/go-time.ts'

/** nodeStatusUpdateFrequency, which limits heartbeat requests, by default (kubelet server.go, all releases). */
const DEFAULT_SECONDS = 10

/** Returns the time-out that a URL in a text prints, in seconds; null if it prints none or the default. */
export function timeoutIn(text: string): number | null {
  const printed = /[?&]timeout=([0-9][0-9.hms]{0,20})/.exec(text)?.[1]
  const seconds = printed === undefined ? undefined : parseGoDuration(printed)
  return seconds === undefined || seconds <= 0 || seconds === DEFAULT_SECONDS ? null : seconds
}
