/**
 * The controller managers in evidence: when each of them led, and by which grace and monitor period it judges nodes.
 *
 * Input: processes in any order. Output: the same whatever the order. Flags belong to their process, and a process shows
 * nothing of nodes while it waits for the lead.
 * Authority: client-go leaderelection.go, node_lifecycle_controller.go 1.14–1.36.
 */
import { firstAtLeast, firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Observation, ObservationKind, SourceLine } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import { traitsOf } from '../../model/kinds.ts'
import { ANY_VERSION, knownVersion, narrowVersion } from '../../model/version-range.ts'
import type { LostWatch, ProcessReading } from '../../store/reading.ts'
import { parseGoDuration } from '../../time/go-time.ts'
import { SECOND_US } from '../../time/instant.ts'
import { defaultGrace, type Grace, graceOf, type StaleDurations } from './grace.ts'
import { order } from './order.ts'

/** Default of --node-monitor-period. */
export const MONITOR_PERIOD_US: number = 5 * SECOND_US

/** The admission default for unreachable and not-ready: pods tolerate the taints for so long. */
const DEFAULT_TOLERATION_US: number = 300 * SECOND_US

/** Stale lines that come in every pass stop when a pass finds the node renewed; one pass may come late. */
export const LATE_PASSES = 2

/** How a controller judges nodes. */
export interface ControllerRules {
  readonly grace: Grace
  /** Time between two passes over all nodes: --node-monitor-period. */
  readonly passUs: number
}

/** One process of the controller manager. */
export interface Controller extends ControllerRules {
  readonly process: ProcessReading
  /** Where its own lines show that it led, by start. */
  readonly leads: readonly Interval[]
  /** Whether its log would contain a mark. */
  readonly printsLifecycle: boolean
}

/** Only the controller that leads prints these. */
const LEADS: ReadonlySet<ObservationKind> = new Set<ObservationKind>([
  'controller.reset',
  'node.registered',
  'node.deleted',
  'zone.state',
  'cluster.disruption-entered',
  'cluster.disruption-left',
])

export class Controllers {
  /** By start. */
  readonly all: readonly Controller[]
  /** The longest time between two passes of any of them. */
  readonly passUs: number
  /** Covers the grace periods of all of them. */
  readonly grace: Grace
  /** How long pods tolerate the taints of a node. */
  readonly tolerationUs: number
  /** Watches of Leases that they lost, by time. */
  readonly lostWatches: readonly (LostWatch & SourceLine)[]
  readonly #givenUs: number | null
  /** When one took the lead, by time. */
  readonly #acquiredUs: readonly number[]

  /** `processes` are those of the controller manager; `givenUs` is `--grace`, null if not given. */
  constructor(
    processes: readonly ProcessReading[],
    givenUs: number | null,
    tolerationUs: number = DEFAULT_TOLERATION_US,
  ) {
    this.tolerationUs = tolerationUs
    const version = knownVersion(
      processes.reduce((known, p) => narrowVersion(known, p.kubernetesVersion ?? ANY_VERSION), ANY_VERSION),
    )
    this.#givenUs = givenUs
    this.lostWatches = processes
      .flatMap(({ lostWatches, source }) => lostWatches.map((lost) => ({ ...lost, source })))
      .sort((a, b) => a.timeUs - b.timeUs || order(a.source, b.source) || a.line - b.line)
    this.all = [...processes]
      .sort((a, b) => a.firstUs - b.firstUs || order(a.source, b.source) || (a.pid ?? 0) - (b.pid ?? 0))
      .map((process) => {
        const passUs = passOf(process)
        const durations = staleDurations(process)
        return {
          process,
          passUs,
          grace: graceOf(process, durations, {
            passUs,
            givenUs,
            version: process.kubernetesVersion ?? version,
          }),
          leads: leadsOf(process),
          printsLifecycle: provesLifecycle(process),
        }
      })
    this.#acquiredUs = processes
      .flatMap(({ observations }) => observations)
      .flatMap(({ kind, timeUs }) =>
        kind === 'controller.leader-acquired' && timeUs !== null ? [timeUs] : [],
      )
      .sort((a, b) => a - b)
    const leading = this.all.filter(({ leads }) => leads.length > 0)
    const joined = this.#join(leading.length > 0 ? leading : this.all)
    this.passUs = joined.passUs
    this.grace = joined.grace
  }

  /** Returns the rules that applied at a time: those of the process that led then, else what all of them allow. */
  at(timeUs: number): ControllerRules {
    const leading = this.all.filter(({ leads, passUs }) =>
      leads.some((lead) => lead.startUs - passUs <= timeUs && timeUs <= lead.endUs + passUs),
    )
    return leading.length > 0 ? this.#join(leading) : this
  }

  /** Returns the process that printed a line; undefined: it is not in evidence. */
  ofLine(o: Pick<Observation, 'source' | 'pid'> & { readonly timeUs: number }): Controller | undefined {
    return this.all.find(
      ({ process: p }) => p.source === o.source && p.pid === o.pid && p.firstUs <= o.timeUs,
    )
  }

  /** Whether one took the lead up to a pass before: in its first pass it takes the time for that of the last renewal. */
  countsFromLead(sightUs: number): boolean {
    const next = firstAtLeast(this.#acquiredUs, sightUs - this.passUs - SECOND_US)
    return next !== undefined && next <= sightUs + SECOND_US
  }

  /** Returns the process that led from one time to another; null: none is known to. */
  leaderDuring(fromUs: number, toUs: number): Controller | null {
    return (
      this.all.find(({ leads }) => leads.some((lead) => lead.startUs <= fromUs && toUs <= lead.endUs)) ?? null
    )
  }

  /**
   * Returns by when a node was renewed that a controller called stale last at `afterUs`: another one took the lead, counts
   * anew, and would call the node stale after the grace period. Null: none led for so long.
   */
  seenByNextLeader(afterUs: number): number | null {
    for (const controller of this.all) {
      if (!controller.printsLifecycle) continue
      const { grace, passUs, leads } = controller
      for (const lead of leads) {
        const dueUs = lead.startUs + grace.maxUs + LATE_PASSES * passUs + SECOND_US
        if (lead.startUs <= afterUs || lead.endUs < dueUs) continue
        return hasNoPause(controller, lead.startUs, dueUs) ? dueUs : lead.endUs
      }
    }
    return null
  }

  #join(controllers: readonly Controller[]): ControllerRules {
    const [first] = controllers
    if (!first) return { grace: this.#graceOfNone(), passUs: MONITOR_PERIOD_US }
    return {
      passUs: Math.max(...controllers.map(({ passUs }) => passUs)),
      grace: controllers
        .map(({ grace }) => grace)
        .reduce((a, b) => ({
          minUs: Math.min(a.minUs, b.minUs),
          maxUs: Math.max(a.maxUs, b.maxUs),
          from: a.from === b.from && a.minUs === b.minUs && a.maxUs === b.maxUs ? a.from : 'default',
          because: a.because ?? b.because,
        })),
    }
  }

  #graceOfNone(): Grace {
    if (this.#givenUs === null) return defaultGrace(null, null)
    return { minUs: this.#givenUs, maxUs: this.#givenUs, from: 'given', because: '--grace' }
  }
}

/**
 * Whether a controller's log goes on from one time to another. One that prints its passes over silent nodes has a hole
 * where it pauses.
 */
export function isUnbroken(controller: Controller, fromUs: number, toUs: number): boolean {
  const { process, printsLifecycle } = controller
  if (printsLifecycle) return hasNoPause(controller, fromUs, toUs)
  return process.firstUs <= fromUs && process.lastUs >= toUs
}

/**
 * Whether a controller's log shows by lines of any kind that nothing is missing from one time to another: what a pause
 * may hide proves no omission.
 */
export function hasNoPause(controller: Controller, fromUs: number, toUs: number): boolean {
  const { firstUs, lastUs } = controller.process
  return firstUs <= fromUs && lastUs >= toUs && endOfPause(controller, fromUs, toUs) === null
}

/** Returns when the first pause of a controller's log ends that touches a stretch; null: none does. */
export function endOfPause({ process: { pauses } }: Controller, fromUs: number, toUs: number): number | null {
  const next = pauses[firstIndexWhere(pauses.length, (i) => (pauses[i] as Interval).endUs > fromUs)]
  return next !== undefined && next.startUs < toUs ? next.endUs : null
}

/** Whether a controller manager's log would contain a mark: -v is at least 2, by its FLAG line or such a line. */
export function provesLifecycle(p: ProcessReading): boolean {
  const flag = p.flags.get('v')
  if (flag !== undefined) return Number(flag) >= 2
  return p.printsLifecycle
}

function passOf({ flags }: ProcessReading): number {
  const flag = flags.get('node-monitor-period')
  const seconds = flag === undefined ? undefined : parseGoDuration(flag)
  return seconds === undefined || seconds <= 0 ? MONITOR_PERIOD_US : Math.round(seconds * SECOND_US)
}

/** What a line shows of the lead of its process. */
interface LeadChange {
  readonly atUs: number
  readonly is: 'acquired' | 'leading' | 'lost'
}

/** A process leads from the line that records it, or its first line about a node, to the loss of its lock or its last line. */
function leadsOf(process: ProcessReading): Interval[] {
  const leads: Interval[] = []
  let current = null as Interval | null
  for (const { atUs, is } of leadChanges(process)) {
    // Who acquires the lock had lost it before, at a time that no line shows.
    if (is === 'acquired' && current) leads.push(current)
    if (is === 'lost') {
      if (current) leads.push({ ...current, endUs: atUs })
      current = null
    } else current = { startUs: is === 'acquired' ? atUs : (current?.startUs ?? atUs), endUs: atUs }
  }
  if (current) leads.push({ ...current, endUs: process.lastUs })
  return leads
}

/** By time. */
function leadChanges({ observations, stale }: ProcessReading): LeadChange[] {
  const changes: LeadChange[] = []
  for (const { kind, timeUs, component } of observations) {
    if (timeUs === null || component !== 'kube-controller-manager') continue
    if (kind === 'controller.leader-acquired') changes.push({ atUs: timeUs, is: 'acquired' })
    else if (kind === 'controller.leader-lost') changes.push({ atUs: timeUs, is: 'lost' })
    else if (LEADS.has(kind) || traitsOf(kind).provesLifecycle) changes.push({ atUs: timeUs, is: 'leading' })
  }
  for (const { length, firstAtUs, lastAtUs } of stale.values())
    if (length > 0) changes.push({ atUs: firstAtUs, is: 'leading' }, { atUs: lastAtUs, is: 'leading' })
  return changes.sort((a, b) => a.atUs - b.atUs)
}

function staleDurations(process: ProcessReading): StaleDurations {
  let shortestUs: number | null = null
  let shortestFirstUs: number | null = null
  for (const lines of process.stale.values())
    for (const [shape, seconds] of lines.shortestDurations.entries()) {
      const us = Math.round(seconds * SECOND_US)
      shortestUs = Math.min(shortestUs ?? us, us)
      if (lines.shapes[shape]?.condition?.status === 'True')
        shortestFirstUs = Math.min(shortestFirstUs ?? us, us)
    }
  return { shortestUs, shortestFirstUs }
}
