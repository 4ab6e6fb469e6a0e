/** Zones of logs whose stamps print none. */
import { describe, expect, it } from 'vitest'
import { inferZones } from '../../../src/analysis/evidence/zones.ts'
import { analyze } from '../../../src/api/analyze.ts'
import type { Report } from '../../../src/model/index.ts'

const two = (n: number): string => String(n).padStart(2, '0')
const clock = (hour: number, seconds: number): string =>
  `${two(hour + Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.300000`

/** A kubelet at -v=2 whose tries fail from 10:00:30 to 10:02:00, in a zone. */
function kubeletLog(hour: number): string {
  const lines: string[] = []
  for (let s = 30; s <= 120; s += 10)
    lines.push(
      `E0310 ${clock(hour, s)}    1153 controller.go:195] "Failed to update lease" err="Put \\"https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s\\": dial tcp 10.0.0.1:6443: connect: network is unreachable"`,
    )
  lines.push(
    `I0310 ${clock(hour, 200)}    1153 kubelet_node_status.go:1] "Recording event message for node" node="w1" event="NodeReady"`,
  )
  return `${lines.join('\n')}\n`
}

/** A controller in UTC that calls the node stale from 10:01:01 to 10:02:01, last seen at 10:00:21. */
function controllerLog(): string {
  const lines = [
    `I0310 ${clock(9, 3000)}       1 node_lifecycle_controller.go:1] "Controller observed a new Node" node="w1"`,
  ]
  for (let s = 61; s <= 121; s += 5)
    lines.push(
      `I0310 ${clock(10, s)}       1 node_lifecycle_controller.go:958] "Node hasn't been updated" node="w1" duration="${s - 21}s" nodeConditionType="Ready" currentReadyCondition={"type":"Ready","status":"True","reason":"KubeletReady","message":""}`,
    )
  lines.push(
    `I0310 ${clock(10, 400)}       1 node_lifecycle_controller.go:1] "Controller detected that zone is now in new state" zone="" newState="Normal"`,
  )
  return `${lines.join('\n')}\n`
}

const report = (kubelet: string, controller = controllerLog()): Promise<Report> =>
  analyze(
    [
      { name: 'kubelet.log', data: kubelet },
      { name: 'kcm.log', data: controller },
    ],
    { year: 2026 },
  )

const zoneOf = ({ assumptions }: Report, source: string): unknown =>
  assumptions.find(({ name, of }) => name === 'inputZone' && of === source)?.value

describe('the zone of a kubelet without one', () => {
  it.each([
    [10, 'UTC'],
    [11, '+01:00'],
    [19, '+09:00'],
  ])('is found by the silence that the controller records too (%i h: %s)', async (hour, zone) => {
    const found = await report(kubeletLog(hour))
    expect(zoneOf(found, 'kubelet.log')).toBe(zone)
    expect(
      found.incidents.filter(({ kind }) => kind === 'lease-outage' || kind === 'not-ready'),
    ).toHaveLength(1)
    expect(found.incidents[0]?.boundaries.firstFailure?.atUs).toBe(
      Date.UTC(2026, 2, 10, 10, 0, 30) * 1000 + 300_000,
    )
  })

  it('is UTC by assumption if no silence fits, and nothing is said against the controller', async () => {
    const found = await report(kubeletLog(11).replaceAll('11:0', '11:1'))
    expect(found.assumptions.find(({ of }) => of === 'kubelet.log')?.because).toBeDefined()
    for (const { deviation, verdict } of found.incidents) {
      expect(['early', 'late', 'never']).not.toContain(deviation.markedNotReady)
      expect(verdict).not.toMatch(/never/)
    }
  })

  it('does not depend on the order of the inputs', async () => {
    const inputs = [
      { name: 'kubelet.log', data: kubeletLog(12) },
      { name: 'kcm.log', data: controllerLog() },
    ]
    const [a, b] = await Promise.all([
      analyze(inputs, { year: 2026 }),
      analyze([...inputs].reverse(), { year: 2026 }),
    ])
    expect(a.assumptions).toEqual(b.assumptions)
    expect(a.incidents).toEqual(b.incidents)
  })
})

describe('inferZones', () => {
  it('assumes nothing of a source that prints its zone', () => {
    expect(inferZones([])).toEqual({ readings: [], assumptions: [], unproved: new Set() })
  })
})

describe('the zone of a kubelet whose log does not show the end of its silence', () => {
  const stopped = (hour: number): string =>
    [
      `Mar 10 ${clock(hour - 1, 3000).slice(0, 8)} w1 kubelet[900]: I0310 ${clock(hour - 1, 3000)}     900 kubelet_node_status.go:76] "Successfully registered node" node="w1"`,
      `Mar 10 ${clock(hour, 20).slice(0, 8)} w1 systemd[1]: kubelet.service: Deactivated successfully.`,
      `Mar 10 ${clock(hour, 20).slice(0, 8)} w1 systemd[1]: Stopped kubelet.service - kubelet: The Kubernetes Node Agent.`,
      '',
    ].join('\n')

  it('is that of the silence which begins with the end of its process', async () => {
    const found = await report(stopped(5), `${controllerLog().split('\n').slice(0, -2).join('\n')}\n`)
    expect(zoneOf(found, 'kubelet.log')).toBe('-05:00')
    expect(found.incidents.filter(({ kind }) => kind === 'lease-outage')).toHaveLength(1)
  })

  it('is that of the silence which begins with its last failures', async () => {
    const cut = `${kubeletLog(4).split('\n').slice(0, 4).join('\n')}\n`
    const found = await report(cut)
    expect(zoneOf(found, 'kubelet.log')).toBe('-06:00')
    expect(found.incidents.filter(({ kind }) => kind === 'lease-outage')).toHaveLength(1)
  })

  it('is unknown where the other silence ended before these failures', async () => {
    const late = `${kubeletLog(4).split('\n').slice(0, -2).join('\n')}\n`
    const short = controllerLog()
      .split('\n')
      .filter((_, i) => i < 3 || i > 13)
      .join('\n')
    expect(zoneOf(await report(late, short), 'kubelet.log')).toBe('UTC')
  })
})
