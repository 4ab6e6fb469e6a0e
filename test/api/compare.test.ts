/** Comparing two reports: what was counted, which incidents match, and what is no report. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyze, compare, type Report, render, UsageError } from '../../src/index.ts'
import { builtCli, run } from '../support/built-cli.ts'

const PRINTED = { timeZone: 'UTC', color: false, width: 100 }
const SAMPLE = ['samples/network-cut/logs']

const json = (report: Report): Promise<string> => render(report, 'json')
const compared = async (a: Report, b: Report): Promise<string> =>
  compare({ name: 'a.json', text: await json(a) }, { name: 'b.json', text: await json(b) }, PRINTED)
/** Without the line ends of the wrapped text. */
const joined = (text: string): string => text.replaceAll(/\n {4}/g, ' ')

describe('compare', { timeout: 20_000 }, () => {
  it('finds no difference between a report and itself', async () => {
    const report = await analyze(SAMPLE, { year: 2026 })
    const text = await compared(report, report)
    expect(text).toMatch(/^A {2}a\.json: 2026-11-22 10:43:04 – .*\nB {2}b\.json: /)
    expect(text).toMatch(/\nlease outages +1 +1\n/)
    expect(text).toMatch(/\n1 incident the same in both\n$/)
    expect(text).not.toContain('differ')
  })

  it('prints what more logs changed about an incident', async () => {
    const whole = await analyze(SAMPLE, { year: 2026 })
    const part = await analyze(['samples/network-cut/logs/kubelet.log'], { year: 2026 })
    expect(joined(await compared(part, whole))).toMatch(
      /Incidents in both that differ\n {2}1\. demo-worker: .*, network unreachable: mark not judged → as expected\n/,
    )
  })

  it('matches incidents of one node and kind that overlap, and lists the others', async () => {
    const report = await analyze(SAMPLE, { year: 2026 })
    const [incident] = report.incidents
    if (!incident) throw new Error('the sample has an incident')
    const at = (id: string, byUs: number) => ({
      ...incident,
      id,
      startUs: incident.startUs + byUs,
      endUs: (incident.endUs ?? 0) + byUs,
    })
    const a = { ...report, incidents: [at('moved', 0), at('old', 3600e6)] }
    const b = { ...report, incidents: [at('new', -3600e6), at('moved-on', 1e6)] }
    const text = joined(await compared(a, b))
    expect(text).toMatch(/Incidents only in A\n {2}1\. demo-worker: lease outage at 2026-11-22 11:44:56/)
    expect(text).toMatch(/Incidents only in B\n {2}1\. demo-worker: lease outage at 2026-11-22 09:44:56/)
    expect(text).toMatch(/start at 2026-11-22 10:44:56\.909 → at 2026-11-22 10:44:57\.909/)
  })

  it('prints bounds of a start and never their middle', async () => {
    const loose = await analyze(['samples/lab/logs'], { year: 2025 })
    const text = await compared(await analyze(SAMPLE, { year: 2026 }), loose)
    expect(text).toContain('lease outage after 2025-01-18 13:09:06, 29.6 s to 31m33s')
    expect(text).not.toContain('13:19:35')
  })

  it('prints hostile names on one line, and counts what is long', async () => {
    const report = await analyze(SAMPLE, { year: 2026 })
    const [incident] = report.incidents
    if (!incident) throw new Error('the sample has an incident')
    const incidents = Array.from({ length: 1000 }, (_, i) => ({
      ...incident,
      id: `i${i}`,
      node: `\u202e\u001b[2J\n${i}`,
    }))
    const text = await compared(report, { ...report, incidents })
    for (const hidden of ['\u202e', '\u001b']) expect(text).not.toContain(hidden)
    expect(text).toContain('and 950 more')
  })

  it.each(['', '{}', '[]', 'null', '{"schemaVersion":2,"nodes":[],"incidents":[]}'])(
    'rejects %j as no report',
    async (text) => {
      const report = { name: 'b', text: await json(await analyze(SAMPLE, { year: 2026 })) }
      await expect(compare({ name: 'a', text }, report, PRINTED)).rejects.toThrow(UsageError)
    },
  )

  it('takes fields of wrong types for unknown', async () => {
    const text = '{"schemaVersion":1,"nodes":[1,{"node":[]}],"incidents":[null,{"start":{},"evictions":3}]}'
    await expect(compare({ name: 'a', text }, { name: 'b', text }, PRINTED)).resolves.toContain(
      'the same in both',
    )
  })
})

describe('leasegap diff', () => {
  let directory = ''
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'leasegap-diff-'))
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  it('compares two files, and names one that is missing or no report', async () => {
    writeFileSync(join(directory, 'a.json'), await json(await analyze(SAMPLE, { year: 2026 })))
    writeFileSync(join(directory, 'b.txt'), 'no report')
    const diff = (...args: string[]) => run(builtCli(), ['diff', ...args], directory)
    expect(await diff('a.json', 'a.json', '--tz', 'Asia/Tokyo')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('19:43:04'),
      stderr: '',
    })
    expect(await diff('a.json', 'none.json')).toMatchObject({
      status: 2,
      stderr: 'leasegap: error: cannot read "none.json": no such file or directory\n',
    })
    expect((await diff('a.json', 'b.txt')).stderr).toContain(
      'invalid report "b.txt": use a file that -o json wrote',
    )
  })
})
