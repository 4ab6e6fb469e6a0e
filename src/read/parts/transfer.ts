/** Converts a part to plain data and back, to send it between threads. */
import { StringPool } from '../../store/string-pool.ts'
import { type PackedTables, packTables, unpackTables } from '../../store/transfer.ts'
import type { ProcessPart } from '../processes/process-part.ts'
import type { ProcessParts } from '../processes/process-registry.ts'
import type { SourcePart } from '../source-part.ts'
import type { Stretch } from './joined.ts'

type PackedProcess = Omit<ProcessPart, 'requests' | 'stale'> & PackedTables

export interface PackedStretch extends Omit<Stretch, 'part'> {
  readonly part: Omit<SourcePart, 'processes'> & {
    readonly processes: Omit<ProcessParts, 'byKey'> & { readonly byKey: ReadonlyMap<string, PackedProcess> }
  }
}

/** Converts a stretch to plain data, which shares its memory. */
export function packStretch(stretch: Stretch): PackedStretch {
  const { part } = stretch
  const byKey = new Map<string, PackedProcess>()
  for (const [key, process] of part.processes.byKey) byKey.set(key, { ...process, ...packTables(process) })
  return { ...stretch, part: { ...part, processes: { ...part.processes, byKey } } }
}

/** Makes a stretch of plain data. */
export function unpackStretch(stretch: PackedStretch): Stretch {
  const { part } = stretch
  const pool = new StringPool()
  const byKey = new Map<string, ProcessPart>()
  for (const [key, process] of part.processes.byKey)
    byKey.set(key, { ...process, ...unpackTables(process, pool) })
  return { ...stretch, part: { ...part, processes: { ...part.processes, byKey } } }
}
