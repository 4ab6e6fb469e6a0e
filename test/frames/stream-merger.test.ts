import { describe, expect, it } from 'vitest'
import { StreamMerger } from '../../src/frames/stream-merger.ts'
import type { JsonObject } from '../../src/model/index.ts'

interface Added {
  readonly timestamp: string
  readonly line: string
}

/** Adds records of 100 bytes each, ends the document, and returns their lines as emitted. */
function merge(records: readonly Added[], maxBytes: number): string[] {
  const lines: string[] = []
  const prefilter = { literals: ['lease'], bypassLiterals: [], isOpen: false }
  const emit = ({ body }: { body: JsonObject }): unknown => lines.push(body.line as string)
  const merger = new StreamMerger(emit, prefilter, maxBytes)
  for (const [n, record] of records.entries()) merger.add({ ...record }, 1, n * 100, 100)
  merger.flush()
  return lines
}

const stream = (name: string, count: number): Added[] =>
  Array.from({ length: count }, (_, n) => ({
    timestamp: `${1_000_000 + n}`,
    line: `${name} ${n}${n % 100 === 0 ? ' lease' : ''}`,
  }))

describe('StreamMerger', () => {
  it('emits the records of all streams by time', () => {
    expect(merge([...stream('a', 2), ...stream('b', 2)], 1000)).toEqual([
      'a 0 lease',
      'b 0 lease',
      'a 1',
      'b 1',
    ])
  })

  it('drops records without a literal where all are too many, but for samples and those right behind one', () => {
    const lines = merge([...stream('a', 1000), ...stream('b', 1000)], 20_000)
    const found = lines.filter((line) => line.includes('lease'))
    expect(found).toEqual(
      Array.from({ length: 10 }, (_, n) => [`a ${n * 100} lease`, `b ${n * 100} lease`]).flat(),
    )
    expect(lines).toContain('a 104')
    expect(lines).not.toContain('a 105')
    expect(lines.length).toBeLessThan(120)
  })

  it('merges by time what is needed and still too much', () => {
    const lines = merge([...stream('lease a', 300), ...stream('lease b', 300), ...stream('lease c', 2)], 1000)
    const expected = Array.from({ length: 300 }, (_, n) => [
      `lease a ${n}`,
      `lease b ${n}`,
      ...(n < 2 ? [`lease c ${n}`] : []),
    ]).flat()
    expect(lines.map((line) => line.replace(/ lease$/, ''))).toEqual(expected)
  })
})
