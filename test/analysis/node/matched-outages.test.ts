/** Which mark, Ready and clock offset belong to which outage of one node, from a few lines each. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'
import type { Report } from '../../../src/model/index.ts'

const LEASE = 'https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s'

const stamp = (seconds: number): string =>
  new Date(Date.UTC(2026, 2, 10, 10) + seconds * 1000).toISOString().slice(11, 23)
const kubelet = (seconds: number, text: string, severity = 'I'): string =>
  `${severity}0310 ${stamp(seconds)}000     900 ${text}\n`
const other = (seconds: number): string =>
  kubelet(seconds, 'kubelet.go:2447] "SyncLoop (PLEG): event for pod" pod="default/web-0"')
const put = (seconds: number): string =>
  kubelet(seconds, `round_trippers.go:553] PUT ${LEASE} 200 OK in 4 milliseconds`)
const timedOut = (seconds: number): string =>
  kubelet(
    seconds,
    `controller.go:195] "Failed to update lease" err="Put \\"${LEASE}\\": context deadline exceeded"`,
    'E',
  )
const refused = (seconds: number): string =>
  kubelet(seconds - 0.001, `round_trippers.go:553] PUT ${LEASE}  in 0 milliseconds`) +
  kubelet(
    seconds,
    `controller.go:195] "Failed to update lease" err="Put \\"${LEASE}\\": dial tcp 10.0.0.1:6443: connect: connection refused"`,
    'E',
  )
const recorded = (seconds: number): string =>
  kubelet(
    seconds,
    'kubelet_node_status.go:729] "Recording event message for node" node="w1" event="NodeReady"',
  )

const controller = (seconds: number, text: string): string => `I0310 ${stamp(seconds)}000       1 ${text}\n`
const stale = (seconds: number, seenSeconds: number, status: string): string =>
  controller(
    seconds,
    `node_lifecycle_controller.go:958] "Node hasn't been updated" node="w1" duration="${seconds - seenSeconds}s" nodeConditionType="Ready" currentCondition="&NodeCondition{Type:Ready,Status:${status},}"`,
  )
const marked = (seconds: number): string =>
  controller(
    seconds,
    'controller_utils.go:173] "Recording status change event message for node" status="NodeNotReady" node="w1"',
  )
const healthy = (seconds: number): string =>
  controller(
    seconds,
    'node_lifecycle_controller.go:805] "Node is healthy again, removing all taints" node="w1"',
  )

const every = (interval: number, from: number, to: number, print: (seconds: number) => string): string =>
  Array.from({ length: Math.floor((to - from) / interval) + 1 }, (_, i) => print(from + i * interval)).join(
    '',
  )

function report(kubeletLog: string, controllerLog: string): Promise<Report> {
  const sources = [
    { name: 'kubelet.log', data: kubeletLog },
    { name: 'kcm.log', data: controllerLog },
  ]
  return analyze(sources, { year: 2026, inputZones: { default: 'UTC', perSource: new Map() } })
}

describe('two outages below -v=6, of which the controller marked the second', () => {
  const log =
    other(0) +
    timedOut(20) +
    other(35) +
    every(10, 50, 80, timedOut) +
    recorded(90) +
    every(15, 95, 185, other)
  const controllerLog =
    controller(
      0,
      'node_lifecycle_controller.go:1073] "Controller detected that zone is now in new state" zone="" newState="Normal"',
    ) +
    stale(75, 34, 'True') +
    marked(75.1) +
    healthy(94)

  it('have one mark and one Ready', async () => {
    const outages = (await report(log, controllerLog)).incidents.filter(({ kind }) => kind === 'lease-outage')
    const known = outages.map(({ boundaries: { markedNotReady, readyAgain } }) => [
      markedNotReady !== null,
      readyAgain !== null,
    ])
    expect(known).toEqual([
      [false, false],
      [true, true],
    ])
  })
})

describe('a period that the controller saw while the log of the kubelet pauses', () => {
  const failing = every(10, 0, 60, put) + every(10, 70, 130, refused) + every(10, 140, 240, put)
  const controllerLog = stale(285, 244, 'True') + marked(285.1) + stale(290, 244, 'Unknown') + healthy(322)

  it('compares no clock with the outage before', async () => {
    const paused = failing + every(10, 318, 400, put)
    expect((await report(paused, controllerLog)).nodes[0]?.clockOffset).toBeNull()
  })

  it('is displaced where the log goes on', async () => {
    const whole = failing + every(10, 250, 400, put)
    expect((await report(whole, controllerLog)).nodes[0]?.clockOffset).not.toBeNull()
  })
})

describe('an outage of a kubelet that prints its requests', () => {
  it('began at any time after the last renewal in evidence where lines are missing', async () => {
    const slow = kubelet(95, `round_trippers.go:553] PUT ${LEASE} 200 OK in 4900 milliseconds`)
    const failed = kubelet(89.999, `round_trippers.go:553] PUT ${LEASE}  in 9999 milliseconds`) + timedOut(90)
    const [outage] = (await report(every(10, 0, 60, put) + failed + slow + every(10, 105, 165, put), ''))
      .incidents
    const { lastRenewal } = outage?.boundaries ?? {}
    // The line of the attempt at 70 s is missing, be it of a renewal or of a failure.
    const startUs = Date.UTC(2026, 2, 10, 10) * 1000
    expect(((lastRenewal?.earliestUs ?? 0) - startUs) / 1e6).toBe(60)
    expect(lastRenewal?.exact).toBe(false)
  })
})

describe('a Ready that the kubelet recorded before its log ends', () => {
  const failing = every(10, 0, 60, put) + every(10, 70, 130, refused)
  const patch = (seconds: number): string =>
    kubelet(
      seconds,
      'round_trippers.go:553] PATCH https://api:6443/api/v1/nodes/w1/status?timeout=10s 200 OK in 4 milliseconds',
    )
  const readyIn = async (log: string) =>
    (await report(log, '')).incidents.find(({ kind }) => kind === 'lease-outage')?.boundaries.readyAgain

  it('is known only where its PATCH is printed, or no failure for as long as that may take', async () => {
    expect(await readyIn(failing + recorded(140) + put(141))).toBeNull()
    expect((await readyIn(failing + recorded(140) + patch(140.1) + put(141)))?.exact).toBe(true)
    expect((await readyIn(failing + recorded(140) + every(10, 141, 161, put)))?.exact).toBe(true)
  })
})

describe('an eviction where no line shows Ready', () => {
  const log = every(10, 0, 60, put) + every(10, 70, 130, refused) + every(10, 140, 500, put)
  const evictionIn = async (seconds: number) => {
    const evicted = controller(
      seconds,
      'taint_eviction.go:111] "Deleting pod" controller="taint-eviction-controller" pod="default/web-0"',
    )
    const begin = controller(-900, 'flags.go:64] FLAG: --v="2"')
    const controllerLog = begin + stale(105, 62, 'True') + marked(105.1) + evicted
    const { incidents } = await report(log, controllerLog)
    return incidents.find(({ kind }) => kind === 'lease-outage')?.boundaries.firstEviction
  }

  it('is of the outage only until the lease is renewed', async () => {
    expect(await evictionIn(120)).not.toBeNull()
    expect(await evictionIn(450)).toBeNull()
  })
})

describe('the first renewal behind a silence of the log that stale lines prove', () => {
  const begin = controller(-900, 'flags.go:64] FLAG: --v="2"')
  const renewalAfter = async (lastStaleSeconds: number) => {
    const log = every(10, 0, 60, put) + other(121) + every(10, 128, 228, put)
    const controllerLog =
      begin + stale(105, 62, 'True') + marked(105.1) + stale(lastStaleSeconds, 62, 'Unknown') + healthy(135)
    const { incidents } = await report(log, controllerLog)
    return incidents.find(({ kind }) => kind === 'lease-outage')?.boundaries.firstRenewalAfter
  }

  it('is exact only where the controller called the node stale within the interval before', async () => {
    expect((await renewalAfter(120))?.exact).toBe(true)
    expect((await renewalAfter(115))?.exact).toBe(false)
  })
})
