/** Cuts lines out of sources. */
import type { Random } from '../random.ts'
import type { Source, TimedLine } from './cases.ts'

export interface Part {
  readonly sources: readonly Source[]
  readonly description: string
}

const SECOND = 1_000_000

/** Leaves a part of the sources: heads, tails, windows, whole sources or 5 % of the lines are gone. */
export function cutSources(random: Random, sources: readonly Source[]): Part {
  const words: string[] = []
  const dropped = sources.length > 1 && random.chance(0.3) ? random.integer(0, sources.length - 1) : -1
  const left: Source[] = []
  sources.forEach((source, i) => {
    if (i === dropped) {
      words.push(`without ${source.file}`)
      return
    }
    const cut = random.chance(dropped < 0 ? 0.75 : 0.4) ? drawCut(random, source) : null
    const lines = cut === null ? source.lines : source.lines.filter(cut.keeps)
    if (cut !== null) words.push(`${source.file} ${cut.words}`)
    if (lines.length > 0) left.push({ file: source.file, lines })
  })
  return { sources: left, description: words.join('; ') || 'nothing cut' }
}

interface Cut {
  readonly words: string
  readonly keeps: (line: TimedLine) => boolean
}

function drawCut(random: Random, { lines }: Source): Cut {
  const first = lines.find((line) => Number.isFinite(line.atUs))?.atUs ?? 0
  const last = lines.at(-1)?.atUs ?? 0
  const atUs = random.uniform(first, last)
  const kind = random.weighted([
    [3, 'head'],
    [3, 'tail'],
    [4, 'windows'],
    [2, 'lines'],
  ] as const)
  switch (kind) {
    case 'head':
      return { words: `from ${show(atUs)}`, keeps: (line) => line.atUs >= atUs }
    case 'tail':
      return { words: `to ${show(atUs)}`, keeps: (line) => line.atUs <= atUs }
    case 'lines':
      return { words: 'without 5 % of its lines', keeps: () => !random.chance(0.05) }
    case 'windows': {
      const windows = Array.from({ length: random.integer(1, 3) }, () => {
        const fromUs = random.uniform(first, last)
        return [fromUs, fromUs + random.uniform(20, 170) * SECOND] as const
      })
      return {
        words: `without ${windows.map(([from, to]) => `${show(from)}–${show(to)}`).join(', ')}`,
        keeps: ({ atUs: at }) => windows.every(([from, to]) => at < from || at >= to),
      }
    }
  }
}

function show(us: number): string {
  return new Date(us / 1000).toISOString().slice(11, 23)
}
