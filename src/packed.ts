/**
 * A reading in, the same out as plain data, and back: what one thread hands to another loses its classes.
 */
import { Answers, type PackedAnswers } from './answers.ts'
import { Sharing } from './sharing.ts'
import type { ProcessReading, SourceReading } from './types.ts'

type PackedProcess = Omit<ProcessReading, 'answers'> & {
  readonly answers: ReadonlyMap<string | null, PackedAnswers>
}

export type PackedReading = Omit<SourceReading, 'processes'> & {
  readonly processes: readonly PackedProcess[]
}

export function packed(reading: SourceReading): PackedReading {
  const processes = reading.processes.map((process) => ({
    ...process,
    answers: new Map([...process.answers].map(([node, answers]) => [node, answers.packed()])),
  }))
  return { ...reading, processes }
}

export function unpacked(reading: PackedReading): SourceReading {
  // Of what many observations share each has a copy now.
  const sharing = new Sharing()
  const processes = reading.processes.map((process) => {
    for (const o of process.observations) sharing.share(o)
    const answers = new Map([...process.answers].map(([node, columns]) => [node, Answers.unpacked(columns)]))
    return { ...process, answers }
  })
  return { ...reading, processes }
}
