/** Rules about requests of a kubelet that several rooms share. */

/** Limits the time between a request line and the message about the same attempt. Real logs show 0.1–3 ms, in either order. */
export const SAME_ATTEMPT_US = 50_000

/** Returns when a request began at the earliest: a printed latency is cut to whole milliseconds, so up to one more. */
export function requestStartUs(endUs: number, latencyMs: number): number {
  return endUs - (latencyMs + 1) * 1000
}
