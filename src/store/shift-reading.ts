/** Moves the times of a reading that were printed without year or zone, once another year or zone is known. */

import type { Component, Interval, Observation } from '../model/index.ts'
import type { ProcessReading, SourceReading } from './reading.ts'

/** Whether a component prints full dates: objects and audit events do, in every year and zone. */
export function isAbsolute(component: Component): boolean {
  return component === 'api-object' || component === 'kube-apiserver'
}

/** Applies a change to a reading, which must not be used any more. */
export function changeReading(
  reading: SourceReading,
  to: (whole: SourceReading) => SourceReading,
): SourceReading {
  return reading.change ? reading.change(to) : to(reading)
}

/**
 * Returns the reading with every time moved that did not print its own year and zone. The given reading must not be
 * used any more: its request tables are shifted in place, for a copy would double their memory.
 */
export function shiftReading(reading: SourceReading, shift: (timeUs: number) => number): SourceReading {
  const processes = reading.processes.map((process) =>
    process.isFixed ? process : shiftProcess(process, shift),
  )
  const isMixed = reading.processes.some((p) => p.isFixed && p.firstUs <= p.lastUs && !isOfObjects(p))
  const ends = isMixed ? processes.filter((p) => p.firstUs <= p.lastUs) : []
  return {
    ...reading,
    firstUs:
      ends.length > 0 ? Math.min(...ends.map((p) => p.firstUs)) : reading.firstUs && shift(reading.firstUs),
    lastUs:
      ends.length > 0 ? Math.max(...ends.map((p) => p.lastUs)) : reading.lastUs && shift(reading.lastUs),
    pauses: reading.pauses.map((pause) => shiftInterval(pause, shift)),
    zoneless: reading.zoneless && {
      ...reading.zoneless,
      repeatedUntilUs: reading.zoneless.repeatedUntilUs && shift(reading.zoneless.repeatedUntilUs),
    },
    processes,
  }
}

function isOfObjects({ component }: ProcessReading): boolean {
  return component !== null && isAbsolute(component)
}

function shiftInterval({ startUs, endUs }: Interval, shift: (timeUs: number) => number): Interval {
  return { startUs: shift(startUs), endUs: shift(endUs) }
}

function shiftProcess(process: ProcessReading, shift: (timeUs: number) => number): ProcessReading {
  for (const table of process.requests.values()) table.shift(shift)
  const shiftObservation = (o: Observation): Observation =>
    o.timeUs === null || isAbsolute(o.component) ? o : { ...o, timeUs: shift(o.timeUs) }
  return {
    ...process,
    firstUs: Number.isFinite(process.firstUs) ? shift(process.firstUs) : process.firstUs,
    lastUs: Number.isFinite(process.lastUs) ? shift(process.lastUs) : process.lastUs,
    previousUs: process.previousUs && shift(process.previousUs),
    failedLists: process.failedLists && {
      ...process.failedLists,
      firstUs: process.failedLists.firstUs && shift(process.failedLists.firstUs),
      lastUs: process.failedLists.lastUs && shift(process.failedLists.lastUs),
    },
    lostWatches: process.lostWatches.map((lost) => ({ ...lost, timeUs: shift(lost.timeUs) })),
    clockJumps: process.clockJumps.map((jump) => shiftInterval(jump, shift)),
    pauses: process.pauses.map((pause) => shiftInterval(pause, shift)),
    requestTimes: process.requestTimes && {
      firstUs: shift(process.requestTimes.firstUs),
      lastUs: shift(process.requestTimes.lastUs),
      pauses: process.requestTimes.pauses.map((pause) => shiftInterval(pause, shift)),
    },
    observations: process.observations.map(shiftObservation),
    stale: new Map([...process.stale].map(([node, table]) => [node, table.shifted(shift)])),
  }
}
