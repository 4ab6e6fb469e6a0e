/** Intervals of time. */

export interface Coverage {
  readonly startUs: number
  readonly endUs: number
}

export interface Span {
  readonly startUs: number
  readonly endUs: number
}

export interface MeasuredOffset {
  /** Node − control plane. */
  readonly atUs: number
  readonly earliestUs: number
  readonly latestUs: number
  readonly pairs: number
}
