/**
 * What Leases that were printed together show of each other: a Lease that is much older than the newest of its source
 * was not renewed until that one was.
 *
 * Input: the readings: in the evidence of a node a Lease that two sources show belongs to the first of them only.
 * Output: for each node its newest Lease that had run out, and the newest of another node in the same source.
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import type { Observation } from '../../model/index.ts'
import type { SourceReading } from '../../store/reading.ts'
import { SECOND_US } from '../../time/instant.ts'
import { order } from './order.ts'

type SeenLease = Observation<'lease.seen'> & { readonly renewTimeUs: number }

/** The newest Lease of one node in one source, and what the same source shows that is newer. */
export interface OutdatedLease {
  readonly lease: SeenLease
  /** The newest Lease of another node. */
  readonly newest: SeenLease
}

/** The Leases of one node in one source. */
interface LeasesOfNode {
  newest: SeenLease
  firstLine: number
  lastLine: number
  /** Several renewTimes: the source is a watch, or was printed more than once. */
  isRepeated: boolean
}

/** A renewal follows the one before within an interval, stretched by up to 4 %. */
const LONGEST_INTERVAL_US = 10_400_000

/** What a Lease object without its duration has: 40 s, the default of the kubelet. */
const DEFAULT_DURATION_SECONDS = 40

/** Finds the Leases that had run out when others of their source were renewed; by node. */
export function findOutdatedLeases(readings: readonly SourceReading[]): ReadonlyMap<string, OutdatedLease> {
  const otherLines = new Map(readings.map(({ name, lineCounts }) => [name, lineCounts.unrecognised]))
  const outdated = new Map<string, OutdatedLease>()
  for (const [source, leases] of leasesBySource(readings)) {
    // A line of another kind for each Lease may be its command: then each was printed at another time.
    if ((otherLines.get(source) ?? 0) >= leases.size && !areRowsOfOneTable(leases)) continue
    for (const [node, found] of outdatedOf(leases)) {
      const known = outdated.get(node)
      if (!known || compareOutdated(found, known) > 0) outdated.set(node, found)
    }
  }
  return outdated
}

/** The Leases with a renewTime, by source and node. */
function leasesBySource(readings: readonly SourceReading[]): Map<string, Map<string, LeasesOfNode>> {
  const bySource = new Map<string, Map<string, LeasesOfNode>>()
  // What is stored is of kubelets, which print no Lease.
  for (const { processes } of readings)
    for (const { observations } of processes.filter(({ stored }) => !stored))
      for (const o of observations)
        if (o.kind === 'lease.seen' && o.node !== null && isRenewed(o as Observation<'lease.seen'>))
          addTo(mapIn(bySource, o.source), o.node, o as SeenLease)
  return bySource
}

/** Whether each Lease is one line, and no other line stands between them: one command printed them. */
function areRowsOfOneTable(leases: ReadonlyMap<string, LeasesOfNode>): boolean {
  const rows = [...leases.values()]
  const first = rows.reduce((line, { firstLine }) => Math.min(line, firstLine), Number.POSITIVE_INFINITY)
  const last = rows.reduce((line, { lastLine }) => Math.max(line, lastLine), 0)
  return last - first + 1 === rows.length && rows.every(({ firstLine, lastLine }) => firstLine === lastLine)
}

/** The outdated Leases of one source, by node. */
function* outdatedOf(leases: ReadonlyMap<string, LeasesOfNode>): Iterable<[string, OutdatedLease]> {
  const [first, second] = twoNewest(leases.values())
  if (!first || !second) return
  const isWatch = [...leases.values()].some(({ isRepeated }) => isRepeated)
  for (const [node, own] of leases) {
    const other = first === own ? second : first
    if (isOutdated(own, other) && (!isWatch || isFollowed(own, other)))
      yield [node, { lease: own.newest, newest: other.newest }]
  }
}

/** Compares by what shows more: the newer Lease, then the newer one beside it; of equal ones the first source. */
function compareOutdated(a: OutdatedLease, b: OutdatedLease): number {
  return (
    a.lease.renewTimeUs - b.lease.renewTimeUs ||
    a.newest.renewTimeUs - b.newest.renewTimeUs ||
    order(b.newest.source, a.newest.source)
  )
}

function isRenewed(o: Observation<'lease.seen'>): o is SeenLease {
  return o.renewTimeUs !== null
}

function mapIn<V>(maps: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const known = maps.get(key)
  if (known) return known
  const added = new Map<string, V>()
  maps.set(key, added)
  return added
}

function addTo(leases: Map<string, LeasesOfNode>, node: string, o: SeenLease): void {
  const known = leases.get(node)
  if (!known) {
    leases.set(node, { newest: o, firstLine: o.line, lastLine: o.line, isRepeated: false })
    return
  }
  known.firstLine = Math.min(known.firstLine, o.line)
  known.lastLine = Math.max(known.lastLine, o.line)
  known.isRepeated ||= o.renewTimeUs !== known.newest.renewTimeUs
  if (o.renewTimeUs > known.newest.renewTimeUs) known.newest = o
}

function twoNewest(leases: Iterable<LeasesOfNode>): [LeasesOfNode | undefined, LeasesOfNode | undefined] {
  let first: LeasesOfNode | undefined
  let second: LeasesOfNode | undefined
  for (const own of leases)
    if (!first || own.newest.renewTimeUs > first.newest.renewTimeUs) [first, second] = [own, first]
    else if (!second || own.newest.renewTimeUs > second.newest.renewTimeUs) second = own
  return [first, second]
}

/** Whether a watch showed both nodes before it showed the newer Lease. */
function isFollowed({ lastLine }: LeasesOfNode, other: LeasesOfNode): boolean {
  return other.firstLine < lastLine && other.newest.line > lastLine
}

function isOutdated({ newest }: LeasesOfNode, other: LeasesOfNode): boolean {
  const durationUs = (newest.leaseDurationSeconds ?? DEFAULT_DURATION_SECONDS) * SECOND_US
  const limitUs = durationUs + LONGEST_INTERVAL_US
  if (other.newest.renewTimeUs - newest.renewTimeUs <= limitUs) return false
  const [ownUs, otherUs] = [newest.managedTimeUs, other.newest.managedTimeUs]
  // The API server stamped both: where they are not so far apart, one of the nodes' clocks is wrong.
  return ownUs === null || otherUs === null || otherUs - ownUs > limitUs - SECOND_US
}
