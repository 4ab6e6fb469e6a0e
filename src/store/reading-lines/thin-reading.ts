/** Leaves out the routine renewals of a reading: months of a healthy kubelet at `-v=6` become kilobytes. */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { ProcessReading, SourceReading } from '../reading.ts'
import { RequestTable } from '../request-table.ts'
import { countThinned } from '../thinned-run.ts'
import { THIN_SETTINGS, type ThinSettings, thinPart } from './thin-part.ts'

/**
 * Returns the reading without the renewals that are alike and far from all else that its source records. Renewals that an
 * API server recorded stay: they show how far apart the clocks are.
 */
export function thinReading(reading: SourceReading, settings: ThinSettings = THIN_SETTINGS): SourceReading {
  const moments = Float64Array.from(reading.processes.flatMap(momentsOf)).sort()
  const isQuiet = (fromUs: number, toUs: number): boolean => {
    const next = firstIndexWhere(moments.length, (i) => (moments[i] as number) >= fromUs - settings.marginUs)
    return (moments[next] ?? Number.POSITIVE_INFINITY) > toUs + settings.marginUs
  }
  return withThinned({
    ...reading,
    processes: reading.processes.map((process) => thinProcess(process, isQuiet, settings)),
  })
}

/** Returns the reading with the number of renewals that are left out of its tables. */
export function withThinned(reading: SourceReading): SourceReading {
  const { thinned: _before, ...rest } = reading
  const tables = reading.processes.flatMap(({ requests }) => [...requests.values()])
  const thinned = tables.reduce((sum, { runs }) => sum + countThinned(runs), 0)
  return thinned === 0 ? rest : { ...rest, thinned }
}

/** Returns the times of all that a process records beside successful requests. */
function momentsOf({
  firstUs,
  lastUs,
  observations,
  stale,
  failedLists,
  lostWatches,
  clockJumps,
  requestTimes,
}: ProcessReading): number[] {
  const intervals = [...clockJumps, ...(requestTimes?.pauses ?? [])]
  const all = [...observations, ...[...stale.values()].flatMap((table) => table.list()), ...lostWatches]
  return [
    firstUs,
    lastUs,
    failedLists?.firstUs ?? null,
    failedLists?.lastUs ?? null,
    ...all.map(({ timeUs }) => timeUs),
    ...intervals.flatMap(({ startUs, endUs }) => [startUs, endUs]),
  ].flatMap((timeUs) => (timeUs !== null && Number.isFinite(timeUs) ? timeUs : []))
}

function thinProcess(
  process: ProcessReading,
  isQuiet: (fromUs: number, toUs: number) => boolean,
  settings: ThinSettings,
): ProcessReading {
  const { component, printsRequests, clockJumps, requests } = process
  // A clock that was set shows an hour twice.
  if (component !== 'kubelet' || !printsRequests || clockJumps.length > 0) return process
  const thinned = [...requests].map(([node, table]) => {
    if (!table.isOfKubelets) return [node, table] as const
    const parts = table.pack().map((part) => thinPart(part, isQuiet, settings))
    return [node, RequestTable.unpack(parts)] as const
  })
  return { ...process, requests: new Map(thinned) }
}
