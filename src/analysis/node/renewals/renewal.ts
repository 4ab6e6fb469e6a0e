/** Renewals of one node: what a timeline knows of each. */
import type { RenewalRun } from '../../../store/thinned-run.ts'
import type { Witness } from '../../evidence/boundary.ts'

export interface Renewal {
  /** When the response came; renewTime where only that is known. */
  readonly atUs: number
  /** When the request began. */
  readonly startUs: number
  readonly latencyMs: number | null
  readonly verb: string | null
  readonly statusCode: number | null
  readonly witness: Witness
  /** Present if the stamp is of whole seconds, or stands for a renewal that is left out: it bounds the renewal. */
  readonly resolutionUs?: number
  /** Present if it stands for a renewal that a thinned reading leaves out. */
  readonly isThinned?: true
}

/** Renewals by time. A node may have sixty thousand, so an object is made only where one is asked for. */
export interface Renewals extends Iterable<Renewal> {
  readonly length: number
  atUs(i: number): number
  startUs(i: number): number
  /** Undefined outside of [0, length). */
  get(i: number): Renewal | undefined
  /** Where renewals are left out, by time: of those between the ends of a run only the number is exact. */
  readonly runs: readonly RenewalRun[]
  /** Returns the first index with a time that passes `test`, or `length`; `test` is false up to some time, then true. */
  firstWhere(test: (atUs: number) => boolean): number
  /** Visits all of them in order, many times as fast as one `get` after the other. */
  each(visit: (atUs: number, latencyMs: number | null) => void): void
}
