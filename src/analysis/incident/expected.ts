/**
 * What the control plane should have done, and whether it did.
 *
 * Authority: lease/controller.go and node_lifecycle_controller.go 1.14–1.36: with the last renewal R and the grace
 * period G the mark comes in (R + G, R + G + 10 s], the taint with it or a look later, eviction after the toleration.
 */
import { CONTROL_PLANE } from '../../model/clock.ts'
import type { Boundaries, Boundary, Coverage, Deviation, TimeBounds } from '../../model/index.ts'
import type { MeasuredOffset } from '../../model/interval.ts'
import type { ProcessReading } from '../../store/reading.ts'
import { SECOND_US } from '../../time/instant.ts'
import { NOT_COVERED } from '../../wording/incident-words.ts'
import type { Grace } from '../evidence/grace.ts'
import { MONITOR_PERIOD_US, type Spell } from '../node/not-ready-periods.ts'

/** The admission default for unreachable and not-ready. */
const TOLERATION_US: number = 300 * SECOND_US

/** The taint pass runs every 100 ms. */
const TAINT_PASS_US = 100_000
/** Whole-second stamps and scheduling: what is not counted as a deviation. */
const LENIENCE_US: number = SECOND_US

export interface Expectation {
  readonly expected: { readonly markedNotReady: TimeBounds | null; readonly firstEviction: TimeBounds | null }
  readonly deviation: { readonly markedNotReady: Deviation | null; readonly reason: string | null }
}

export interface Judged {
  readonly boundaries: Boundaries
  /** Between the node's clock and the control plane's; undefined: nothing compares them. */
  readonly offset: MeasuredOffset | undefined
  readonly endUs: number | null
  readonly spells: readonly Spell[]
}

/**
 * `controllers` are the controller manager's processes; `upsets` the moments at which a controller began anew
 * or lost its lock, with what happened; `disruptions` when all zones were down.
 */
export function judge(
  incident: Judged,
  grace: Grace,
  controllers: readonly ProcessReading[],
  upsets: readonly { readonly atUs: number; readonly what: string }[],
  disruptions: readonly Coverage[],
): Expectation {
  const { markedNotReady } = incident.boundaries
  const lastRenewal = onControlPlaneClock(incident.boundaries.lastRenewal, incident.offset)
  const window = windowOfMark(lastRenewal, grace)
  const eviction = windowOfEviction(incident.boundaries, window, disruptions)
  const expected = { markedNotReady: window, firstEviction: eviction }
  if (!window || !lastRenewal) return { expected, deviation: { markedNotReady: null, reason: null } }
  const startUs = lastRenewal.earliestUs ?? lastRenewal.atUs
  const latestUs = window.latestUs
  // An end on the node's clock, as late as the control plane's may have shown it.
  const behindUs = lastRenewal === incident.boundaries.lastRenewal ? 0 : (incident.offset?.earliestUs ?? 0)
  const endUs = (incident.endUs ?? Number.POSITIVE_INFINITY) - behindUs
  const upset = upsets.find((u) => u.atUs >= startUs && u.atUs <= Math.min(latestUs ?? u.atUs, endUs))
  const deviation = (code: Deviation | null, reason: string | null): Expectation => ({
    expected,
    deviation: { markedNotReady: code, reason },
  })
  if (markedNotReady) {
    if (!incident.offset && markedInTimeBySight(incident, grace)) return deviation('in-time', null)
    if (window.earliestUs !== null && markedNotReady.atUs < window.earliestUs - LENIENCE_US)
      return deviation('early', upset?.what ?? null)
    if (latestUs !== null && markedNotReady.atUs > latestUs + LENIENCE_US)
      return deviation('late', lateReason(incident, upset?.what))
    // A renewal known from one side only may lie so far back that the mark was late.
    if (window.earliestUs === null) return deviation(null, lateReason(incident, upset?.what))
    return deviation('in-time', null)
  }
  if (window.earliestUs !== null && endUs <= window.earliestUs)
    return deviation('not-expected', 'the lease was renewed before the grace period was over')
  if (upset) return deviation(null, upset.what)
  if (latestUs === null) return deviation(null, null)
  const covering = controllers.find((p) => p.firstUs <= startUs && p.lastUs >= latestUs + MONITOR_PERIOD_US)
  if (!covering) return deviation(null, NOT_COVERED)
  if (endUs <= latestUs + MONITOR_PERIOD_US) return deviation(null, 'it ended while the mark was due')
  if (!provesLifecycle(covering))
    return deviation(null, 'the controller log is not known to print such lines (-v below 2)')
  return deviation('never', null)
}

export function provesLifecycle(p: ProcessReading): boolean {
  const flag = p.flags.get('v')
  if (flag !== undefined) return Number(flag) >= 2
  return p.printsLifecycle
}

function lateReason(incident: Judged, upset: string | undefined): string | null {
  if (upset) return upset
  return incident.spells.some((s) => s.measuredFromReset)
    ? 'the controller had just started and counted from its own start'
    : null
}

/** The control plane stamps what it does with its own clock: that is where the model holds. */
function onControlPlaneClock(b: Boundary | null, offset: MeasuredOffset | undefined): Boundary | null {
  if (!b || !offset || b.clock.startsWith(CONTROL_PLANE)) return b
  return {
    ...b,
    atUs: b.atUs - offset.atUs,
    earliestUs: b.earliestUs === null ? null : b.earliestUs - offset.latestUs,
    latestUs: b.latestUs === null ? null : b.latestUs - offset.earliestUs,
  }
}

/** By the controller's clock alone, where nothing compares it with the node's: the first look after its last sight + grace. */
function markedInTimeBySight({ boundaries, spells }: Judged, grace: Grace): boolean {
  const { controllerLastSeen: seen, markedNotReady: marked, lastRenewal } = boundaries
  if (!seen || !marked || lastRenewal?.clock === seen.clock || spells.some((s) => s.measuredFromReset))
    return false
  const sinceUs = marked.atUs - seen.atUs
  return sinceUs >= grace.minUs - LENIENCE_US && sinceUs <= grace.maxUs + MONITOR_PERIOD_US + LENIENCE_US
}

function windowOfMark(lastRenewal: Boundary | null, grace: Grace): TimeBounds | null {
  if (!lastRenewal) return null
  return {
    earliestUs: lastRenewal.earliestUs === null ? null : lastRenewal.earliestUs + grace.minUs,
    // The look that saw the renewal and the look that found it overdue: two periods.
    latestUs:
      lastRenewal.latestUs === null ? null : lastRenewal.latestUs + grace.maxUs + 2 * MONITOR_PERIOD_US,
  }
}

/** Of pods with the default toleration. Null where none is due: the node was back before, or all zones were down and no taint was set. */
function windowOfEviction(
  boundaries: Boundaries,
  mark: TimeBounds | null,
  disruptions: readonly Coverage[],
): TimeBounds | null {
  const { markedNotReady: marked, readyAgain } = boundaries
  const from: TimeBounds | null = marked ? { earliestUs: marked.earliestUs, latestUs: marked.latestUs } : mark
  if (!from) return null
  const earliestUs = from.earliestUs === null ? null : from.earliestUs + TOLERATION_US
  const latestUs =
    from.latestUs === null ? null : from.latestUs + MONITOR_PERIOD_US + TAINT_PASS_US + TOLERATION_US
  const backUs = readyAgain?.latestUs ?? readyAgain?.atUs
  if (earliestUs !== null && backUs !== undefined && backUs <= earliestUs) return null
  const sinceUs = marked?.atUs ?? from.latestUs
  const isDisrupted =
    sinceUs !== null &&
    disruptions.some((d) => d.startUs <= sinceUs + MONITOR_PERIOD_US + TAINT_PASS_US && sinceUs <= d.endUs)
  return isDisrupted ? null : { earliestUs, latestUs }
}
