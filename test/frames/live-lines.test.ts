import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { everyLine } from '../../src/frames/lines.ts'
import { LiveLines } from '../../src/frames/live-lines.ts'
import type { Frame } from '../../src/model/index.ts'

const MAX = 12

interface Result {
  readonly frames: readonly Frame[]
  readonly problems: readonly (readonly [string, number | null, number | null])[]
  readonly lines: number
  readonly bytes: number
}

async function* cut(bytes: Buffer, size: number): AsyncIterable<Buffer> {
  // The buffer of a chunk is used again for the next.
  const buffer = Buffer.alloc(size)
  for (let at = 0; at < bytes.length; at += size) {
    const length = bytes.copy(buffer, 0, at, at + size)
    yield buffer.subarray(0, length)
  }
}

async function live(bytes: Buffer, size: number): Promise<Result> {
  const frames: Frame[] = []
  const problems: Result['problems'][number][] = []
  const source = new LiveLines(
    cut(bytes, size),
    (code, line, _, offset) => problems.push([code, line, offset]),
    MAX,
  )
  for await (const frame of source) frames.push(frame)
  return { frames, problems, lines: source.lines, bytes: source.bytes }
}

/** The same by the scanner that reads files. */
function scanned(bytes: Buffer): Result {
  const frames: Frame[] = []
  const problems: Result['problems'][number][] = []
  const events = {
    frame: (frame: Frame) => void frames.push(frame),
    problem: (...[code, line, _, offset]: [string, number | null, string, number | null]) =>
      void problems.push([code, line, offset]),
  }
  const lines = everyLine(events, events.frame, () => {}, MAX)
  lines.push(bytes)
  lines.end()
  return { frames, problems, lines: lines.lines, bytes: lines.bytes }
}

describe('LiveLines', { timeout: 60_000 }, () => {
  it('gives the frames and problems of the scanner of files, however the bytes are cut', async () => {
    const piece = fc.constantFrom(
      ...['\n', '\r\n', '\r', '\n\n', 'x', 'ä', '漢', 'line', 'x'.repeat(MAX), 'x'.repeat(MAX + 1), '\xff'],
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 12 }),
        fc.integer({ min: 1, max: 40 }),
        async (parts, size) => {
          const bytes = Buffer.concat(
            parts.map((part) => Buffer.from(part, part === '\xff' ? 'latin1' : 'utf8')),
          )
          expect(await live(bytes, size)).toEqual(scanned(bytes))
        },
      ),
      { numRuns: 300 },
    )
  })

  it('keeps no more than the limit of an endless line', async () => {
    let sent = 0
    const before = process.memoryUsage().heapUsed + process.memoryUsage().external
    const endless = async function* (): AsyncIterable<Buffer> {
      const chunk = Buffer.alloc(256 * 1024, 'x')
      for (; sent < 400; sent++) yield chunk
      yield Buffer.from('\nlast\n')
    }
    const problems: string[] = []
    const frames: Frame[] = []
    const lines = new LiveLines(endless(), (code) => problems.push(code))
    for await (const frame of lines) frames.push(frame)
    expect(problems).toEqual(['line-too-long'])
    expect(frames).toMatchObject([{ body: 'last', line: 2, offset: 400 * 256 * 1024 + 1 }])
    expect(process.memoryUsage().heapUsed + process.memoryUsage().external - before).toBeLessThan(60e6)
  })

  it('rejects as its source', async () => {
    const failing = async function* (): AsyncIterable<Buffer> {
      yield Buffer.from('one\ntw')
      throw new Error('gone')
    }
    const frames: Frame[] = []
    const run = async (): Promise<void> => {
      for await (const frame of new LiveLines(failing(), () => {})) frames.push(frame)
    }
    await expect(run()).rejects.toThrow('gone')
  })
})
