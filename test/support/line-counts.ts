/**
 * Checks that counts add up: every line is blank, recognised, unrecognised or broken.
 *
 * Every line is decoded for it, because the prefilter skips lines without counting them as any of these. An entry or
 * an object of several lines counts as one record.
 */
import { framingOf, HEAD_BYTES } from '../../src/frames/index.ts'
import type { Problem } from '../../src/model/index.ts'
import type { ReaderSettings } from '../../src/read/options/settings.ts'
import { sourcesOf } from '../../src/read/read-input.ts'
import { readSource } from '../../src/read/read-source.ts'
import type { PlainSource } from '../../src/sources/plain.ts'

/** Reads these paths. Returns each count that does not add up as a text. */
export async function findMiscounts(paths: readonly string[]): Promise<string[]> {
  const miscounts: string[] = []
  for await (const source of sourcesOf(paths, [])) miscounts.push(...(await findMiscountsIn(source)))
  return miscounts
}

/** Reads one source. Returns each count that does not add up as a text. */
export async function findMiscountsIn(source: PlainSource): Promise<string[]> {
  const head: Buffer[] = []
  let headBytes = 0
  const recorded: PlainSource = {
    ...source,
    async *open(events) {
      for await (const chunk of source.open(events)) {
        if (headBytes < HEAD_BYTES) head.push(Buffer.from(chunk))
        headBytes += chunk.length
        yield chunk
      }
    },
  }
  let objects = 0
  const settings: ReaderSettings = {
    ...{ zone: () => 0, year: 2026, nowUs: 0, node: null, alsoDecode: 'all' },
    onRecord: ({ unwrapped }) => {
      if (typeof unwrapped.frame.body !== 'string') objects++
    },
  }
  // A source that can't be read has no lines.
  const reader = await readSource(recorded, settings, () => undefined).catch(() => null)
  if (!reader) return []
  const { lines, records, lineCounts, problems } = reader.reading()
  const { blank, recognised, unrecognised, broken } = lineCounts
  const miscounts: string[] = []
  if (records !== recognised + unrecognised + broken)
    miscounts.push(`${source.label}: ${records} records, but ${recognised} + ${unrecognised} + ${broken}`)
  const tooLong = countOf(problems, 'line-too-long')
  const isOfLines = framingOf(Buffer.concat(head).subarray(0, HEAD_BYTES)).name === 'lines'
  const counted = recognised + blank + unrecognised + broken + tooLong
  // An object between the lines of a log is one record of several lines.
  if (isOfLines && (objects === 0 ? lines !== counted : lines < counted))
    miscounts.push(
      `${source.label}: ${lines} lines, but ${recognised} + ${blank} + ${unrecognised} + ${broken} + ${tooLong}`,
    )
  if (countOf(problems, 'unrecognised-lines') !== unrecognised)
    miscounts.push(`${source.label}: ${unrecognised} unrecognised, but no problem lists them`)
  return miscounts
}

function countOf(problems: readonly Problem[], code: Problem['code']): number {
  return problems.reduce((sum, problem) => sum + (problem.code === code ? problem.count : 0), 0)
}
