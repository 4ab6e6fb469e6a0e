/** Recorded logs, replayed at the times that they print, and judged while they grow. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'
import type { Incident } from '../../src/model/index.ts'
import { EvidenceWindow } from '../../src/watch/evidence-window.ts'
import { type Analyse, Judge } from '../../src/watch/judge.ts'
import { LeaseEvidence } from '../../src/watch/lease-evidence.ts'
import type { OpenIncident, WatchEvent } from '../../src/watch/types.ts'
import { leastSeconds } from '../../src/wording/incident-length.ts'
import { SimulatedClock } from '../support/simulated-cluster.ts'

const CASES = 'test/e2e/cases'

interface Line {
  readonly atUs: number
  readonly source: string
  readonly text: string
}

/** The time in klog's header. */
const STAMP = /(?:^|\s)[IWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6})/

function timeOf(text: string): number | null {
  const [, month, day, h, m, s, us] = STAMP.exec(text)?.map(Number) ?? []
  return us === undefined ? null : Date.UTC(2026, Number(month) - 1, day, h, m, s) * 1000 + us
}

/** Lines of all logs of a folder in the order in which they were written; one without a time comes with the one before. */
function linesOf(folder: string): Line[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.log'))
  const lines = names.flatMap((source) => {
    const texts = readFileSync(join(folder, source), 'utf8').split('\n').slice(0, -1)
    let atUs = texts.map(timeOf).find((us) => us !== null)
    if (atUs == null) return []
    return texts.map((text): Line => {
      atUs = timeOf(text) ?? (atUs as number)
      return { atUs, source, text }
    })
  })
  return lines.sort((a, b) => a.atUs - b.atUs)
}

const analyse: Analyse = async (contents) => {
  const { incidents, window } = await analyze(contents, { year: 2026, threads: 1 })
  return incidents.map((incident) => ({
    incident,
    verdict: () => incident.verdict,
    seconds: leastSeconds(incident, window.endUs),
    // A test compares incidents, not their fields in JSON.
    fields: () => ({ ...incident }) as never,
  }))
}

/** The analysis of all lines at once. */
function analyseAll(lines: readonly Line[]): ReturnType<Analyse> {
  const names = [...new Set(lines.map(({ source }) => source))]
  return analyse(
    names.map((name) => ({
      name,
      data: lines.flatMap(({ source, text }) => (source === name ? [`${text}\n`] : [])).join(''),
    })),
  )
}

type IncidentEvent = Extract<WatchEvent, { kind: 'incident' }>

/** Replays lines: each is there at its time, and the judge is called once a second, until a minute after the last. */
async function replay(lines: readonly Line[], window = new EvidenceWindow()): Promise<IncidentEvent[]> {
  const [{ atUs: startUs }] = lines as [Line]
  const clock = new SimulatedClock(startUs)
  const events: IncidentEvent[] = []
  const judge = new Judge({
    ...{ analyse, window, clock, isWanted: () => true },
    onEvent: (event) => void events.push(event as IncidentEvent),
  })
  let n = 0
  const endUs = (lines.at(-1) as Line).atUs + 60_000_000
  for (let us = startUs; us <= endUs; us += 1_000_000) {
    clock.jumpTo(us)
    for (let line = lines[n]; line && line.atUs <= us; line = lines[++n]) judge.add(line.source, line.text)
    await judge.tick()
  }
  await judge.judge(true)
  return events
}

const incidentOf = ({ incident }: IncidentEvent): Incident => incident as unknown as Incident

const KINDS: readonly string[] = ['lease-outage', 'not-ready', 'status-outage', 'kubelet-restart']

/** Outages that become one when a line shows that a clock is ahead or behind. */
const WITHDRAWN: Readonly<Record<string, number>> = {
  'clock-ahead': 1,
  'cut-60s-clock-ahead': 1,
  'flapping-clock-behind': 3,
}

/** What is true of the incidents after all events, by the last event of each. */
function reported(events: readonly IncidentEvent[]): readonly Incident[] {
  const incidents: Incident[] = []
  for (const event of events) {
    const incident = incidentOf(event)
    const end = ({ endUs }: Incident): number => endUs ?? Number.POSITIVE_INFINITY
    const at = incidents.findIndex(
      (other) =>
        other.node === incident.node && other.startUs <= end(incident) && incident.startUs <= end(other),
    )
    if (at !== -1) incidents.splice(at, 1)
    if (event.change !== 'withdrawn') incidents.push(incident)
  }
  return incidents
}

/** The time of the first line at or after a time of day. */
function at(lines: readonly Line[], time: string): number {
  const us = Date.parse(`2026-11-22T${time}Z`) * 1000
  return lines.find(({ atUs }) => atUs >= us)?.atUs ?? us
}

/** What must not be reported wrongly. */
function facts({ node, kind, open, boundaries }: Incident): string {
  const { markedNotReady, taintQueued, firstEviction, readyAgain, firstRenewalAfter } = boundaries
  const times = [markedNotReady, taintQueued, firstEviction, readyAgain, firstRenewalAfter]
  return JSON.stringify([node, kind, open, ...times.map((boundary) => boundary?.exact && boundary.atUs)])
}

const [CUT, RESTARTED] = ['network-cut-v6', 'kubelet-restarted'].map((name) =>
  linesOf(join(CASES, name)),
) as [Line[], Line[]]

describe('Judge', { timeout: 120_000 }, () => {
  it.each(readdirSync(CASES).filter((name) => linesOf(join(CASES, name)).length > 0))(
    'reports in the end what the analysis of the whole log reports: %s',
    async (name) => {
      const lines = linesOf(join(CASES, name))
      const events = await replay(lines)
      const whole = await analyseAll(lines)
      const expected = whole.flatMap(({ incident }) => (KINDS.includes(incident.kind) ? [incident] : []))
      expect(reported(events).map(facts).sort()).toEqual(expected.map(facts).sort())
      expect([name, events.filter(({ change }) => change === 'withdrawn').length]).toEqual([
        name,
        WITHDRAWN[name] ?? 0,
      ])
    },
  )

  it('reports an incident when it opens, when the control plane acts, and when it ends, each at its time', async () => {
    const events = await replay(CUT)
    expect(events.map(({ change }) => change)).toEqual(['opened', 'changed', 'changed', 'closed', 'changed'])
    const [opened, marked] = events as [IncidentEvent, IncidentEvent]
    const { lastRenewal, firstFailure, markedNotReady } = incidentOf(marked).boundaries
    expect(incidentOf(opened).boundaries.markedNotReady).toBeNull()
    expect(lastRenewal?.atUs).toBeGreaterThan(Date.parse('2026-11-22T10:44:56.8Z') * 1000)
    // The failure that shows it, and two intervals for a renewal to answer it.
    expect(opened.atUs - (firstFailure?.atUs ?? 0)).toBeGreaterThanOrEqual(20_000_000)
    expect(opened.atUs - (firstFailure?.atUs ?? 0)).toBeLessThanOrEqual(23_000_000)
    expect(marked.atUs - (markedNotReady?.atUs ?? 0)).toBeLessThanOrEqual(3_000_000)
  })

  it('reports no outage of a kubelet that is restarted within the lease duration', async () => {
    const events = await replay(RESTARTED)
    expect(events.map(({ change }) => change)).toEqual(['closed'])
    expect(events.map((event) => incidentOf(event).kind)).toEqual(['kubelet-restart'])
  })

  it('keeps the beginning of an open incident longer than an hour', async () => {
    const window = new EvidenceWindow()
    const clock = new SimulatedClock(at(CUT, '10:46:30'))
    const judge = new Judge({ ...{ analyse, window, clock, isWanted: () => true }, onEvent: () => {} })
    for (const { source, text, atUs } of CUT) if (atUs <= clock.nowUs()) judge.add(source, text)
    await judge.tick()
    expect(judge.open).toMatchObject([{ node: 'demo-worker', isMarked: true }])
    const [{ since }] = judge.open as [OpenIncident]
    expect(since.earliestUs).toBe(since.latestUs)
    const { characters } = window
    for (let minute = 0; minute < 90; minute += 30) {
      clock.jumpTo(clock.nowUs() + 1_800_000_000)
      await judge.judge(false)
    }
    expect(window.characters).toBe(characters)
  })

  it('forgets what is old, and what is too much, and withdraws nothing for that', async () => {
    const lines = CUT.flatMap((line) => {
      const atUs = line.atUs + 3 * 3_600_000_000
      const text = line.text.replace(/^([IWEF]\d{4}) 10:/, (_, head) => `${head} 13:`)
      return [line, { ...line, atUs, text }]
    })
    const window = new EvidenceWindow()
    const events = await replay(
      lines.sort((a, b) => a.atUs - b.atUs),
      window,
    )
    expect(window.characters).toBeLessThan(CUT.reduce((sum, { text }) => sum + text.length + 1, 1))
    expect(events.filter(({ change }) => change === 'closed')).toHaveLength(2)
    const small = new EvidenceWindow(10_000)
    const fewer = await replay(CUT, small)
    expect(small.characters).toBeLessThanOrEqual(10_000)
    expect(fewer.map(({ change }) => change)).not.toContain('withdrawn')
  })

  it('calls a node that renews NotReady, not silent, once its leases are asked for', async () => {
    const marked = linesOf(join(CASES, 'begins-inside')).filter(({ source }) => source.startsWith('kube-'))
    const clock = new SimulatedClock(at(marked, '10:45:41'))
    const events: IncidentEvent[] = []
    const leases = new LeaseEvidence((source, line) => judge.add(source, line))
    const judge = new Judge({
      ...{ analyse, window: new EvidenceWindow(), clock, isWanted: () => true },
      onEvent: (event) => void events.push(event as IncidentEvent),
      onNodes: (nodes) => leases.include(nodes),
    })
    leases.listed()
    for (let second = 0; second < 60; second += 10) {
      const renewedUs = at(marked, '10:45:41') - 40_000_000 + second * 1_000_000
      for (const node of ['demo-worker', 'demo-worker2'])
        leases.renewed({ node, renewedUs, durationSeconds: 40 })
    }
    clock.jumpTo(at(marked, '10:45:59'))
    for (const { source, text, atUs } of marked) if (atUs <= clock.nowUs()) judge.add(source, text)
    await judge.tick()
    expect(events.map((event) => incidentOf(event).kind)).toEqual(['not-ready'])
    expect(events[0]?.verdict).not.toContain('stopped renewing')
  })

  it('takes a hole of a watch of leases for no outage', async () => {
    const leases = new LeaseEvidence((source, line) => lines.push({ atUs: us, source, text: line }))
    const lines: Line[] = []
    let us = at(CUT, '10:45:00')
    leases.include(['demo-worker'])
    for (const [from, until] of [
      [0, 100],
      [300, 400],
    ] as const) {
      leases.listed()
      for (let second = from; second < until; second += 10) {
        us = at(CUT, '10:45:00') + second * 1_000_000
        leases.renewed({ node: 'demo-worker', renewedUs: us, durationSeconds: 40 })
      }
    }
    expect(new Set(lines.map(({ source }) => source))).toEqual(new Set(['leases 1', 'leases 2']))
    expect(await replay(lines)).toEqual([])
    // In one source the same renewals are an outage.
    const joined = lines.map((line): Line => ({ ...line, source: 'leases' }))
    expect(await replay(joined)).toHaveLength(1)
  })
})
