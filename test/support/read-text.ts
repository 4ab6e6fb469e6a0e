/** Reads a text, or chunks of bytes, as one source in memory. */
import type { Observation, Problem } from '../../src/model/index.ts'
import { isSuccessfulRequest } from '../../src/model/kinds.ts'
import type { ReaderSettings } from '../../src/read/options/settings.ts'
import { readSource } from '../../src/read/read-source.ts'
import type { PlainSource } from '../../src/sources/plain.ts'
import type { SourceReading } from '../../src/store/reading.ts'
import { StringPool, weightOf } from '../../src/store/string-pool.ts'

/** The observations of a source in their order, its problems, and its reading. */
export interface ReadResult {
  readonly observations: readonly Observation[]
  readonly problems: readonly Problem[]
  readonly reading: SourceReading
}

const SETTINGS: ReaderSettings = { zone: () => 0, year: 2026, nowUs: 1_795_305_600_000_000, node: null }

/** A source in memory, each chunk of `content` as one chunk. */
export function sourceOf(content: string | readonly Buffer[], name = 'test.log'): PlainSource {
  const chunks = typeof content === 'string' ? [Buffer.from(content)] : content
  return {
    ...{ id: name, label: name, path: name, size: null, modifiedUs: null },
    async *open() {
      yield* chunks
    },
  }
}

/** Reads `content`. Unless `settings` change it, timestamps without a year are of 2026, and those without a zone UTC. */
export async function read(
  content: string | readonly Buffer[],
  settings: Partial<ReaderSettings> = {},
  name?: string,
): Promise<ReadResult> {
  const observations: Observation[] = []
  const strings = new StringPool()
  const reader = await readSource(
    sourceOf(content, name),
    { ...SETTINGS, ...settings },
    (given, _process, isReused) => {
      const o = isReused ? { ...given } : given
      observations.push(o)
      return isSuccessfulRequest(o) ? 0 : weightOf(o, strings.internTexts(o))
    },
  )
  return { observations, problems: reader.problems.list(), reading: reader.reading() }
}
