/**
 * Moves the yearless stamps of a reading from the year that was assumed for them to another.
 *
 * Authority: README, "Years and zones".
 */

import type { Component, Interval, Observation } from '../../model/index.ts'
import type { ProcessReading, SourceReading } from '../../store/reading.ts'
import { type OffsetFunction, shiftYear } from '../../time/timestamp-resolver.ts'

/** Whether a component prints full dates: objects and audit events do, in every year. */
export function isAbsolute(component: Component): boolean {
  return component === 'api-object' || component === 'kube-apiserver'
}

/**
 * Returns the reading with its first yearless stamp in `year`; `zone` is that of stamps that print none. The given
 * reading must not be used any more: its request tables are shifted in place, for a copy would double their memory.
 */
export function withYear(reading: SourceReading, year: number, zone: OffsetFunction): SourceReading {
  const { yearless } = reading
  if (yearless === null || yearless.firstYear === year) return reading
  const years = year - yearless.firstYear
  const shift = (timeUs: number): number => shiftYear(timeUs, years, zone)
  const shiftInterval = ({ startUs, endUs }: Interval): Interval => ({
    startUs: shift(startUs),
    endUs: shift(endUs),
  })
  const shiftObservation = (o: Observation): Observation =>
    o.timeUs === null || isAbsolute(o.component) ? o : { ...o, timeUs: shift(o.timeUs) }
  const shiftProcess = (process: ProcessReading): ProcessReading => {
    for (const table of process.requests.values()) table.shift(shift)
    return {
      ...process,
      firstUs: Number.isFinite(process.firstUs) ? shift(process.firstUs) : process.firstUs,
      lastUs: Number.isFinite(process.lastUs) ? shift(process.lastUs) : process.lastUs,
      clockJumps: process.clockJumps.map(shiftInterval),
      pauses: process.pauses.map(shiftInterval),
      requestTimes: process.requestTimes && {
        firstUs: shift(process.requestTimes.firstUs),
        lastUs: shift(process.requestTimes.lastUs),
        pauses: process.requestTimes.pauses.map(shiftInterval),
      },
      observations: process.observations.map(shiftObservation),
      stale: new Map([...process.stale].map(([node, table]) => [node, table.shifted(shift)])),
    }
  }
  return {
    ...reading,
    firstUs: reading.firstUs === null ? null : shift(reading.firstUs),
    lastUs: reading.lastUs === null ? null : shift(reading.lastUs),
    yearless: { ...yearless, firstYear: year },
    pauses: reading.pauses.map(shiftInterval),
    processes: reading.processes.map(shiftProcess),
  }
}
