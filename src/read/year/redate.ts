/**
 * A reading whose yearless stamps were taken to lie in one year in, the same in another year out.
 *
 * Authority: README, "Years and zones".
 */

import type { Component, Interval, Observation } from '../../model/index.ts'
import type { ProcessReading, SourceReading } from '../../store/reading.ts'
import { redate, type ZoneOffset } from '../../time/timestamp-resolver.ts'

/** Objects and audit events carry full dates, whatever year their source was taken to be of. */
export function isAbsolute(component: Component): boolean {
  return component === 'api-object' || component === 'kube-apiserver'
}

/**
 * Its first yearless stamp lies in `year`; `zone` is that of stamps which print none. What was given is not to be
 * used any more, for its answers move along.
 */
export function withYear(reading: SourceReading, year: number, zone: ZoneOffset): SourceReading {
  const { yearless } = reading
  if (yearless === null || yearless.firstYear === year) return reading
  const years = year - yearless.firstYear
  const move = (timeUs: number): number => redate(timeUs, years, zone)
  const moveSpan = ({ startUs, endUs }: Interval): Interval => ({
    startUs: move(startUs),
    endUs: move(endUs),
  })
  const moveObservation = (o: Observation): Observation =>
    o.timeUs === null || isAbsolute(o.component) ? o : { ...o, timeUs: move(o.timeUs) }
  const moveProcess = (process: ProcessReading): ProcessReading => {
    for (const answers of process.requests.values()) answers.shift(move)
    return {
      ...process,
      firstUs: Number.isFinite(process.firstUs) ? move(process.firstUs) : process.firstUs,
      lastUs: Number.isFinite(process.lastUs) ? move(process.lastUs) : process.lastUs,
      clockJumps: process.clockJumps.map(moveSpan),
      observations: process.observations.map(moveObservation),
      stale: new Map([...process.stale].map(([node, lines]) => [node, lines.shifted(move)])),
    }
  }
  return {
    ...reading,
    firstUs: reading.firstUs === null ? null : move(reading.firstUs),
    lastUs: reading.lastUs === null ? null : move(reading.lastUs),
    yearless: { ...yearless, firstYear: year },
    pauses: reading.pauses.map(moveSpan),
    processes: reading.processes.map(moveProcess),
  }
}
