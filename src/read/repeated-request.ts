/**
 * The observations of a request that a kubelet prints again and again. All lines that repeat it share one object, of which
 * time, line and latency change: building an object for each of a million lines takes as long as parsing them.
 */
import type { NamedFinding } from '../grammars/index.ts'
import { traitsOf } from '../model/kinds.ts'
import type { Observation } from '../model/observation.ts'
import { buildObservation, type RecordOrigin } from './observation-builder.ts'

/** What differs between the observations of two lines. */
interface Changing {
  timeUs: number | null
  line: number
  latencyMs: number | null
}

export class RepeatedRequest {
  /** Its owner changes the latency to that of the line. */
  readonly finding: NamedFinding & Pick<Changing, 'latencyMs'>
  #observation: (Observation & Changing) | null = null
  /** What the observation was built with, besides its origin. */
  #processNode: string | null = null

  private constructor(finding: NamedFinding) {
    this.finding = finding as NamedFinding & Pick<Changing, 'latencyMs'>
  }

  /** Returns undefined unless the findings of a line are a successful request of a kubelet, dated by its record. */
  static of([finding, second]: readonly NamedFinding[]): RepeatedRequest | undefined {
    if (!finding || second || finding.component !== 'kubelet') return undefined
    if (traitsOf(finding.kind).request !== 'succeeded') return undefined
    const isDated = finding.timeUs === undefined && finding.resolutionUs === undefined
    return isDated ? new RepeatedRequest(finding) : undefined
  }

  /** Returns what `buildObservation` returns, valid until the next call. The process of the origins must be one. */
  observation(origin: RecordOrigin, processNode: string | null): Observation {
    const last = this.#observation
    if (!last || this.#processNode !== processNode || last.resolutionUs !== origin.resolutionUs) {
      this.#processNode = processNode
      this.#observation = buildObservation(this.finding, origin, processNode) as Observation & Changing
      return this.#observation
    }
    last.timeUs = origin.timeUs
    last.line = origin.line
    last.latencyMs = this.finding.latencyMs
    return last
  }
}
