/** Converts a reading to plain data and back, to send it between threads: structured cloning drops classes. */
import type { Observation } from '../model/observation.ts'
import type { ProcessReading, SourceReading } from './reading.ts'
import { type PackedRequestTable, RequestTable } from './request-table.ts'
import { type PackedStaleTable, StaleTable } from './stale-table.ts'
import { StringPool } from './string-pool.ts'

/** The tables of a process. */
type Tables = Pick<ProcessReading, 'requests' | 'stale'>

export interface PackedTables {
  readonly requests: ReadonlyMap<string | null, PackedRequestTable>
  readonly stale: ReadonlyMap<string | null, PackedStaleTable>
}

type PackedProcess = Omit<ProcessReading, keyof Tables> & PackedTables

export type PackedReading = Omit<SourceReading, 'processes'> & {
  readonly processes: readonly PackedProcess[]
}

/** Converts a reading to plain data, which shares its memory. */
export function packReading(reading: SourceReading): PackedReading {
  const processes = reading.processes.map((process) => ({ ...process, ...packTables(process) }))
  return { ...reading, processes }
}

/** Makes a reading for use from plain data; nothing may be added to it. */
export function unpackReading(reading: PackedReading): SourceReading {
  const pool = new StringPool()
  const processes = reading.processes.map((process) => ({ ...process, ...unpackTables(process, pool) }))
  return { ...reading, processes }
}

/** Converts the tables of a process to plain data, which shares their memory. */
export function packTables({ requests, stale }: Tables): PackedTables {
  return {
    requests: new Map([...requests].map(([node, table]) => [node, table.pack()])),
    stale: new Map([...stale].map(([node, lines]) => [node, lines.pack()])),
  }
}

/** Makes the tables of a process from plain data, and shares its strings: cloning gave each observation a copy of what many shared. */
export function unpackTables(
  process: PackedTables & { readonly observations: readonly Observation[] },
  pool: StringPool,
): Tables {
  for (const o of process.observations) pool.internTexts(o)
  const requests = new Map(
    [...process.requests].map(([node, columns]) => [node, RequestTable.unpack(columns)]),
  )
  const stale = new Map([...process.stale].map(([node, lines]) => [node, new StaleTable(lines)]))
  for (const lines of stale.values()) for (const shape of lines.shapes) pool.internTexts(shape)
  return { requests, stale }
}
