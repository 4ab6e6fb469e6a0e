import { describe, expect, it } from 'vitest'
import { lineScanner } from '../../src/frames/lines.ts'
import { LONG_LINE_BYTES, PASS_ALL } from '../../src/frames/scanner.ts'

/** The longest text before each line, by the line. */
function textsBefore(content: Buffer, chunkBytes: number): Map<number, string> {
  const texts = new Map<number, string>()
  const scanner = lineScanner(PASS_ALL, {
    frame: ({ line }, before) => texts.set(line, before?.textBefore(Number.POSITIVE_INFINITY) ?? ''),
    problem: () => {},
  })
  for (let at = 0; at < content.length; at += chunkBytes) scanner.push(content.subarray(at, at + chunkBytes))
  scanner.end()
  return texts
}

const usual = Array.from({ length: 1500 }, (_, n) => `${n} ${'a line '.repeat(n % 30)}`)
const long = [LONG_LINE_BYTES - 1, LONG_LINE_BYTES + 1, 5 * LONG_LINE_BYTES].map((bytes) => 'x'.repeat(bytes))
const content = Buffer.from([...usual, ...long, ...usual, 'no line feed'].join('\n'))

describe('LookBack', () => {
  it.each([997, 20_480, 65_536])(
    'returns the same text in chunks of %i bytes as of the whole',
    (chunkBytes) => {
      const [texts, ofWhole] = [textsBefore(content, chunkBytes), textsBefore(content, content.length)]
      expect(texts.size).toBe(2 * usual.length + long.length + 1)
      for (const [line, text] of ofWhole) if (texts.get(line) !== text) expect.fail(`line ${line} differs`)
    },
  )

  it('returns as much before a line of usual length, wherever its chunk begins', () => {
    const text = textsBefore(content, 20_480).get(usual.length) as string
    expect(text.length).toBeGreaterThan(47 * 1024)
  })
})
