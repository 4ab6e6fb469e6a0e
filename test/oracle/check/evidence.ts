/** The truth as the clocks in evidence show it, and the gaps between renewals. */

import type { Line } from '../cluster/log.ts'
import type { ClusterTruth, FailedTry, Fault, NodeTruth, Renewal } from '../cluster/truth.ts'
import { microseconds, type Report } from '../contract.ts'

const SECOND = 1_000_000

/** The default of 1.32 and up. */
const LONGEST_GRACE_US = 50 * SECOND

/** A stretch of real time between two renewals in a row; null where the simulation begins or ends. */
export interface Gap {
  readonly before: Renewal | null
  readonly after: Renewal | null
  readonly fromUs: number
  readonly toUs: number
  readonly failures: readonly FailedTry[]
}

export class Evidence {
  readonly truth: ClusterTruth
  readonly node: NodeTruth
  readonly gaps: readonly Gap[]
  /** By which the stamps of its log are off because the program took a wrong zone. */
  readonly shiftUs: number
  /** What the report says of the node's clock; null: nothing compares it. */
  readonly offset: Report['nodes'][number]['clockOffset']

  constructor(truth: ClusterTruth, node: NodeTruth, report: Report) {
    this.truth = truth
    this.node = node
    this.gaps = gapsOf(truth, node)
    this.shiftUs = shiftOf(node, report)
    this.offset = report.nodes.find((n) => n.node === node.name)?.clockOffset ?? null
  }

  /** What a clock shows at a moment of real time, as the program reads its stamps. */
  on(clock: string, realUs: number): number {
    if (clock.startsWith('control-plane')) return realUs
    const steps = this.node.steps.reduce((sum, s) => (realUs >= s.atUs ? sum + s.byUs : sum), 0)
    return realUs + this.node.offsetUs + steps + this.shiftUs
  }

  get hasSteps(): boolean {
    return this.node.steps.length > 0
  }

  /** One clock for all: no offset, no step, no wrong zone. */
  get isOneClock(): boolean {
    return this.node.offsetUs === 0 && !this.hasSteps && this.shiftUs === 0
  }

  keptFailures(gap: Gap): FailedTry[] {
    return gap.failures.filter((f) => this.node.log !== null && f.lines.some(isKept))
  }

  faultsIn(fromUs: number, toUs: number): Fault[] {
    return this.truth.faults.filter(
      (f) => f.nodes.includes(this.node.name) && f.fromUs < toUs && f.toUs > fromUs,
    )
  }

  /** An outage in the sense of the report's contract: failed tries that nothing answers in time, a lease that ran out, or an ended process. */
  isOutage(gap: Gap): boolean {
    const length = gap.toUs - gap.fromUs
    const ended = this.node.processes.some((p) => p.endUs > gap.fromUs && p.endUs < gap.toUs)
    if (gap.after === null && ended) return true
    return (
      length > 40 * SECOND ||
      (gap.failures.length > 0 && length > 19.9 * SECOND) ||
      (ended && length > 19 * SECOND)
    )
  }

  /** Whether a kubelet process that works runs at a moment of real time. */
  isAlive(atUs: number): boolean {
    return this.node.processes.some((p) => p.works && p.startUs <= atUs && p.endUs > atUs)
  }

  /** What makes the evidence of this run harder than a whole log on one clock. */
  get circumstances(): string {
    const { nodes, leaderships } = this.truth
    const lost = [...nodes.map((n) => n.log), ...leaderships.map((l) => l.log)].some(
      (log) => log?.lines.some((line) => line.kept) && log.lines.some((line) => !line.kept),
    )
    const words = [
      this.shiftUs === 0 ? '' : 'zone assumed',
      this.hasSteps ? 'clock step' : '',
      this.node.offsetUs === 0 ? '' : 'clock offset',
      lost ? 'lines lost' : '',
    ].filter((word) => word !== '')
    return words.join(', ')
  }

  /**
   * When the last line of each controller's log was printed. A process that ended shows nothing afterwards, and its
   * successor counts anew: it says nothing of a node for a grace period and two passes.
   */
  get controllerEndsUs(): number[] {
    const { leaderships } = this.truth
    const ends = new Set(leaderships.map(({ log }) => log?.keptLines.at(-1)?.atUs))
    const newest = leaderships.at(-1)
    const untilUs = Math.max(...[...ends].map((us) => us ?? Number.NEGATIVE_INFINITY))
    const isTooShort = newest !== undefined && untilUs - newest.fromUs < LONGEST_GRACE_US + 11 * SECOND
    if (isTooShort || !newest?.log?.keptLines.some((l) => l.atUs >= newest.fromUs && isLifecycle(l)))
      for (const { log, toUs } of leaderships)
        ends.add(log?.keptLines.findLast(({ atUs }) => atUs <= toUs)?.atUs)
    return [...ends].filter((us) => us !== undefined)
  }

  get lastLineUs(): number {
    return this.node.log?.keptLines.at(-1)?.atUs ?? Number.NEGATIVE_INFINITY
  }
}

export function isKept(line: Line | null): line is Line {
  return line?.kept === true
}

/** Only a controller at -v=2 prints these; without one of them, nothing shows that it would. */
function isLifecycle({ text }: Line): boolean {
  return /FLAG:|been updated|status change|Taint queue|healthy again/.test(text)
}

function gapsOf(truth: ClusterTruth, node: NodeTruth): Gap[] {
  const gaps: Gap[] = []
  for (let i = 0; i <= node.renewals.length; i++) {
    const before = node.renewals[i - 1] ?? null
    const after = node.renewals[i] ?? null
    const fromUs = before?.endUs ?? truth.startUs
    const toUs = after?.endUs ?? truth.endUs
    const failures = node.failures.filter((f) => f.endUs > fromUs && f.endUs <= toUs)
    gaps.push({ before, after, fromUs, toUs, failures })
  }
  return gaps
}

function shiftOf(node: NodeTruth, report: Report): number {
  const log = node.log
  if (log === null || log.machine.zoneMinutes === 0) return 0
  const assumed = report.assumptions.inputZone?.find((a) => a.of?.endsWith(`/${log.name}`))
  return assumed?.value === 'UTC' ? log.machine.zoneMinutes * 60 * SECOND : 0
}

/** The part that two stretches share, in µs; negative where they lie apart. */
export function overlap(a: readonly [number, number], b: readonly [number, number]): number {
  return Math.min(a[1], b[1]) - Math.max(a[0], b[0])
}

export function us(instant: string): number {
  return microseconds(instant)
}

export function show(timeUs: number): string {
  return Number.isFinite(timeUs)
    ? new Date(Math.round(timeUs / 1000)).toISOString().slice(11, 23)
    : String(timeUs)
}
