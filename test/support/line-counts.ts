/**
 * Whether counts add up: every line that is read is recognised, unrecognised or broken. Read with the gate open, for what
 * a gate passes over is none of them; where a record is an entry or an object of several lines, it counts as one.
 */
import { framingOf, HEAD_BYTES } from '../../src/frames/index.ts'
import type { Problem, SourceInput } from '../../src/model/index.ts'
import { sourcesOf } from '../../src/read/read-input.ts'
import { readSource } from '../../src/read/source-reader.ts'

/** What does not add up in what is read of these paths, in words; empty where all does. */
export async function findMiscounts(paths: readonly string[]): Promise<string[]> {
  const wrong: string[] = []
  for await (const source of sourcesOf(paths, [])) wrong.push(...(await findMiscountsIn(source)))
  return wrong
}

export async function findMiscountsIn(source: SourceInput): Promise<string[]> {
  const head: Buffer[] = []
  let headBytes = 0
  const tapped: SourceInput = {
    ...source,
    async *open(events) {
      for await (const chunk of source.open(events)) {
        if (headBytes < HEAD_BYTES) head.push(Buffer.from(chunk))
        headBytes += chunk.length
        yield chunk
      }
    },
  }
  const settings = { zone: () => 0, year: 2026, nowUs: 0, node: null, alsoDecode: 'all' } as const
  // What can't be read at all has no lines.
  const reader = await readSource(tapped, settings, () => undefined).catch(() => null)
  if (!reader) return []
  const { lines, records, lineCounts, problems } = reader.reading()
  const { blank, recognised, unrecognised, broken } = lineCounts
  const wrong: string[] = []
  if (records !== recognised + unrecognised + broken)
    wrong.push(`${source.name}: ${records} records, but ${recognised} + ${unrecognised} + ${broken}`)
  const tooLong = countOf(problems, 'line-too-long')
  const isOfLines = framingOf(Buffer.concat(head).subarray(0, HEAD_BYTES)) === 'lines'
  if (isOfLines && lines !== recognised + blank + unrecognised + broken + tooLong)
    wrong.push(
      `${source.name}: ${lines} lines, but ${recognised} + ${blank} + ${unrecognised} + ${broken} + ${tooLong}`,
    )
  if (countOf(problems, 'unrecognised-lines') !== unrecognised)
    wrong.push(`${source.name}: ${unrecognised} unrecognised, but not told`)
  return wrong
}

function countOf(problems: readonly Problem[], code: Problem['code']): number {
  return problems.reduce((sum, problem) => sum + (problem.code === code ? problem.count : 0), 0)
}
