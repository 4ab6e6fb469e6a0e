/** A log that is cut anywhere and read in parts has the reading of the whole. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { joined, type Stretch } from '../../../src/read/parts/joined.ts'
import { FILE_START, type LinesFile, type StretchStart } from '../../../src/read/parts/stretch-reader.ts'
import { MAX_OBSERVATIONS } from '../../../src/read/read-input.ts'
import { joinedAll, linesFile, plainReading, readTo, readToEnd } from '../../support/stretches.ts'

const logs = ['samples', 'test/e2e/cases'].flatMap((directory) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.log'))
    .map((entry) => join(entry.parentPath, entry.name)),
)

/** Cuts at each line of a short log, at some of a long one. */
const MOST_CUTS = 25

function cutsOf(content: Buffer): number[] {
  const starts: number[] = []
  for (let at = content.indexOf(10); at >= 0 && at + 1 < content.length; at = content.indexOf(10, at + 1))
    starts.push(at + 1)
  const step = Math.ceil(starts.length / MOST_CUTS)
  return starts.filter((_, n) => n % step === 0)
}

async function readAt(file: LinesFile, cuts: readonly number[]): Promise<Stretch[]> {
  const stretches: Stretch[] = []
  let start: StretchStart = FILE_START
  for (const cut of cuts) {
    const next = cut < start.offset ? null : await readTo(file, start, cut)
    if (!next) continue
    stretches.push(next.stretch)
    start = next.end
  }
  return [...stretches, await readToEnd(file, start)]
}

describe('a log that is cut', { timeout: 120_000 }, () => {
  it.each(logs)('has the reading of the whole: %s', async (path) => {
    const content = readFileSync(path)
    const file = linesFile(path, content)
    if (!file) return
    const whole = plainReading(await readToEnd(file), file)
    const cuts = cutsOf(content)
    for (const cut of cuts) expect(plainReading(joinedAll(await readAt(file, [cut])), file)).toEqual(whole)
    const stretches = await readAt(file, cuts)
    expect(plainReading(joinedAll(stretches), file)).toEqual(whole)
    // Joined from the end, too.
    const [last, ...before] = stretches.reverse() as [Stretch, ...Stretch[]]
    let all: Stretch | null = last
    for (const stretch of before) all = all && joined(stretch, all, MAX_OBSERVATIONS)
    expect(plainReading(all, file)).toEqual(whole)
  })
})
