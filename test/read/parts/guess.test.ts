/** What the lines before a part lead to is guessed right for logs of one process, and found out where it is not. */
import { beforeAll, describe, expect, it } from 'vitest'
import { guessStart, partStart } from '../../../src/read/parts/guess.ts'
import { joined } from '../../../src/read/parts/joined.ts'
import { FILE_START, type LinesFile, type StretchStart } from '../../../src/read/parts/stretch-reader.ts'
import { MAX_OBSERVATIONS } from '../../../src/read/read-input.ts'
import { repeatDaily } from '../../bench/real-log.ts'
import { linesFile, plainReading, readTo, readToEnd } from '../../support/stretches.ts'

const OFFSET = partStart(9e6)
let log: Buffer
beforeAll(() => {
  log = Buffer.from([...repeatDaily('kubelet.log.gz', 14e6)].join(''))
})

/** The reading of both parts, and of the whole. */
async function readings(content: Buffer): Promise<readonly [unknown, unknown]> {
  const file = linesFile('kubelet.log', content) as LinesFile
  const first = await readTo(file, FILE_START, OFFSET)
  const guess = await guessStart(file, OFFSET)
  const all =
    first && guess && joined(first.stretch, await readToEnd(file, guess as StretchStart), MAX_OBSERVATIONS)
  return [plainReading(all, file), plainReading(await readToEnd(file), file)]
}

/** The log with a text in place of the line behind an offset. */
function withLine(offset: number, text: string): Buffer {
  const start = log.indexOf(10, offset) + 1
  return Buffer.concat([log.subarray(0, start), Buffer.from(text), log.subarray(log.indexOf(10, start))])
}

describe('guessStart', { timeout: 120_000 }, () => {
  it('finds the state of a real log in its middle', async () => {
    const [parts, whole] = await readings(log)
    expect(parts).toEqual(whole)
  })

  it('finds another state where a process has lines before that it does not read', async () => {
    const line = (second: string) =>
      `E0102 10:44:${second}.000000    4711 server.go:1] "Failed to ensure lease exists, will retry" err="x" interval="7s"`
    const content = withLine(3e6, line('01')).toString('latin1')
    const end = content.indexOf('\n', 12e6)
    const again = `${content.slice(0, end)}\n${line('09')}${content.slice(end)}`
    const [parts, whole] = await readings(Buffer.from(again, 'latin1'))
    expect(parts).toBeNull()
    expect(whole).not.toBeNull()
  })

  it('finds no place inside a line that is longer than a part', async () => {
    const content = Buffer.concat([
      log.subarray(0, OFFSET - 100),
      Buffer.alloc(6e6, 'x'),
      log.subarray(OFFSET),
    ])
    const [parts, whole] = await readings(content)
    if (parts !== null) expect(parts).toEqual(whole)
  })

  it('reads on behind a damaged place', async () => {
    const content = Buffer.from(log)
    for (let n = 0; n < 50_000; n++) content[OFFSET - 200_000 + n * 7] = (n * 31) % 256
    const [parts, whole] = await readings(content)
    if (parts !== null) expect(parts).toEqual(whole)
  })
})
