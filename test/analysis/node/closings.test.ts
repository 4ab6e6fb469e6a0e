/** Closings, bounds and holes of a kubelet's log, from a few lines each. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'
import type { Boundary, Incident, Report } from '../../../src/model/index.ts'

const URL = 'https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1'

const line = (severity: string, at: string, rest: string): string => `${severity}0310 ${at}     900 ${rest}\n`
const other = (at: string): string =>
  line('I', at, 'kubelet.go:2447] "SyncLoop (PLEG): event for pod" pod="a"')
const put = (at: string): string =>
  line('I', at, `round_trippers.go:553] PUT ${URL}?timeout=10s 200 OK in 4 milliseconds`)
const failed = (at: string, interval: string, timeout = '10s'): string =>
  line(
    'E',
    at,
    `controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"${URL}?timeout=${timeout}\\": dial tcp 10.0.0.1:6443: connect: network is unreachable" interval="${interval}"`,
  )
const exhausted = (at: string): string =>
  line('I', at, 'controller.go:150] "Will retry updating lease" err="failed 5 attempts" interval="10s"')

const updateFailed = (at: string): string =>
  line(
    'E',
    at,
    `controller.go:195] "Failed to update lease" err="Put \\"${URL}?timeout=10s\\": context deadline exceeded"`,
  )
const fallback = (at: string): string =>
  line(
    'I',
    at,
    'controller.go:115] "failed to update lease using latest lease, fallback to ensure lease" err="failed 5 attempts to update lease"',
  )
const read = (at: string, ms: number): string =>
  line('I', at, `round_trippers.go:553] GET ${URL}?timeout=10s 200 OK in ${ms} milliseconds`)
const recorded = (at: string): string =>
  line('I', at, 'kubelet_node_status.go:729] "Recording event message for node" node="w1" event="NodeReady"')
const notPosted = (at: string): string =>
  line(
    'E',
    at,
    'kubelet_node_status.go:594] "Error updating node status, will retry" err="failed to patch status \\"{}\\" for node \\"w1\\": context deadline exceeded"',
  )

function report(log: string): Promise<Report> {
  return analyze([{ name: 'kubelet.log', data: log }], { year: 2026 })
}

async function outages(log: string): Promise<readonly Incident[]> {
  return (await report(log)).incidents.filter(({ kind }) => kind === 'lease-outage')
}

const time = (us: number | null | undefined): string | null =>
  us == null ? null : new Date(us / 1000).toISOString().slice(11, 23)

const FAILING = `${other('10:00:00.000000')}${failed('10:00:20.000000', '6.4s')}${failed('10:00:26.400000', '7s')}`

describe('an outage below -v=6', () => {
  it('closes within 20 s of the announced attempt where the log goes on', async () => {
    const [outage] = await outages(`${FAILING}${other('10:00:40.000000')}${other('10:01:00.000000')}`)
    const after = outage?.boundaries.firstRenewalAfter
    expect([time(after?.earliestUs), time(after?.latestUs), after?.exact]).toEqual([
      '10:00:33.400',
      '10:00:53.400',
      false,
    ])
  })

  it('closes within 20 s of the first line where nothing is printed for long', async () => {
    const [outage] = await outages(`${FAILING}${other('11:00:00.000000')}${other('11:01:00.000000')}`)
    const after = outage?.boundaries.firstRenewalAfter
    expect([time(after?.earliestUs), time(after?.latestUs)]).toEqual(['10:00:33.400', '11:00:20.000'])
  })

  it('closes before a new outage whose first failures are missing in a pause', async () => {
    const lines = ['10:00:40', '10:01:10', '10:01:40'].map((at) => other(`${at}.000000`)).join('')
    const [first, second] = await outages(`${FAILING}${lines}${failed('10:04:00.000000', '7s')}`)
    const after = first?.boundaries.firstRenewalAfter
    expect([time(after?.earliestUs), time(after?.latestUs)]).toEqual(['10:00:33.400', '10:00:53.400'])
    expect(time(second?.boundaries.firstFailure?.atUs)).toBe('10:04:00.000')
  })

  it('goes on where the log pauses before a failure of its next attempt would be printed', async () => {
    const lines = ['10:00:36', '10:00:39'].map((at) => other(`${at}.000000`)).join('')
    const found = await outages(`${FAILING}${lines}${failed('10:04:00.000000', '7s')}`)
    expect(found.map(({ boundaries }) => time(boundaries.lastFailure?.atUs))).toEqual(['10:04:00.000'])
  })

  it('stays open where the log does not go on', async () => {
    for (const end of ['', other('10:00:40.000000'), other('11:00:00.000000')]) {
      const [outage] = await outages(`${FAILING}${end}`)
      expect([outage?.open, outage?.boundaries.firstRenewalAfter]).toEqual([true, null])
    }
  })

  it('is not closed where a summary follows the announced attempt', async () => {
    const log = `${FAILING}${other('10:00:35.000000')}${exhausted('10:00:45.000000')}${other('10:00:50.000000')}`
    const [outage] = await outages(`${log}${other('10:01:30.000000')}`)
    expect(outage?.boundaries.firstRenewalAfter).toBeNull()
  })

  it('ends before a new round of updates, if the kubelet printed nothing meanwhile', async () => {
    const log = ['10:00:30', '10:05:30', '10:20:30'].map((at) => updateFailed(`${at}.000000`)).join('')
    const found = await outages(`${other('10:00:00.000000')}${log}`)
    expect(found.map(({ boundaries: b }) => time(b.firstFailure?.atUs))).toEqual([
      '10:00:30.000',
      '10:05:30.000',
      '10:20:30.000',
    ])
    expect(found[0]?.boundaries.firstRenewalAfter).toMatchObject({ exact: false })
    expect(found[0]?.intervalBounds.silenceSeconds).toEqual([20, 300.4])
    expect(found.map(({ open }) => open)).toEqual([false, false, true])
  })

  it('goes on where the new round is not whole, or its summary is printed: lines are missing', async () => {
    const before = `${other('10:00:00.000000')}${updateFailed('10:00:30.000000')}`
    const rest = ['10:05:30', '10:05:40', '10:05:50'].map((at) => updateFailed(`${at}.000000`)).join('')
    expect(await outages(`${before}${rest}${fallback('10:05:50.001000')}`)).toHaveLength(1)
    expect(await outages(`${before}${fallback('10:01:20.000000')}${rest}`)).toHaveLength(1)
  })

  it('goes on where the next failure announces a wait that others must have come before', async () => {
    const log = `${other('10:00:00.000000')}${failed('10:00:30.000000', '400ms')}${other('10:00:35.000000')}${other('10:00:45.000000')}`
    const failures = async (next: string): Promise<number[]> =>
      (await outages(`${log}${next}`)).map(({ retries }) => retries.failures)
    expect(await failures(failed('10:00:52.000000', '1.6s'))).toEqual([2])
    expect(await failures(updateFailed('10:01:52.000000'))).toEqual([1])
  })

  it('has no lower bound by rhythm where its first round is not whole', async () => {
    const chatter = ['10:00:00', '10:00:10', '10:00:19'].map((at) => other(`${at}.000000`)).join('')
    const round = ['10:00:30', '10:00:40', '10:00:50'].map((at) => updateFailed(`${at}.000000`))
    const whole = ['10:00:10', '10:00:20'].map((at) => updateFailed(`${at}.000000`))
    const earliest = async (updates: readonly string[]): Promise<string | null> => {
      const log = `${chatter}${updates.join('')}${fallback('10:00:50.001000')}${other('10:00:51.000000')}`
      return time((await outages(log))[0]?.boundaries.lastRenewal?.earliestUs)
    }
    expect(await earliest(round)).not.toBe('10:00:09.600')
    expect(await earliest([...whole, ...round])).toBe('09:59:49.600')
  })

  it('is not followed by a Ready that no mark can have come before', async () => {
    const healthy = `${other('10:00:00.000000')}${updateFailed('10:00:30.000000')}`
    const after = ['10:00:45', '10:01:05', '10:01:30'].map((at) => other(`${at}.000000`)).join('')
    const ready = async (at: string): Promise<unknown> =>
      (await outages(`${healthy}${recorded(at)}${after}`))[0]?.boundaries.readyAgain?.atUs
    expect(await ready('10:00:40.000000')).toBeUndefined()
    expect(await ready('10:00:59.000000')).toBeDefined()
  })

  it('is not followed by a Ready that the kubelet could not post', async () => {
    const log = `${other('10:00:00.000000')}${updateFailed('10:00:30.000000')}${other('10:00:45.000000')}`
    const end = `${other('10:01:12.000000')}${other('10:01:40.000000')}`
    const [posted] = await outages(`${log}${recorded('10:00:59.000000')}${end}`)
    const [failedPost] = await outages(
      `${log}${recorded('10:00:59.000000')}${notPosted('10:01:09.000000')}${end}`,
    )
    expect([posted?.boundaries.readyAgain?.exact, failedPost?.boundaries.readyAgain]).toEqual([true, null])
  })

  it('has attempts that last as long as their URL says', async () => {
    const log = `${other('10:00:00.000000')}${failed('10:05:00.000000', '200ms', '40s')}${failed('10:05:40.200000', '400ms', '40s')}`
    expect(await outages(log)).toHaveLength(1)
  })
})

describe('a kubelet at -v=6', () => {
  const healthy = ['10:00:00', '10:00:10', '10:00:20'].map((at) => put(`${at}.100000`)).join('')
  const later = ['10:02:00', '10:02:10', '10:02:20'].map((at) => put(`${at}.100000`)).join('')

  it('has a log-gap, and no outage, where it prints nothing beyond its lease', async () => {
    const { incidents } = await report(`${healthy}${later}`)
    expect(incidents.map(({ kind }) => kind)).toEqual(['log-gap'])
    expect(JSON.stringify(incidents)).not.toMatch(/kubelet-silent|renewed it again/)
  })

  it('has neither where other lines go on: -v was changed', async () => {
    const between = ['10:00:30', '10:00:45', '10:01:00', '10:01:15', '10:01:30', '10:01:45']
    const { incidents } = await report(
      `${healthy}${between.map((at) => other(`${at}.000000`)).join('')}${later}`,
    )
    expect(incidents).toEqual([])
  })

  it('renews again exactly where its GET is printed, though latencies are cut', async () => {
    const log = `${healthy}${failed('10:00:30.600000', '200ms')}${read('10:00:52.000900', 9_999)}${put('10:00:52.005000')}`
    const end = ['10:01:02', '10:01:12'].map((at) => put(`${at}.100000`)).join('')
    const [outage] = await outages(`${log.replace('10:00:52', '10:00:52')}${end}`)
    expect(outage?.boundaries.firstRenewalAfter).toMatchObject({ exact: true })
  })

  it('renewed between its GET and the next renewal, if it read the Lease sooner than announced', async () => {
    const log = `${healthy}${failed('10:00:30.600000', '200ms')}${failed('10:00:44.000000', '7s')}${read('10:00:47.000000', 4)}`
    const end = ['10:00:57', '10:01:07'].map((at) => put(`${at}.100000`)).join('')
    const [outage] = await outages(`${log}${end}`)
    const after = outage?.boundaries.firstRenewalAfter
    expect([time(after?.earliestUs), time(after?.latestUs)]).toEqual(['10:00:47.000', '10:00:57.100'])
  })

  it('measures no interval across lost lines', async () => {
    const lost = ['10:00:40', '10:00:50'].map((at) => put(`${at}.100000`)).join('')
    const { nodes, warnings } = await report(`${healthy}${lost}`)
    expect([nodes[0]?.heartbeat.intervalSeconds.max, warnings]).toEqual([10, []])
  })

  it('counts a line that is written twice once', async () => {
    const twice = `${healthy}${FAILING}`.replace(/.*\n/g, '$&$&')
    const { nodes } = await report(twice)
    expect([nodes[0]?.heartbeat.renewals, nodes[0]?.heartbeat.failures]).toEqual([3, 2])
  })
})

describe('a kubelet whose start is missing', () => {
  const before = ['10:00:00', '10:00:10', '10:00:20'].map((at) => put(`${at}.100000`)).join('')
  const renewals = ['10:03:00', '10:03:10', '10:03:20'].map((at) => put(`${at}.100000`)).join('')
  const next = (text: string): string => text.replaceAll('     900 ', '     901 ')
  const renewedAgain = async (text: string): Promise<Boundary | null | undefined> =>
    (await outages(`${before}${next(text)}`))[0]?.boundaries.firstRenewalAfter

  it('may have worked before its first line, so that no outage is proved', async () => {
    expect(await outages(`${before}${next(`${other('10:02:59.000000')}${renewals}`)}`)).toEqual([])
  })

  it('had not if it read its Lease before, or registered', async () => {
    expect((await renewedAgain(`${read('10:03:00.095000', 4)}${renewals}`))?.exact).toBe(true)
    const registered = line(
      'I',
      '10:02:58.000000',
      'kubelet_node_status.go:76] "Successfully registered node" node="w1"',
    )
    expect((await renewedAgain(`${registered}${renewals}`))?.exact).toBe(true)
  })
})

describe('an outage that a controller alone shows', () => {
  const kcm = (at: string, rest: string): string => `I0310 ${at}       1 ${rest}\n`
  const stale = (at: string, duration: string, type: string): string =>
    kcm(
      at,
      `node_lifecycle_controller.go:958] "Node hasn't been updated" node="w1" duration="${duration}" nodeConditionType="${type}" currentCondition="&NodeCondition{Type:${type},Status:True,LastHeartbeatTime:2026-03-10 09:55:00 +0000 UTC,LastTransitionTime:2026-03-10 09:00:00 +0000 UTC,Reason:x,Message:y,}"`,
    )
  const others = ['10:00:00', '10:02:00', '10:03:00'].map((at) =>
    kcm(
      `${at}.000000`,
      'node_lifecycle_controller.go:1080] "Controller detected that zone is now in new state" zone="" newState="Normal"',
    ),
  )
  const outage = async (...types: string[]): Promise<Incident | undefined> => {
    const lines = types.map((type, i) => stale(`10:01:00.00000${i}`, '41.000s', type)).join('')
    const log = `${others[0]}${lines}${others[1]}${others[2]}`
    const { incidents } = await analyze([{ name: 'kcm.log', data: log }], { year: 2026 })
    return incidents.find(({ kind }) => kind === 'lease-outage')
  }

  it('ends with the next pass where the lines of a whole pass are not repeated', async () => {
    const found = await outage('Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure')
    const after = found?.boundaries.firstRenewalAfter
    expect([time(after?.earliestUs), time(after?.latestUs), found?.open]).toEqual([
      '10:01:00.000',
      '10:01:11.000',
      false,
    ])
  })

  it('is open where only some lines of a pass are left', async () => {
    expect((await outage('Ready'))?.open).toBe(true)
  })

  const renewedAfter = async (...renewals: string[]): Promise<Boundary | null | undefined> => {
    const lines = ['10:01:00', '10:01:05'].map((at, i) =>
      stale(`${at}.000000`, `${41 + 5 * i}.000s`, 'Ready'),
    )
    const mark = kcm(
      '10:01:00.000001',
      'controller_utils.go:186] "Recording status change event message for node" status="NodeNotReady" node="w1"',
    )
    const sources = [
      { name: 'kcm.log', data: `${others[0]}${lines[0]}${mark}${lines[1]}` },
      { name: 'kubelet.log', data: renewals.map((at) => put(`${at}.000000`)).join('') },
    ]
    const { incidents } = await analyze(sources, { year: 2026 })
    return incidents.find(({ kind }) => kind === 'lease-outage')?.boundaries.firstRenewalAfter
  }

  it('ends before the first renewal by the clock of the node', async () => {
    const after = await renewedAfter('10:01:20', '10:01:30')
    expect([after?.earliestUs, time(after?.latestUs)]).toEqual([null, '10:01:20.000'])
  })

  it('does not where that clock is another: the node renewed by it while it was stale', async () => {
    expect(await renewedAfter('10:00:55', '10:01:20')).toBeNull()
  })

  it('may have renewed its lease shortly after the status that made it Ready', async () => {
    const log = [
      others[0],
      ...['10:01:00', '10:01:05'].map((at, i) => stale(`${at}.000000`, `${41 + 5 * i}.000s`, 'Ready')),
      kcm(
        '10:01:10.000000',
        'node_lifecycle_controller.go:805] "Node is healthy again, removing all taints" node="w1"',
      ),
    ]
    const kubelet = ['10:00:08', '10:00:18', '10:02:00', '10:02:10'].map((at) => put(`${at}.000000`)).join('')
    const sources = [
      { name: 'kcm.log', data: log.join('') },
      { name: 'kubelet.log', data: kubelet },
    ]
    const [found] = (await analyze(sources, { year: 2026 })).incidents
    const after = found?.boundaries.firstRenewalAfter
    expect([time(after?.earliestUs), time(after?.latestUs)]).toEqual(['10:01:05.000', '10:01:22.000'])
  })
})

/** Announced waits of 7 s from `from` to `to`, in seconds after 10:00:00. */
const failing = (from: number, to: number): string =>
  Array.from({ length: Math.floor((to - from) / 7) + 1 }, (_, i) => failed(at(from + 7 * i), '7s')).join('')
const at = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 10, 10) + seconds * 1000).toISOString().slice(11, 23).padEnd(15, '0')

const boundariesOf = (incident: Incident | undefined): Incident['boundaries'] => {
  if (!incident) throw new Error('no outage')
  return incident.boundaries
}

describe('an outage with missing attempts', () => {
  const before = `${other(at(0))}${put(at(10))}${updateFailed(at(30))}${failing(37, 93)}`
  const behind = `${failed(at(300), '400ms')}${failed(at(310), '800ms')}${put(at(311))}${put(at(321))}`

  it('may have ended while they are missing', async () => {
    const [outage, ...more] = await outages(`${before}${behind}`)
    expect(more).toEqual([])
    const { firstFailure, lastFailure, firstRenewalAfter } = boundariesOf(outage)
    expect(firstFailure?.exact).toBe(true)
    expect([lastFailure?.earliestUs, lastFailure?.latestUs].map(time)).toEqual([
      '10:01:33.000',
      '10:05:10.000',
    ])
    expect([firstRenewalAfter?.earliestUs, firstRenewalAfter?.latestUs].map(time)).toEqual([
      '10:01:40.000',
      '10:05:11.000',
    ])
    expect(outage?.verdict).toMatch(/renewed it again at 2026-03-10T10:01:40.000Z–10:05:11.000Z/)
  })

  it('has a cause of what certainly belongs to it', async () => {
    const refused = behind.replaceAll('network is unreachable', 'connection refused')
    const [outage] = await outages(
      `${before.replaceAll('network is unreachable', 'no route to host')}${refused}`,
    )
    expect(outage?.cause.category).toBe('no-route')
    expect(outage?.cause.alsoCauses.map(({ cause }) => cause)).not.toContain('connection-refused')
  })

  it('goes on where the wait behind them is the longest', async () => {
    const [outage] = await outages(`${before}${failing(300, 400)}${put(at(405))}`)
    const { lastRenewal, firstRenewalAfter } = boundariesOf(outage)
    expect([lastRenewal?.exact, firstRenewalAfter?.exact]).toEqual([true, true])
  })

  it('may have begun while they are missing where it has no end', async () => {
    const [outage] = await outages(`${before}${failed(at(300), '400ms')}${failing(307, 400)}`)
    expect(outage?.open).toBe(true)
    const { lastRenewal, firstFailure, lastFailure } = boundariesOf(outage)
    expect(time(lastRenewal?.earliestUs)).toBe('10:00:09.995')
    expect(lastRenewal?.latestUs).toBeGreaterThan(firstFailure?.earliestUs as number)
    expect([firstFailure?.earliestUs, firstFailure?.latestUs].map(time)).toEqual([
      '10:00:30.000',
      '10:05:00.000',
    ])
    expect(lastFailure?.exact).toBe(true)
  })

  it('has its end where a summary shows that it went on', async () => {
    const [summed] = await outages(`${before}${exhausted(at(200))}${behind}`)
    expect(summed?.boundaries.firstRenewalAfter?.exact).toBe(true)
  })

  it('is no outage where each part may have been answered in time', async () => {
    const refused = (seconds: number): string =>
      updateFailed(at(seconds)).replace('context deadline exceeded', 'connect: network is unreachable')
    const log = `${put(at(10))}${refused(20.2)}${refused(310)}${put(at(310.1))}`
    expect(await outages(log)).toEqual([])
  })
})

describe('a kubelet that was alive when its next attempt was due, and then was replaced', () => {
  const pid = (text: string): string => text.replaceAll('     900 ', '     950 ')
  const started = `${pid(line('I', at(200), 'server.go:467] "Kubelet version" kubeletVersion="v1.30.0"'))}${pid(line('I', at(201), 'kubelet_node_status.go:76] "Successfully registered node" node="w1"'))}${pid(other(at(230)))}${pid(other(at(260)))}`

  it('may have renewed before it was replaced', async () => {
    const [outage] = await outages(
      `${other(at(0))}${updateFailed(at(30))}${failing(37, 93)}${other(at(150))}${started}`,
    )
    const after = outage?.boundaries.firstRenewalAfter
    expect(time(after?.earliestUs)).toBe('10:01:40.000')
    expect(after?.latestUs).toBeGreaterThan(after?.earliestUs as number)
  })
})

describe('an outage that was over before a mark was due', () => {
  it('has no Ready again', async () => {
    const log = `${put(at(0))}${put(at(10))}${updateFailed(at(31))}${updateFailed(at(41))}${put(at(42))}${recorded(at(95))}${put(at(102))}`
    const [outage] = await outages(log)
    expect(outage?.boundaries.readyAgain).toBeNull()
  })
})

describe('a lookup that failed first in evidence', () => {
  const lookup = (interval: string): string =>
    failed(at(60), interval).replace(
      'dial tcp 10.0.0.1:6443: connect: network is unreachable',
      'dial tcp: lookup api on 10.0.0.53:53: read udp 10.0.0.2:4711->10.0.0.53:53: i/o timeout',
    )

  it('is no certain cause where earlier failures are missing', async () => {
    const causeOf = async (interval: string): Promise<Incident['cause'] | undefined> =>
      (
        await outages(
          `${other(at(0))}${lookup(interval)}${lookup(interval).replaceAll('10:01:0', '10:01:3')}`,
        )
      )[0]?.cause
    expect(await causeOf('3.2s')).toMatchObject({ category: 'dns', confidence: 'medium' })
  })
})
