import { describe, expect, it } from 'vitest'
import { csvScanner } from '../../src/frames/csv.ts'
import { framingOf } from '../../src/frames/index.ts'
import { type Scan, scanFrames } from '../support/frames.ts'

const csv = (text: string, size?: number, limit?: number): Scan =>
  scanFrames((events) => csvScanner(events, limit), text, size)

describe('csvScanner', () => {
  it('names the cells of each row, with quotes, commas and line feeds in them', () => {
    const text = '"@timestamp",host,message\n2026-11-22,"a","E1122 ""x"", y"\n2026-11-23,b,"two\nlines"\n'
    for (const size of [1, 1000]) {
      const scan = csv(text, size)
      expect(scan.frames.map(({ body, line }) => ({ body, line }))).toEqual([
        { body: { '@timestamp': '2026-11-22', host: 'a', message: 'E1122 "x", y' }, line: 2 },
        { body: { '@timestamp': '2026-11-23', host: 'b', message: 'two\nlines' }, line: 3 },
      ])
    }
  })

  it('reports a row that is too long and goes on behind it', () => {
    const long = `"${'x'.repeat(40)}\n${'y'.repeat(40)}\nz"`
    const scan = csv(`time,message\na,${long}\nb,c\n`, 9, 60)
    expect(scan.frames.map(({ body }) => body)).toEqual([{ time: 'b', message: 'c' }])
    expect(scan.problems.map(([code]) => code)).toEqual(['record-too-long'])
  })
})

describe('framingOf', () => {
  it.each([
    ['@timestamp,@message\n', 'csv'],
    ['\ufeff"Time","Line"\n', 'csv'],
    ['name,age\n', 'lines'],
    ['I1122 10:43:03.104750    1153 generic.go:224] time, message\n', 'lines'],
  ])('reads %j as %s', (head, name) => {
    expect(framingOf(Buffer.from(head)).name).toBe(name)
  })
})
