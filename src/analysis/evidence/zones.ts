/**
 * Finds the zone of sources without a zone in their stamps, by what a source with a known zone records of the same nodes.
 *
 * The order of the rules: the user's zone; stamps of the source's own lines; the same silence in another source, or the
 * same renewals, a whole number of quarter hours apart and within half a minute otherwise; else UTC, as an assumption
 * that no accusation may rest on. A controller manager runs in a container, in UTC unless its own evidence shows
 * otherwise, so kubelets are compared with it.
 * Authority: `report.schema.json` (`assumptions`); README, "Years and zones".
 */
import type { Assumption } from '../../model/index.ts'
import type { SourceReading } from '../../store/reading.ts'
import { changeReading, shiftReading } from '../../store/shift-reading.ts'
import { HOUR_US, MINUTE_US, SECOND_US } from '../../time/instant.ts'
import { order } from './order.ts'
import { type RecordedRenewals, recordedRenewals, renewalsMatch } from './recorded-renewals.ts'
import { type RecordedSilence, type RecordedSilences, recordedSilences } from './recorded-silences.ts'

export interface ZonedReadings {
  readonly readings: readonly SourceReading[]
  readonly assumptions: readonly Assumption[]
  /**
   * Sources that can't be compared with the controller's log: their zone is UTC for want of evidence, or the
   * controller's is and nothing joins the two.
   */
  readonly unproved: ReadonlySet<string>
}

const QUARTER_HOUR_US: number = 15 * MINUTE_US
/** Zones run from −12 h to +14 h. */
const MOST_QUARTERS = 56
/** What two records of one moment may differ by apart from their zones. */
const TOLERANCE_US: number = 30 * SECOND_US

const SUMMER_TIME_ENDS =
  'behind a step back of an hour, taken for the end of summer time, times count an hour more'

/** A reading with what it records, on the zone that is known or assumed so far. */
interface Compared {
  readonly reading: SourceReading
  readonly silences: RecordedSilences
  readonly renewals: ReadonlyMap<string, RecordedRenewals>
}

/** Moves readings to their zones. The given readings must not be used any more. */
export function inferZones(readings: readonly SourceReading[]): ZonedReadings {
  const assumptions: Assumption[] = []
  const assume = ({ name: of, zoneless }: SourceReading, value: string, reason: string): void => {
    const because = zoneless?.repeatedUntilUs ? `${reason}; ${SUMMER_TIME_ENDS}` : reason
    assumptions.push({ name: 'inputZone', value, of, because })
  }
  const zoned: SourceReading[] = []
  const open: SourceReading[] = []
  for (const reading of [...readings].sort((a, b) => order(a.name, b.name))) {
    const { zoneless, given } = reading
    if (zoneless === null) zoned.push(reading)
    else if (given && given.zone !== null) {
      zoned.push(reading)
      assume(reading, given.zone, '--input-tz')
    } else if (zoneless.printedMinutes !== null) {
      zoned.push(reading)
      assume(reading, zoneName(zoneless.printedMinutes), 'timestamps beside them print their zone')
    } else open.push(reading)
  }
  const changed = open.find(({ zoneless }) => zoneless?.repeatedUntilUs) ?? null
  const unproved = new Set<string>()
  const matched = new Set<string>()
  // Without a second source there is nothing to compare.
  const references = readings.length > 1 && open.length > 0 ? zoned.map(recordsOf) : []
  const isController = (r: SourceReading): boolean =>
    r.processes.some((p) => p.component === 'kube-controller-manager')
  const settle = (reading: SourceReading): Compared => {
    const compared = readings.length > 1 ? recordsOf(reading) : nothingOf(reading)
    const match = matchZone(compared, references)
    if (!match) {
      const moved = isController(reading) ? reading : behindSummerTime(reading, changed)
      unproved.add(reading.name)
      assume(moved, 'UTC', 'default: timestamps without a zone are taken as UTC')
      return moved === reading ? compared : recordsOf(moved)
    }
    matched.add(reading.name)
    const minutes = match.quarters * 15
    assume(
      reading,
      zoneName(minutes),
      `${match.of} records the same ${match.what}${minutes === 0 ? '' : ', whole quarter hours apart'}`,
    )
    if (minutes === 0) return compared
    return recordsOf(
      changeReading(reading, (whole) => shiftReading(whole, (timeUs) => timeUs - minutes * MINUTE_US)),
    )
  }
  const settled = open.filter(isController).map(settle)
  references.push(...settled)
  const others = open.filter((reading) => !isController(reading)).map((reading) => settle(reading).reading)
  if (settled.some(({ reading }) => unproved.has(reading.name)))
    for (const { name } of readings) if (!matched.has(name)) unproved.add(name)
  const byName = new Map(
    [...settled.map(({ reading }) => reading), ...others].map((reading) => [reading.name, reading]),
  )
  const isOpen = new Set(open)
  return {
    readings: readings.map((reading) =>
      isOpen.has(reading) ? (byName.get(reading.name) ?? reading) : reading,
    ),
    assumptions,
    unproved,
  }
}

function recordsOf(reading: SourceReading): Compared {
  return { reading, silences: recordedSilences(reading), renewals: recordedRenewals(reading) }
}

function nothingOf(reading: SourceReading): Compared {
  return { reading, silences: new Map(), renewals: new Map() }
}

/**
 * Moves a kubelet's times behind the end of summer time that another kubelet's log shows, `changed`, where its own does
 * not: nodes with a zone that is assumed alike keep one order.
 */
function behindSummerTime(reading: SourceReading, changed: SourceReading | null): SourceReading {
  if (!reading.zoneless || reading.zoneless.repeatedUntilUs !== null) return reading
  const repeatedUntilUs = changed?.zoneless?.repeatedUntilUs ?? null
  if (!changed || repeatedUntilUs === null || (reading.lastUs ?? 0) < repeatedUntilUs - HOUR_US)
    return reading
  // What begins where the other ends goes on behind the step, also within the hour that the clock showed twice.
  const isNext = (reading.firstUs ?? 0) >= (changed.lastUs ?? 0) - HOUR_US
  const fromUs = isNext ? Number.NEGATIVE_INFINITY : repeatedUntilUs
  const zoneless = { ...reading.zoneless, repeatedUntilUs }
  return changeReading(reading, (whole) => ({
    ...shiftReading(whole, (timeUs) => (timeUs >= fromUs ? timeUs + HOUR_US : timeUs)),
    zoneless,
  }))
}

/** Formats an offset as `--input-tz` takes it. */
function zoneName(minutes: number): string {
  if (minutes === 0) return 'UTC'
  const ahead = Math.abs(minutes)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`
}

interface ZoneMatch {
  /** Quarter hours that the source is ahead. */
  readonly quarters: number
  /** Name of the source that it was compared with. */
  readonly of: string
  readonly what: 'renewals' | 'silence' | 'silences'
}

function matchZone(source: Compared, references: readonly Compared[]): ZoneMatch | null {
  let best: (ZoneMatch & { count: number }) | null = null
  for (const reference of references) {
    const of = reference.reading.name
    const byRenewals = renewalsMatch(source.renewals, reference.renewals, MOST_QUARTERS)
    if (byRenewals !== null) return { quarters: byRenewals, of, what: 'renewals' }
    const bySilences = silencesMatch(source.silences, reference.silences)
    if (bySilences && (best === null || bySilences.count > best.count))
      best = { ...bySilences, of, what: bySilences.count > 1 ? 'silences' : 'silence' }
  }
  return best
}

/** Counts for each zone how many silences it brings together; null: none, or two zones as many. */
function silencesMatch(
  source: RecordedSilences,
  reference: RecordedSilences,
): { quarters: number; count: number } | null {
  const counts = new Map<number, number>()
  for (const [node, silences] of source) {
    const others = node === '' ? [...reference.values()].flat() : (reference.get(node) ?? [])
    for (const silence of silences) {
      const matched = new Set(others.flatMap((other) => quartersBetween(silence, other) ?? []))
      for (const quarters of matched) counts.set(quarters, (counts.get(quarters) ?? 0) + 1)
    }
  }
  let best: { quarters: number; count: number } | null = null
  for (const [quarters, count] of counts)
    if (best === null || count > best.count || (count === best.count && quarters === 0))
      best = { quarters, count }
  const rivals = [...counts.values()].filter((count) => count === best?.count).length
  return best && (rivals === 1 || best.quarters === 0) ? best : null
}

/** Returns how many quarter hours a silence lies after another that is as long; null: they are not the same. */
function quartersBetween(a: RecordedSilence, b: RecordedSilence): number | null {
  const quarters = Math.round((a.startUs - b.startUs) / QUARTER_HOUR_US)
  if (Math.abs(quarters) > MOST_QUARTERS) return null
  const byUs = quarters * QUARTER_HOUR_US
  const isSame = Math.abs(a.startUs - b.startUs - byUs) <= TOLERANCE_US && endTogether(a, b, byUs)
  return isSame ? quarters : null
}

/** Whether two silences may have ended at one moment; of one that its source ends with, only how long it was at least is known. */
function endTogether(a: RecordedSilence, b: RecordedSilence, byUs: number): boolean {
  const laterUs = a.endUs - b.endUs - byUs
  if (a.isOpen && b.isOpen) return true
  if (a.isOpen) return laterUs <= TOLERANCE_US
  if (b.isOpen) return laterUs >= -TOLERANCE_US
  return Math.abs(laterUs) <= TOLERANCE_US
}
