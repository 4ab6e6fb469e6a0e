/** With full evidence, how many outages are reported without a cause, a boundary that happened, or a deviation. */
import type { ClusterTruth } from '../cluster/truth.ts'
import { BOUNDARY_NAMES, type Report } from '../contract.ts'
import { momentsOf } from './boundaries.ts'
import { Evidence } from './evidence.ts'
import { gapOf } from './match.ts'

interface Share {
  nulls: number
  bounded: number
  of: number
}

export class NullShares {
  readonly #shares = new Map<string, Share>()
  /** Why deviations are null. */
  readonly #reasons = new Map<string, number>()

  /** Counts the outages of a run with full evidence; others count nothing. */
  count(truth: ClusterTruth, report: Report): void {
    if (!truth.fullEvidence) return
    const nodes = new Map(truth.nodes.map((node) => [node.name, new Evidence(truth, node, report)]))
    for (const incident of report.incidents) {
      const evidence = nodes.get(incident.node ?? '')
      const gap = evidence && incident.kind === 'lease-outage' ? gapOf(evidence, incident)?.gap : undefined
      if (!evidence || !gap) continue
      this.#add('cause', incident.cause.category === 'unknown', false)
      const { markedNotReady: deviation, reason } = incident.deviation
      this.#add('deviation', deviation === null, false)
      if (deviation === null)
        this.#reasons.set(reason ?? 'no reason', (this.#reasons.get(reason ?? 'no reason') ?? 0) + 1)
      const moments = momentsOf(evidence, gap)
      for (const name of BOUNDARY_NAMES) {
        const boundary = incident.boundaries[name]
        // Without a mark, Ready came back from an earlier one.
        if (name === 'readyAgain' && moments.markedNotReady?.length === 0) continue
        if (moments[name]?.length) this.#add(name, boundary === null, boundary?.exact === false)
      }
    }
  }

  /** One line for each of them. */
  get lines(): string[] {
    const percent = (n: number, of: number): string => `${((100 * n) / of).toFixed(1)} %`.padStart(8)
    return [
      ...[...this.#shares].map(
        ([name, { nulls, bounded, of }]) =>
          `${percent(nulls, of)} null ${percent(bounded, of)} bounded of ${of}  ${name}`,
      ),
      ...[...this.#reasons].map(([reason, n]) => `${n} deviations are null: ${reason}`),
    ]
  }

  #add(name: string, isNull: boolean, isBounded: boolean): void {
    const share = this.#shares.get(name) ?? { nulls: 0, bounded: 0, of: 0 }
    share.of++
    if (isNull) share.nulls++
    if (isBounded) share.bounded++
    this.#shares.set(name, share)
  }
}
