/**
 * The runs of all parts of a table. Two sources may record the same renewals (a rotated file and the journal): then those
 * of the one run stand for the rows of the other source, too.
 */
import { firstIndexWhere } from '../bytes/binary-search.ts'
import type { RequestPart } from './request-part.ts'
import type { RenewalRun } from './thinned-run.ts'

interface RunOfPart {
  readonly run: RenewalRun
  readonly part: number
}

export class JoinedRuns {
  /** By time, without overlap. */
  readonly #all: readonly RunOfPart[]

  constructor(parts: readonly RequestPart[]) {
    const found = parts
      .flatMap(({ runs }, part) => runs.map((run): RunOfPart => ({ run, part })))
      .sort((a, b) => a.run.fromUs - b.run.fromUs || b.run.toUs - a.run.toUs || a.part - b.part)
    const all: RunOfPart[] = []
    let endUs = Number.NEGATIVE_INFINITY
    for (const one of found) {
      if (one.run.fromUs < endUs) continue
      all.push(one)
      endUs = one.run.toUs
    }
    this.#all = all
  }

  get length(): number {
    return this.#all.length
  }

  /** The runs by time. */
  get runs(): readonly RenewalRun[] {
    return this.#all.map(({ run }) => run)
  }

  /** Whether a renewal of a part lies between the ends of a run of another part. */
  includes(atUs: number, part: number): boolean {
    const next = firstIndexWhere(this.#all.length, (i) => (this.#all[i] as RunOfPart).run.toUs > atUs)
    const found = this.#all[next]
    return found !== undefined && found.part !== part && found.run.fromUs < atUs
  }
}
