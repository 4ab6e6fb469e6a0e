/**
 * A reading in, the same out as plain data, and back: what one thread hands to another loses its classes.
 */

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

export function packed(reading: SourceReading): PackedReading {
  const processes = reading.processes.map((process) => ({
    ...process,
    requests: new Map([...process.requests].map(([node, requests]) => [node, requests.packed()])),
    stale: new Map([...process.stale].map(([node, lines]) => [node, lines.packed()])),
  }))
  return { ...reading, processes }
}

export function unpacked(reading: PackedReading): SourceReading {
  // Of what many observations share each has a copy now.
  const pool = new StringPool()
  const processes = reading.processes.map((process) => {
    for (const o of process.observations) pool.internTexts(o)
    const requests = new Map(
      [...process.requests].map(([node, columns]) => [node, RequestTable.unpacked(columns)]),
    )
    const stale = new Map([...process.stale].map(([node, lines]) => [node, new StaleTable(lines)]))
    for (const lines of stale.values()) for (const shape of lines.shapes) pool.internTexts(shape)
    return { ...process, requests, stale }
  })
  return { ...reading, processes }
}
