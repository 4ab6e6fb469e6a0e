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

  it.each([
    ['tabs', 'time\tmessage\n2026-11-22\tE1122 "Failed" err="x; y, \n2026-11-23\tb\n'],
    ['semicolons', '"time";"message"\r\n"2026-11-22";"E1122 ""Failed"" err=""x; y, "\r\n2026-11-23;b\r\n'],
  ])('reads cells between %s, with quotes inside a cell', (_name, text) => {
    expect(csv(text).frames.map(({ body }) => body)).toEqual([
      { time: '2026-11-22', message: 'E1122 "Failed" err="x; y, ' },
      { time: '2026-11-23', message: 'b' },
    ])
  })

  it('loses the one row whose quotes never close', () => {
    const scan = csv('time,message\n2026-11-22 10:00,"cut\n2026-11-22 10:01,b\n2026-11-22 10:02,c\n')
    expect(scan.frames.map(({ body }) => (body as { message: string }).message)).toEqual(['"cut', 'b', 'c'])
    expect(scan.problems.map(([code, line]) => [code, line])).toEqual([['broken-record', 2]])
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
    ['TIMESTAMP;HOSTNAME;LOG_LINE\n', 'csv'],
    ['datetime\tnode\tcontent\n', 'csv'],
    ['name,age\n', 'lines'],
    ['the time, a message and more, text.\n', 'lines'],
    ['I1122 10:43:03.104750    1153 generic.go:224] time, message\n', 'lines'],
  ])('reads %j as %s', (head, name) => {
    expect(framingOf(Buffer.from(head)).name).toBe(name)
  })
})
