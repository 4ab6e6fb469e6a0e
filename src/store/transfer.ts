/** Converts a reading to plain data and back, to send it between threads: structured cloning drops classes. */
import type { ProcessReading, SourceReading } from './reading.ts'
import { type PackedRequestTable, RequestTable } from './request-table.ts'
import { type PackedStaleTable, StaleTable } from './stale-table.ts'
import { StringPool } from './string-pool.ts'

type PackedProcess = Omit<ProcessReading, 'requests' | 'stale'> & {
  readonly requests: ReadonlyMap<string | null, PackedRequestTable>
  readonly stale: ReadonlyMap<string | null, PackedStaleTable>
}

export type PackedReading = Omit<SourceReading, 'processes'> & {
  readonly processes: readonly PackedProcess[]
}

/** Converts a reading to plain data, which shares its memory. */
export function packReading(reading: SourceReading): PackedReading {
  const processes = reading.processes.map((process) => ({
    ...process,
    requests: new Map([...process.requests].map(([node, requests]) => [node, requests.pack()])),
    stale: new Map([...process.stale].map(([node, lines]) => [node, lines.pack()])),
  }))
  return { ...reading, processes }
}

/** Makes a reading for use from plain data; nothing may be added to it. */
export function unpackReading(reading: PackedReading): SourceReading {
  // Cloning gave each observation a copy of what many shared.
  const pool = new StringPool()
  const processes = reading.processes.map((process) => {
    for (const o of process.observations) pool.internTexts(o)
    const requests = new Map(
      [...process.requests].map(([node, columns]) => [node, RequestTable.unpack(columns)]),
    )
    const stale = new Map([...process.stale].map(([node, lines]) => [node, new StaleTable(lines)]))
    for (const lines of stale.values()) for (const shape of lines.shapes) pool.internTexts(shape)
    return { ...process, requests, stale }
  })
  return { ...reading, processes }
}
