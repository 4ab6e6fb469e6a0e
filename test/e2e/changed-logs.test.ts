/**
 * Changes of a log with a known effect on the report: another date, another zone, another order of lines.
 *
 * Order of inputs, copies, rotation, compression and line ends are tested in `pipeline.test.ts`, archives in
 * `log-layouts.test.ts`.
 */
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AnalyzeOptions, analyze } from '../../src/index.ts'
import type { Report } from '../../src/model/index.ts'

/** Logs, each with a time in the middle of its outage. */
const SAMPLES = [
  ['samples/network-cut/logs', '2026-11-22T10:46:00Z'],
  ['samples/apiserver-down/logs', '2026-11-22T10:52:00Z'],
] as const
const NEW_YEAR = Date.parse('2027-01-01T00:00:00Z')
const textOf = (path: string): string => readFileSync(path, 'utf8')
const isoOf = (ms: number): string => new Date(ms).toISOString()

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

function put(name: string, text: string): string {
  const path = join(dir, name)
  writeFileSync(path, text)
  return path
}

/**
 * The incidents and nodes of a report, without places of evidence and without coverage. Coverage is measured between
 * the first and the last decoded line of a source, which two logs in one stream have in common.
 */
async function analyzeWithoutPlaces(
  inputs: readonly string[],
  options: AnalyzeOptions = { year: 2026 },
): Promise<unknown> {
  const { incidents, nodes, unassignedEvictions, warnings }: Report = await analyze(inputs, options)
  return JSON.parse(
    JSON.stringify({ incidents, nodes, unassignedEvictions, warnings }, (key, value) =>
      IGNORED_FIELDS.has(key) ? undefined : value,
    ),
  )
}

const IGNORED_FIELDS: ReadonlySet<string> = new Set([
  'source',
  'line',
  'coveredSeconds',
  'share',
  'shareBounds',
])
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (number: number): string => String(number).padStart(2, '0')
const JOURNAL_STAMP = /^([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d)/gm
const KLOG_STAMP = /\b([IWEF])(\d\d)(\d\d) (\d\d:\d\d:\d\d)(?=\.\d{6} )/g
const FULL_DATE = /\b(2026-11-22)([ T])(\d\d:\d\d:\d\d)/g

const dateOf = (month: string | number, day: string, clock: string): number =>
  Date.parse(`2026-${two(Number(month))}-${day}T${clock}Z`)

/** Adds seconds to the timestamps of the journal. */
function shiftJournal(text: string, seconds: number): string {
  return text.replace(JOURNAL_STAMP, (_, month: string, day: string, clock: string) => {
    const iso = isoOf(dateOf(MONTHS.indexOf(month) + 1, day, clock) + seconds * 1000)
    return `${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(8, 10)} ${iso.slice(11, 19)}`
  })
}

/** Adds seconds to the timestamps of klog. */
function shiftKlog(text: string, seconds: number): string {
  return text.replace(KLOG_STAMP, (_, severity: string, month: string, day: string, clock: string) => {
    const iso = isoOf(dateOf(month, day, clock) + seconds * 1000)
    return `${severity}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 19)}`
  })
}

/** Adds seconds to all dates with a year. */
function shiftDates(text: string, seconds: number): string {
  return text.replace(FULL_DATE, (_, date: string, between: string, clock: string) => {
    const iso = isoOf(Date.parse(`${date}T${clock}Z`) + seconds * 1000)
    return `${iso.slice(0, 10)}${between}${iso.slice(11, 19)}`
  })
}

/** Adds seconds to all times in a report, which are microseconds since 1970. */
function shiftReport(report: unknown, seconds: number): unknown {
  return JSON.parse(JSON.stringify(report), (_, value) =>
    typeof value === 'number' && value > 1e15 ? value + seconds * 1e6 : value,
  )
}

describe.each(SAMPLES)('the report of %s', (logs, middle) => {
  const kubelet = textOf(`${logs}/kubelet.log`)
  const controller = textOf(`${logs}/kube-controller-manager.log`)
  const inputs = [`${logs}/kubelet.log`, `${logs}/kube-controller-manager.log`]

  it('has shifted times and equal intervals if the log is shifted over New Year', async () => {
    const seconds = (NEW_YEAR - Date.parse(middle)) / 1000
    const shift = (text: string): string =>
      shiftDates(shiftJournal(shiftKlog(text, seconds), seconds), seconds)
    const shifted = [put('kubelet.log', shift(kubelet)), put('controller.log', shift(controller))]
    const written = new Date(NEW_YEAR + 3_600_000)
    for (const path of shifted) utimesSync(path, written, written)
    // Ids and verdicts contain times as text.
    const withoutTexts = (_: string, value: unknown): unknown =>
      typeof value === 'string' && /\d{8}T|\d:\d\d:\d\d/.test(value) ? null : value
    const expected = JSON.parse(JSON.stringify(await analyzeWithoutPlaces(inputs)), withoutTexts)
    const [incident] = expected.incidents
    expect(incident.startUs).toBeLessThan(Date.parse(middle) * 1000)
    expect(incident.endUs).toBeGreaterThan(Date.parse(middle) * 1000)
    expect(JSON.parse(JSON.stringify(await analyzeWithoutPlaces(shifted, {})), withoutTexts)).toEqual(
      shiftReport(expected, seconds),
    )
  })

  it('is the same if the node is in another zone', async () => {
    const hour = 3600
    const shifted = put('kubelet.log', shiftJournal(shiftKlog(kubelet, hour), hour))
    const zones = { perSource: new Map([[shifted, 'Europe/Berlin']]) }
    expect(
      await analyzeWithoutPlaces([shifted, inputs[1] as string], { year: 2026, inputZones: zones }),
    ).toEqual(await analyzeWithoutPlaces(inputs))
  })

  it('is the same if both logs are in one stream, in sequence or mixed by line', async () => {
    const expected = await analyzeWithoutPlaces(inputs)
    expect(await analyzeWithoutPlaces([put('one.log', kubelet + controller)])).toEqual(expected)
    expect(await analyzeWithoutPlaces([put('other.log', controller + kubelet)])).toEqual(expected)
    const stampOf = (line: string): string => /[IWEF](1122 \S+)/.exec(line)?.[1] ?? ''
    const lines = [...kubelet.trimEnd().split('\n'), ...controller.trimEnd().split('\n')]
    const mixed = lines.toSorted((a, b) => (stampOf(a) < stampOf(b) ? -1 : stampOf(a) > stampOf(b) ? 1 : 0))
    expect(await analyzeWithoutPlaces([put('mixed.log', `${mixed.join('\n')}\n`)])).toEqual(expected)
  })

  it('is the same if the lines are reversed, as by journalctl -r', async () => {
    const reversed = (text: string): string => `${text.trimEnd().split('\n').reverse().join('\n')}\n`
    const reversedLogs = [put('kubelet.log', reversed(kubelet)), put('controller.log', reversed(controller))]
    expect(await analyzeWithoutPlaces(reversedLogs)).toEqual(await analyzeWithoutPlaces(inputs))
  })
})

describe('the report of a journal printed in another zone than that of the kubelet', () => {
  const path = 'samples/network-cut/logs/kubelet.log'
  const hour = 3600
  const journal = shiftJournal(textOf(path), hour)

  it('is the same, because the lines contain times of the kubelet in UTC', async () => {
    const shifted = put('kubelet.log', journal)
    const zones = { default: 'Europe/Berlin', perSource: new Map<string, string>() }
    expect(await analyzeWithoutPlaces([shifted], { year: 2026, inputZones: zones })).toEqual(
      await analyzeWithoutPlaces([path]),
    )
  })

  it.each(['+0100', '+01:00'])('is the same for dates with the zone %s', async (zone) => {
    const iso = journal.replace(/^Nov (\d\d) (\S+)/gm, `2026-11-$1T$2${zone}`)
    expect(await analyzeWithoutPlaces([put('kubelet.log', iso)], {})).toEqual(
      await analyzeWithoutPlaces([path]),
    )
  })
})
