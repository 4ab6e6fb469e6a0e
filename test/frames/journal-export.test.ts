import { describe, expect, it } from 'vitest'
import { exportScanner } from '../../src/frames/journal-export.ts'
import type { JsonObject } from '../../src/model/index.ts'
import { prefilterOf, type Scan, scanFrames } from '../support/frames.ts'
import { exportEntry } from '../support/journal-entry.ts'

function scanExport(
  input: Buffer,
  { literals = [], size, limit }: { literals?: string[]; size?: number; limit?: number } = {},
): Scan {
  return scanFrames((events) => exportScanner(prefilterOf(...literals), events, limit), input, size)
}

const messages = ({ frames }: Scan): unknown[] => frames.map(({ body }) => (body as JsonObject).MESSAGE)

describe('exportScanner', () => {
  const three = Buffer.concat([
    exportEntry(1, [
      ['_PID', '1'],
      ['MESSAGE', 'one = 1, Müller'],
    ]),
    exportEntry(2, [['MESSAGE', Buffer.from('two\n\n__CURSOR=no\n\x1b[31mlease')]]),
    exportEntry(3, [
      ['TAG', 'a'],
      ['TAG', 'b'],
      ['TAG', 'c'],
      ['MESSAGE', 'three'],
    ]),
  ])

  it('emits each entry as an object, however the bytes are cut', () => {
    const whole = scanExport(three)
    expect(messages(whole)).toEqual(['one = 1, Müller', 'two\n\n__CURSOR=no\n\x1b[31mlease', 'three'])
    expect(whole.frames[0]?.body).toEqual({
      __CURSOR: 's=aaaa;i=1',
      __REALTIME_TIMESTAMP: '1741947631123456',
      _PID: '1',
      MESSAGE: 'one = 1, Müller',
    })
    expect(whole.frames[2]?.body).toMatchObject({ TAG: ['a', 'b', 'c'] })
    for (const { line, offset } of whole.frames) {
      expect(three.toString('latin1', offset)).toMatch(/^__CURSOR=s/)
      expect(three.subarray(0, offset).toString('latin1').split('\n')).toHaveLength(line)
    }
    expect(whole.lines).toBe(three.toString('latin1').split('\n').length - 1)
    for (let size = 1; size < 60; size++) expect(scanExport(three, { size })).toEqual(whole)
  })

  it('skips entries without a literal, except the first and the last', () => {
    const entries = [1, 2, 3, 4, 5].map((i) =>
      exportEntry(i, [['MESSAGE', i === 3 ? 'lease' : `quiet ${i}`]]),
    )
    for (const size of [1, 50, Infinity]) {
      const scan = scanExport(Buffer.concat(entries), { literals: ['lease'], size })
      expect(messages(scan)).toEqual(['quiet 1', 'lease', 'quiet 5'])
    }
  })

  it('reports a false length and drops only its entry', () => {
    const data = Buffer.from('two')
    for (const declared of [1, 2, 5, 20, 1000, 5_000_000, 2 ** 50]) {
      const input = Buffer.concat([
        exportEntry(1, [['MESSAGE', 'one']]),
        exportEntry(2, [['MESSAGE', data, declared]]),
        exportEntry(3, [['MESSAGE', 'three']]),
        exportEntry(4, [['MESSAGE', 'four']]),
      ])
      for (const size of [1, 7, Infinity]) {
        const scan = scanExport(input, { size })
        expect(messages(scan), `length ${declared}`).toEqual(['one', 'three', 'four'])
        expect(scan.problems).toEqual([['broken-record', 5]])
        expect(scan.frames.at(-1)?.line).toBe(input.toString('latin1').split('\n').length - 4)
      }
    }
  })

  it('reports text that is no field and drops only its entry', () => {
    const input = three.toString('latin1').replace('_PID=1', '{"no": field}')
    const scan = scanExport(Buffer.from(input, 'latin1'))
    expect(messages(scan).slice(-1)).toEqual(['three'])
    expect(scan.problems).toEqual([['broken-record', 1]])
  })

  it('emits complete entries and what is true of the cut one, wherever the cut is', () => {
    const whole = scanExport(three)
    for (let cut = 1; cut < three.length; cut++) {
      const { frames, problems } = scanExport(three.subarray(0, cut))
      const complete = whole.frames.filter((_, i) => cut >= (whole.frames[i + 1]?.offset ?? three.length) - 1)
      expect(frames.slice(0, complete.length)).toEqual(complete)
      expect(frames.length - complete.length).toBeLessThanOrEqual(1)
      expect(problems.every(([code]) => code === 'truncated-input' || code === 'broken-record')).toBe(true)
      for (const frame of frames.slice(complete.length)) {
        const original = whole.frames[complete.length]?.body as JsonObject
        for (const [name, value] of Object.entries(frame.body)) {
          // A character may be cut.
          if (name === 'MESSAGE') expect(original[name]).toContain(String(value).replace(/\uFFFD$/, ''))
          else if (name !== 'TAG') expect(value).toBe(original[name])
        }
      }
    }
  })

  it('reports an entry that is too long and drops it', () => {
    const input = Buffer.concat([
      exportEntry(1, [['MESSAGE', 'x'.repeat(500)]]),
      exportEntry(2, [['MESSAGE', 'two']]),
    ])
    for (const size of [1, 100, Infinity]) {
      const scan = scanExport(input, { limit: 200, size })
      expect(messages(scan)).toEqual(['two'])
      expect(scan.problems).toEqual([['record-too-long', 1]])
    }
  })
})
