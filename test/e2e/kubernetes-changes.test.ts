/**
 * Changes of a log whose effect on the report is known: moved over New Year the times move and nothing else; told
 * in another zone, in one stream with another log, or backwards nothing changes. (The order of inputs, copies,
 * rotation, compression, line ends: `pipeline.test.ts`; archives: `layouts.test.ts`.)
 */
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AnalyzeOptions, analyze } from '../../src/index.ts'
import type { Report } from '../../src/model/index.ts'

/** A moment in the middle of each outage. */
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
 * What happened, without where it was read, nor how much of the time is covered: that is known to the first and
 * last lines that are decoded of a source, and two logs in one stream have those in common.
 */
async function told(inputs: readonly string[], options: AnalyzeOptions = { year: 2026 }): Promise<unknown> {
  const { incidents, nodes, unassignedEvictions, warnings }: Report = await analyze(inputs, options)
  return JSON.parse(
    JSON.stringify({ incidents, nodes, unassignedEvictions, warnings }, (key, value) =>
      UNTOLD.has(key) ? undefined : value,
    ),
  )
}

const UNTOLD: ReadonlySet<string> = new Set(['source', 'line', 'coveredSeconds', 'share'])
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (number: number): string => String(number).padStart(2, '0')
const JOURNAL_STAMP = /^([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d)/gm
const KLOG_STAMP = /\b([IWEF])(\d\d)(\d\d) (\d\d:\d\d:\d\d)(?=\.\d{6} )/g
const FULL_DATE = /\b(2026-11-22)([ T])(\d\d:\d\d:\d\d)/g

const dateOf = (month: string | number, day: string, clock: string): number =>
  Date.parse(`2026-${two(Number(month))}-${day}T${clock}Z`)

/** The journal's stamps by so many seconds later. */
function moveJournal(text: string, seconds: number): string {
  return text.replace(JOURNAL_STAMP, (_, month: string, day: string, clock: string) => {
    const iso = isoOf(dateOf(MONTHS.indexOf(month) + 1, day, clock) + seconds * 1000)
    return `${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(8, 10)} ${iso.slice(11, 19)}`
  })
}

/** The stamps of klog by so many seconds later. */
function moveKlog(text: string, seconds: number): string {
  return text.replace(KLOG_STAMP, (_, severity: string, month: string, day: string, clock: string) => {
    const iso = isoOf(dateOf(month, day, clock) + seconds * 1000)
    return `${severity}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 19)}`
  })
}

/** All dates with a year by so many seconds later. */
function moveDates(text: string, seconds: number): string {
  return text.replace(FULL_DATE, (_, date: string, between: string, clock: string) => {
    const iso = isoOf(Date.parse(`${date}T${clock}Z`) + seconds * 1000)
    return `${iso.slice(0, 10)}${between}${iso.slice(11, 19)}`
  })
}

/** Every number of microseconds since 1970 in a report by so many seconds later. */
function moveReport(report: unknown, seconds: number): unknown {
  return JSON.parse(JSON.stringify(report), (_, value) =>
    typeof value === 'number' && value > 1e15 ? value + seconds * 1e6 : value,
  )
}

describe.each(SAMPLES)('%s', (logs, middle) => {
  const kubelet = textOf(`${logs}/kubelet.log`)
  const controller = textOf(`${logs}/kube-controller-manager.log`)
  const inputs = [`${logs}/kubelet.log`, `${logs}/kube-controller-manager.log`]

  it('moved over New Year: the times move, the intervals stay', async () => {
    const seconds = (NEW_YEAR - Date.parse(middle)) / 1000
    const move = (text: string): string => moveDates(moveJournal(moveKlog(text, seconds), seconds), seconds)
    const moved = [put('kubelet.log', move(kubelet)), put('controller.log', move(controller))]
    const written = new Date(NEW_YEAR + 3_600_000)
    for (const path of moved) utimesSync(path, written, written)
    // Names are made of times, and a verdict leaves the day out where that is clear.
    const named = (_: string, value: unknown): unknown =>
      typeof value === 'string' && /\d{8}T|\d:\d\d:\d\d/.test(value) ? null : value
    const expected = JSON.parse(JSON.stringify(await told(inputs)), named)
    const [incident] = expected.incidents
    expect(incident.startUs).toBeLessThan(Date.parse(middle) * 1000)
    expect(incident.endUs).toBeGreaterThan(Date.parse(middle) * 1000)
    expect(JSON.parse(JSON.stringify(await told(moved, {})), named)).toEqual(moveReport(expected, seconds))
  })

  it('from a node in another zone', async () => {
    const hour = 3600
    const moved = put('kubelet.log', moveJournal(moveKlog(kubelet, hour), hour))
    const zones = { perSource: new Map([[moved, 'Europe/Berlin']]) }
    expect(await told([moved, inputs[1] as string], { year: 2026, inputZones: zones })).toEqual(
      await told(inputs),
    )
  })

  it('in one stream, one after the other or line by line', async () => {
    const expected = await told(inputs)
    expect(await told([put('one.log', kubelet + controller)])).toEqual(expected)
    expect(await told([put('other.log', controller + kubelet)])).toEqual(expected)
    const stampOf = (line: string): string => /[IWEF](1122 \S+)/.exec(line)?.[1] ?? ''
    const lines = [...kubelet.trimEnd().split('\n'), ...controller.trimEnd().split('\n')]
    const mixed = lines.toSorted((a, b) => (stampOf(a) < stampOf(b) ? -1 : stampOf(a) > stampOf(b) ? 1 : 0))
    expect(await told([put('mixed.log', `${mixed.join('\n')}\n`)])).toEqual(expected)
  })

  it('backwards, as journalctl -r prints', async () => {
    const reversed = (text: string): string => `${text.trimEnd().split('\n').reverse().join('\n')}\n`
    const turned = [put('kubelet.log', reversed(kubelet)), put('controller.log', reversed(controller))]
    expect(await told(turned)).toEqual(await told(inputs))
  })
})

describe('a journal printed in the zone of its reader', () => {
  const path = 'samples/network-cut/logs/kubelet.log'
  const hour = 3600
  const read = moveJournal(textOf(path), hour)

  it('tells the same, for the kubelet wrote UTC beside it', async () => {
    const moved = put('kubelet.log', read)
    const zones = { default: 'Europe/Berlin', perSource: new Map<string, string>() }
    expect(await told([moved], { year: 2026, inputZones: zones })).toEqual(await told([path]))
  })

  it.each(['+0100', '+01:00'])('tells the same with dates that name it (%s)', async (zone) => {
    const iso = read.replace(/^Nov (\d\d) (\S+)/gm, `2026-11-$1T$2${zone}`)
    expect(await told([put('kubelet.log', iso)], {})).toEqual(await told([path]))
  })
})
