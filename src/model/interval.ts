/** Intervals of time and measured clock offsets. */

/** A time from `startUs` to `endUs`; the name of a variable or field shows of what. */
export interface Interval {
  readonly startUs: number
  readonly endUs: number
}

/** How far a node's clock is ahead of the control plane's, with its bounds. */
export interface MeasuredOffset {
  /** Node − control plane. */
  readonly atUs: number
  readonly earliestUs: number
  readonly latestUs: number
  /** Number of pairs of stamps that agree with the bounds. */
  readonly pairs: number
}

/** Whether bounds of a difference allow for none; a null bound is unknown. */
export function includesZero(earliest: number | null, latest: number | null): boolean {
  return (earliest === null || earliest <= 0) && (latest === null || latest >= 0)
}
