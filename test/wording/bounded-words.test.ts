/** What follows from bounds is printed with bounds: lengths, counts, orders and times. */
import { describe, expect, it } from 'vitest'
import { nodeText } from '../../src/cli/watch/watch-text.ts'
import { retriesText } from '../../src/exporters/incident-layout.ts'
import { analyze, stories } from '../../src/index.ts'
import type { Incident, Report } from '../../src/model/index.ts'
import { align } from '../../src/transform/align.ts'
import { durationText, offsetText, periodText, UTC_FORMAT } from '../../src/wording/claim-text.ts'
import { claim, renderClaims } from '../../src/wording/claims.ts'
import { leastSeconds, lengthText } from '../../src/wording/incident-length.ts'
import { boundaryTitle } from '../../src/wording/incident-words.ts'
import { paramsOf } from '../../src/wording/params-of.ts'
import { warningText } from '../../src/wording/warning-words.ts'
import { audited, Controller, eventAt, inJournal, Kubelet, UNREACHABLE, YEAR } from '../support/short-logs.ts'

const first = new Kubelet('worker-1', 1153)
const second = new Kubelet('worker-2', 2200)

/** Attempts that fail every 7 s, between lines of nothing that matters. */
function outage(of: Kubelet, from: number, to: number): string[] {
  const count = Math.floor((to - from) / 7) + 1
  const failed = Array.from({ length: count }, (_, i) => of.ensureFailed(from + i * 7, '7s', UNREACHABLE))
  return [
    ...of.others(0, from - 10),
    of.updateFailed(from - 1, UNREACHABLE),
    ...failed,
    ...of.others(to + 8, 400),
  ]
}

const sources = (files: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(files).map(([name, lines]) => ({ name, data: `${lines.join('\n')}\n` }))
const report = (files: Readonly<Record<string, readonly string[]>>): Promise<Report> =>
  analyze(sources(files), { year: YEAR })

describe('a cluster outage', () => {
  it('is over when the last node was back, by the bounds of all of them', async () => {
    const { incidents } = await report({ 'a.log': outage(first, 70, 140), 'b.log': outage(second, 72, 142) })
    const cluster = incidents.find(({ kind }) => kind === 'cluster-outage')
    if (!cluster) throw new Error('no cluster outage')
    const members = incidents.filter(({ kind }) => kind === 'lease-outage')
    const over = paramsOf(cluster, 'cluster.over')
    const ends = members.map((m) => m.boundaries.firstRenewalAfter)
    expect(over?.at.earliestUs).toBe(Math.max(...ends.map((end) => end?.earliestUs ?? 0)))
    expect(lengthText(cluster, null)).toMatch(/ to /)
  })

  it('names the first node on aligned clocks only where bounds show it', async () => {
    const renewing = (of: Kubelet, last: number): string[] => [
      ...of.renewals(0, last),
      ...outage(of, last + 20, last + 90).filter((line) => line.includes('err=')),
      ...of.renewals(last + 100, last + 150),
    ]
    const both = { 'a.log': renewing(first, 60), 'b.log': renewing(second, 90) }
    const audit = [0, 10, 20, 30, 40].flatMap((at) => [
      audited(at - 90, 'worker-1'),
      audited(at - 90, 'worker-2'),
    ])
    const stamped = await report({ ...both, 'audit.log': audit })
    const aligned = align(stamped)
    for (const { incidents } of [stamped, aligned]) {
      const cluster = incidents.find(({ kind }) => kind === 'cluster-outage')
      expect(cluster?.verdict).toContain('worker-1 first')
    }
    expect(aligned.incidents.some(({ alignedFrom }) => alignedFrom === 'worker-1')).toBe(true)
  })
})

describe('the time from the last renewal to the mark', () => {
  it('has the bounds of the renewal and of the clock', () => {
    const detection = { seconds: 45, bounds: [40, 50], byTwoClocks: false } as const
    const ahead = { seconds: -25, bounds: [-27, -23] } as const
    expect(renderClaims([claim('mark.detection', { detection, ahead }, [])])).toBe(
      ", 40.0 s to 50.0 s after the last renewal (the node's clock is 23.0 s to 27.0 s behind).",
    )
  })
})

describe('a duration that is negative', () => {
  it('is printed as before its event', () => {
    const duration = { seconds: -1.5, bounds: [-2.5, -0.5], byTwoClocks: false } as const
    expect(durationText(duration, 'after the last renewal')).toBe('500 ms to 2.5 s before the last renewal')
    expect(durationText({ ...duration, bounds: null }, 'after the last renewal')).toBe(
      '1.5 s before the last renewal',
    )
    expect(durationText({ ...duration, bounds: [-2.5, 1] }, 'after the last renewal')).toBe(
      'at most 1.0 s after the last renewal',
    )
  })
})

describe('a restart of which no line shows the end', () => {
  it('is at most as long as the kubelet printed nothing', async () => {
    const next = new Kubelet('worker-1', 4711)
    const log = [
      first.registered(0),
      ...first.others(0, 60),
      next.registered(120),
      next.started(121),
      ...next.others(125, 200),
    ]
    const { incidents } = await report({ 'kubelet.log': log })
    expect(incidents[0]).toMatchObject({ kind: 'kubelet-restart' })
    expect(incidents[0]?.verdict).toContain('printed its last line at')
    expect(incidents[0] && lengthText(incidents[0], null)).toBe('at most 1m00s')
  })
})

describe('a pause of a log', () => {
  it('leaves open what it is, unless the log reports that lines are missing', async () => {
    const log = [...first.renewals(0, 100), ...first.renewals(400, 500)]
    const { incidents } = await report({ 'kubelet.log': log })
    expect(incidents.map(({ kind }) => kind)).toEqual(['log-gap'])
    expect(incidents[0]?.verdict).toContain(
      'does not show whether lines are missing, the machine was suspended',
    )
    const suppressed =
      'Nov 22 10:01:45 worker-1 systemd-journald[330]: Suppressed 1234 messages from kubelet.service'
    const journal = [...inJournal(first.renewals(0, 100)), suppressed, ...inJournal(first.renewals(110, 200))]
    const reported = (await report({ 'journal.log': journal })).incidents
    expect(reported[0]?.verdict).toContain('Lines are missing from the log of worker-1')
  })
})

describe('outages of one node on two clocks', () => {
  it('may be the same where nothing compares the clocks', async () => {
    const controller = new Controller()
    const kcm = [
      ...controller.flags(-100),
      controller.leads(-90),
      ...controller.stale(642, 700, 600),
      controller.marks(642.1),
      controller.healthy(710),
      controller.other(900),
    ]
    const codes = async (from: number): Promise<readonly string[]> => {
      const found = await report({ 'kubelet.log': outage(first, from, from + 70), 'kcm.log': kcm })
      return found.notes.map(({ code }) => code)
    }
    expect(await codes(100)).toContain('clocks-not-compared')
    expect(await codes(612)).not.toContain('clocks-not-compared')
  })
})

describe('a mark hours after the last renewal, by two clocks', () => {
  it('is measured from what the controller saw: no zone explains the difference', async () => {
    const condition =
      '&NodeCondition{Type:Ready,Status:True,LastHeartbeatTime:2026-01-09 03:12:30 +0000 UTC,LastTransitionTime:2026-01-08 20:10:19 +0000 UTC,Reason:KubeletReady,Message:kubelet is posting ready status,}'
    const { incidents } = await report({
      'kubelet.log': [
        'Jan 08 22:03:19 node02 kubelet[1346]: I0108 22:03:19.364443 1346 kubelet_node_status.go:78] "Successfully registered node" node="node02"',
        'Jan 08 22:09:57 node02 systemd[1]: Stopped kubelet.service - kubelet: The Kubernetes Node Agent.',
      ],
      'kcm.log': [
        `2026-01-09T03:17:49.300150211Z stderr F I0109 03:17:49.300000 1 node_lifecycle_controller.go:958] "Node hasn't been updated" logger="node-lifecycle-controller" node="node02" duration="50.8s" nodeConditionType="Ready" currentCondition="${condition}"`,
        '2026-01-09T03:17:49.300512004Z stderr F I0109 03:17:49.300400 1 controller_utils.go:168] "Recording status change event message for node" logger="node-lifecycle-controller" status="NodeNotReady" node="node02"',
      ],
    })
    expect(incidents[0]?.verdict).toContain(', 50.8 s after it last saw a renewal or a status of the node')
    expect(incidents[0]?.verdict).not.toContain('after the last renewal')
    // By two clocks it would be at least five hours.
    expect(incidents[0] && leastSeconds(incidents[0], null)).toBeCloseTo(50.8, 3)
  })
})

describe('a mark by a controller that has just taken the lead', () => {
  it('counts from its start, which is no sight of the node', async () => {
    const late = new Controller(9)
    const kcm = [
      ...late.flags(100),
      late.leads(105),
      ...late.stale(150, 170, 108),
      late.marks(150.1),
      late.other(400),
    ]
    const { incidents } = await report({ 'kubelet.log': outage(first, 70, 200), 'kcm.log': kcm })
    const [incident] = incidents
    expect(incident?.verdict).toContain(', counting from its own start at')
    expect(incident && boundaryTitle(incident, 'controllerLastSeen')).toBe('controller counts from')
  })
})

describe('an outage of which only the mark and Ready are known', () => {
  it('is as long as the node was NotReady in words only', async () => {
    const events = [
      eventAt(60, { reason: 'NodeNotReady', component: 'node-controller', message: 'NodeNotReady' }),
      eventAt(180, { reason: 'NodeReady', component: 'kubelet', message: 'NodeReady' }),
    ]
    const { incidents } = await report({ 'events.json': events })
    expect(incidents[0] && lengthText(incidents[0], null)).toBe('NotReady about 2m00s')
  })
})

describe('the story of an outage', () => {
  const textOf = (found: Report): string =>
    stories(found)
      .flatMap(({ sentences }) => sentences.map(({ text }) => text))
      .join(' ')

  it('claims no renewal that nothing bounds from below', async () => {
    const story = textOf(await report({ 'kubelet.log': [first.ensureFailed(60, '7s', UNREACHABLE)] }))
    expect(story).toContain('No renewal of worker-1 came later.')
    expect(story).not.toContain('for the last time')
  })

  it('ends with the removal of the node', async () => {
    const kcm = [
      new Controller().line(
        200,
        'node_lifecycle_controller.go:611] "Controller observed a Node deletion" node="worker-1"',
      ),
    ]
    const story = textOf(
      await report({ 'kubelet.log': outage(first, 70, 150).slice(0, -49), 'kcm.log': kcm }),
    )
    expect(story).toContain('worker-1 was deleted.')
  })
})

describe('a clock that is off', () => {
  it('has no offset that holds before and after it was set', async () => {
    const controller = new Controller()
    const seenAt = 41
    const kcm = [
      ...controller.flags(-100),
      controller.leads(-90),
      ...controller.stale(seenAt + 41, seenAt + 120, seenAt),
      controller.marks(seenAt + 41.1),
      controller.healthy(seenAt + 125),
      controller.other(500),
    ]
    // By its own clock, the last renewal was 30 s later.
    const failed = [90, 100, 110, 120, 130, 140, 150, 160, 170, 180].map((at) =>
      first.request(at, 'PUT  in 10000'),
    )
    const log = [...first.renewals(0, 70), ...failed, ...first.renewals(190, 300)]
    const offsetOf = async (before: readonly string[]): Promise<unknown> => {
      const found = await report({ 'kubelet.log': [...before, ...log], 'kcm.log': kcm })
      return found.nodes[0]?.clockOffset
    }
    expect(await offsetOf([])).not.toBeNull()
    expect(await offsetOf(first.renewals(3000, 3060))).toBeNull()
  })

  const offset = { offsetSeconds: -25, earliestSeconds: -27, latestSeconds: -23, pairs: 1 }

  it('is off by the bounds of its offset', () => {
    expect(offsetText(offset)).toBe("23.0 s to 27.0 s behind the control plane's")
    expect(offsetText({ ...offset, offsetSeconds: 90, earliestSeconds: 89.9, latestSeconds: 90.1 })).toBe(
      "1m30s ahead of the control plane's",
    )
  })

  it('may show the end of summer time where it was set back by an hour', () => {
    const jump = { code: 'clock-jump', node: 'w1', fromUs: 0, toUs: 0, limit: 0 } as const
    expect(warningText({ ...jump, value: -3590 }, UTC_FORMAT)).toContain('--input-tz')
    expect(warningText({ ...jump, value: -3700 }, UTC_FORMAT)).not.toContain('--input-tz')
  })
})

describe('attempts in words', () => {
  it('count a success only where a record shows it', async () => {
    const { incidents } = await report({ 'a.log': outage(first, 70, 140) })
    const [inferred] = incidents as [Incident]
    expect(inferred.boundaries.firstRenewalAfter?.exact).toBe(false)
    expect(inferred.retries.tries).toBe(inferred.retries.failures)
    expect(retriesText(inferred)).toBe(`${inferred.retries.failures} failed attempts in evidence`)
  })
})

describe('a period in words', () => {
  it('is a moment where its ends print alike', () => {
    const at = (timeUs: number) => ({ atUs: timeUs, earliestUs: timeUs, latestUs: timeUs, exact: true })
    const failed = claim('status.failed', { node: 'w1', from: at(0), until: at(300) }, [])
    expect(renderClaims([failed])).toMatch(/could not post its status at 1970-01-01T00:00:00.000Z\.$/)
    expect(periodText(0, 300, UTC_FORMAT)).toBe('at 1970-01-01T00:00:00.000Z')
  })
})

describe('the beginning of an open incident on a terminal', () => {
  it.each([
    [0, 0, 'incident since 00:00:00.000'],
    [0, 5e6, 'incident since 00:00:00.000–00:00:05.000'],
    [null, 5e6, 'incident since 00:00:05.000 or earlier'],
    [0, null, 'incident since 00:00:00.000 or later'],
  ])('is printed with its bounds %s and %s', (earliestUs, latestUs, text) => {
    const incident = {
      node: 'w1',
      since: { earliestUs, latestUs },
      seconds: 5,
      isMarked: false,
      notReadyFromUs: null,
    }
    const trouble = { node: 'w1', lateSeconds: null, silentSeconds: null, isAtLeast: true }
    expect(
      nodeText({ ...trouble, notReadyInSeconds: null, isReady: null, evictionUs: null, incident }, 'UTC'),
    ).toContain(text)
  })
})

describe('a mark by a clock that does not fit the one of the node', () => {
  const controller = new Controller()
  const marked = (seenAt: number): string[] => [
    controller.leads(0),
    ...controller.stale(seenAt + 42, seenAt + 92, seenAt),
    controller.marks(seenAt + 42.1),
    controller.other(seenAt + 300),
  ]
  const verdictOf = async (seenAt: number): Promise<string> => {
    const { incidents } = await report({ 'a.log': outage(first, 70, 210), 'kcm.log': marked(seenAt) })
    return incidents.find(({ kind }) => kind === 'lease-outage')?.verdict ?? ''
  }

  it('is told from what the controller saw', async () => {
    expect(await verdictOf(60)).toMatch(/ after the last renewal/)
    const apart = await verdictOf(120)
    expect(apart).toContain('42.1 s after it last saw a renewal or a status of the node')
    expect(apart).not.toContain('after the last renewal')
  })
})

describe('a node that is NotReady at the end of its evidence', () => {
  it('is known to be so only until that ends', async () => {
    const controller = new Controller()
    const queued =
      'node_lifecycle_controller.go:1087] "Node is NotReady. Adding it to the Taint queue" node="worker-1" timeStamp="2026-11-22 10:01:43 +0000 UTC"'
    const { incidents, window } = await report({
      'kcm.log': [controller.leads(0), controller.line(103, queued)],
      'other.log': second.others(0, 9000),
    })
    const [incident] = incidents as [Incident]
    expect(incident.kind).toBe('not-ready')
    expect(incident.verdict).toContain('(nothing is known after that)')
    expect(lengthText(incident, window.endUs)).toBe('open')
  })
})
