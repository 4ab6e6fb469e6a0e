/**
 * A reading in, the same out as plain data, and back: what one thread hands to another loses its classes.
 */

import type { ProcessReading, SourceReading } from './reading.ts'
import { Answers, type PackedAnswers } from './request-table.ts'
import { type PackedStaleLines, StaleLines } from './stale-table.ts'
import { Sharing } from './string-pool.ts'

type PackedProcess = Omit<ProcessReading, 'answers' | 'stale'> & {
  readonly answers: ReadonlyMap<string | null, PackedAnswers>
  readonly stale: ReadonlyMap<string | null, PackedStaleLines>
}

export type PackedReading = Omit<SourceReading, 'processes'> & {
  readonly processes: readonly PackedProcess[]
}

export function packed(reading: SourceReading): PackedReading {
  const processes = reading.processes.map((process) => ({
    ...process,
    answers: new Map([...process.answers].map(([node, answers]) => [node, answers.packed()])),
    stale: new Map([...process.stale].map(([node, lines]) => [node, lines.packed()])),
  }))
  return { ...reading, processes }
}

export function unpacked(reading: PackedReading): SourceReading {
  // Of what many observations share each has a copy now.
  const sharing = new Sharing()
  const processes = reading.processes.map((process) => {
    for (const o of process.observations) sharing.share(o)
    const answers = new Map([...process.answers].map(([node, columns]) => [node, Answers.unpacked(columns)]))
    const stale = new Map([...process.stale].map(([node, lines]) => [node, new StaleLines(lines)]))
    for (const lines of stale.values()) for (const shape of lines.shapes) sharing.share(shape)
    return { ...process, answers, stale }
  })
  return { ...reading, processes }
}
