/** The timeline for Timesketch, checked against the rules of its importer. */
import { parse as parseCsv } from 'fast-csv'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../../src/model/index.ts'
import { REPORTS } from '../../support/crowded-report.ts'
import { HOSTILE } from '../../support/fixture-values.ts'
import { BARE, CLOSED } from '../../support/incident-fixture.ts'
import { REPORT } from '../../support/report-fixture.ts'
import { writeReport } from '../../support/write-report.ts'

describe('timesketch', () => {
  const MANDATORY = ['message', 'datetime', 'timestamp_desc']
  type Row = Readonly<Record<string, unknown>>

  async function rowsOf(report: Report): Promise<Row[]> {
    const rows: Row[] = []
    const parser = parseCsv<Row, Row>({ headers: true, strictColumnHandling: true })
    const end = new Promise((resolve, reject) => parser.on('end', resolve).on('error', reject))
    parser.on('data', (row: Row) => rows.push(row)).on('data-invalid', () => rows.push({}))
    parser.end(await writeReport('timesketch-csv', report))
    await end
    return rows
  }
  const linesOf = async (report: Report): Promise<Row[]> =>
    (await writeReport('timesketch-jsonl', report))
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))

  it.each(REPORTS)('has the mandatory fields and the same time in both forms: %s', async (_, report) => {
    const [rows, lines] = [await rowsOf(report), await linesOf(report)]
    expect(rows.length).toBe(lines.length)
    for (const row of [...rows, ...lines]) {
      for (const field of MANDATORY) expect(row[field]).toMatch(/./)
      expect(row.datetime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
      const seconds = Date.parse(`${String(row.datetime).slice(0, 19)}Z`) * 1000
      expect(Number(row.timestamp)).toBe(seconds + Number(String(row.datetime).slice(20, 26)))
    }
    for (const [i, row] of rows.entries()) {
      expect(JSON.parse(String(row.tag))).toEqual(lines[i]?.tag)
      expect(row.timestamp).toBe(String(lines[i]?.timestamp))
    }
  })

  it('contains incidents and observations with their lines', async () => {
    const lines = await linesOf(REPORT)
    const ends = REPORT.incidents.filter(({ endUs }) => endUs !== null).length
    const timed = REPORT.timeline.filter(({ observation }) => observation.timeUs !== null).length
    expect(lines.length).toBe(REPORT.incidents.length + ends + timed)
    expect(lines[0]).toMatchObject({
      message: CLOSED.verdict,
      timestamp: CLOSED.startUs,
      timestamp_desc: 'Incident began',
      tag: ['incident', 'lease-outage', 'network-unreachable'],
    })
    const failed = lines.find((line) => line.timestamp_desc === 'lease.ensure-failed')
    expect(failed).toMatchObject({
      tag: ['kubelet', 'network-unreachable'],
      source: 'kubelet.log',
      line: 10385,
      node: 'demo-worker',
    })
    expect(failed?.message).toMatch(/\(17 more alike follow\)$/)
  })

  it('contains no formula for a spreadsheet', async () => {
    const incidents = [{ ...BARE, verdict: HOSTILE }]
    const [row] = await rowsOf({ ...REPORT, incidents })
    expect(row?.message).toMatch(/^'=cmd/)
  })
})
