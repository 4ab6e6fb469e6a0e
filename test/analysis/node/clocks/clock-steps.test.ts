/** Steps of a node's clock beside a controller's log. */
import { describe, expect, it } from 'vitest'
import { NO_BOUNDARIES } from '../../../../src/analysis/evidence/boundary.ts'
import { acrossSteps, isSetBackDuring } from '../../../../src/analysis/node/clocks/clock-steps.ts'
import { analyze } from '../../../../src/api/analyze.ts'
import type { Report } from '../../../../src/model/index.ts'
import { boundary, controllerBoundary, NODE, period, us } from '../../../support/analysis-fixture.ts'

const at = (s: number): string => new Date(Date.UTC(2026, 2, 10, 10) + s * 1000).toISOString().slice(11, 23)

/** Renewals every ten seconds; from 60 s on the clock shows `stepSeconds` more. */
function kubeletLog(stepSeconds: number): string {
  const lines: string[] = []
  for (let s = 0; s < 300; s += 10)
    lines.push(
      `I0310 ${at(s < 60 ? s : s + stepSeconds)}000    1153 round_trippers.go:553] PUT https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s 200 OK in 4 milliseconds`,
    )
  return `${lines.join('\n')}\n`
}

const line = (s: number, text: string): string =>
  `I0310 ${at(s)}000       1 node_lifecycle_controller.go:958] ${text}`
const START = [line(-100, '"FLAG: --v=\\"2\\""'), line(-99, '"Controller observed a new Node" node="w1"')]
const END = [line(600, '"Controller detected that zone is now in new state" zone="" newState="Normal"')]

/** The controller calls the node stale, last seen at 52 s, and marks it. */
const STALE = [
  ...[97, 102, 107].map((s) =>
    line(
      s,
      `"Node hasn't been updated" node="w1" duration="${s - 52}s" nodeConditionType="Ready" currentReadyCondition={"type":"Ready","status":"Unknown","reason":"NodeStatusUnknown","message":""}`,
    ),
  ),
  line(97.005, '"Recording status change event message for node" status="NodeNotReady" node="w1"'),
  line(172, '"Node is healthy again, removing all taints" node="w1"'),
].sort()

const report = (stepSeconds: number, controller: string[]): Promise<Report> =>
  analyze(
    [
      { name: 'kubelet.log', data: kubeletLog(stepSeconds) },
      { name: 'kcm.log', data: `${[...START, ...controller, ...END].join('\n')}\n` },
    ],
    { year: 2026 },
  )

describe('a clock that is set back', () => {
  it('is the cause where the controller calls the node stale while it renews', async () => {
    const { incidents } = await report(-120, STALE)
    expect(incidents.map(({ kind, cause }) => [kind, cause.category, cause.where])).toEqual([
      ['not-ready', 'clock-jump', 'clock'],
    ])
    expect(incidents[0]?.verdict).not.toMatch(/fault lies in the control plane/)
  })

  it('claims no outage in a zone that is only assumed', async () => {
    // The hours of the controller's stamps are three later, and no silence of the kubelet shows why.
    const later = [...START, ...STALE, ...END].map((text) =>
      text.replace(/ (09|10):/, (_, h) => ` ${Number(h) + 3}:`),
    )
    const { incidents } = await analyze(
      [
        { name: 'kubelet.log', data: kubeletLog(-120) },
        { name: 'kcm.log', data: `${later.join('\n')}\n` },
      ],
      { year: 2026 },
    )
    expect(incidents.map(({ kind }) => kind)).toEqual(['not-ready'])
  })

  it('is none of a period at another time', () => {
    const jump = { startUs: us(0), endUs: us(120) }
    expect(isSetBackDuring(period(100, 172), [jump])).toBe(true)
    expect(isSetBackDuring(period(900, 960), [jump])).toBe(false)
  })
})

describe('a clock that is set forward', () => {
  it('makes no outage where the controller goes on without a complaint', async () => {
    const { incidents } = await report(90, [])
    expect(incidents.map(({ kind }) => kind)).toEqual(['log-gap'])
  })

  it('proves no outage without a controller', async () => {
    const { incidents } = await analyze([{ name: 'kubelet.log', data: kubeletLog(90) }], { year: 2026 })
    expect(incidents.map(({ kind }) => kind)).toEqual(['log-gap'])
  })
})

describe('acrossSteps', () => {
  // The clock showed the time from 100 s to 200 s twice.
  const steps = { node: NODE, clockJumps: [{ startUs: us(100), endUs: us(200) }] }

  it('widens what the node stamped at a time that its clock showed twice', () => {
    const lastRenewal = boundary(120)
    const firstFailure = boundary(210)
    const { lastRenewal: last, firstFailure: first } = acrossSteps(
      { ...NO_BOUNDARIES, lastRenewal, firstFailure },
      steps,
    )
    expect(last).toMatchObject({ earliestUs: us(100), latestUs: us(200), exact: false })
    // Earlier failures may have older stamps.
    expect(first).toMatchObject({ atUs: us(210), earliestUs: null, latestUs: null, exact: false })
  })

  it('bounds no end at such a time', () => {
    const ends = acrossSteps(
      { ...NO_BOUNDARIES, lastFailure: boundary(180), readyAgain: boundary(190) },
      steps,
    )
    expect(ends.lastFailure).toMatchObject({ atUs: us(180), earliestUs: null, latestUs: null, exact: false })
    expect(ends.readyAgain).toMatchObject({ earliestUs: us(100), latestUs: us(200), exact: false })
  })

  it('widens an inferred renewal up to the failure that it is inferred from', () => {
    const inferred = boundary(85, { exact: false, earliestUs: us(80), latestUs: us(90) })
    const known = { ...NO_BOUNDARIES, lastRenewal: inferred, firstFailure: boundary(110) }
    // The first failure may be one with a younger stamp.
    expect(acrossSteps(known, steps).lastRenewal).toMatchObject({ earliestUs: us(80), latestUs: us(200) })
    const exact = { ...known, lastRenewal: boundary(90) }
    expect(acrossSteps(exact, steps).lastRenewal).toMatchObject({ atUs: us(90), exact: true })
  })

  it('bounds the last failure from below where a renewal at such a time follows it', () => {
    const ends = acrossSteps(
      { ...NO_BOUNDARIES, lastFailure: boundary(90), firstRenewalAfter: boundary(110) },
      steps,
    )
    // Later failures may have younger stamps than the renewal.
    expect(ends.lastFailure).toMatchObject({ earliestUs: us(90), latestUs: null, exact: false })
    expect(ends.firstRenewalAfter).toBeNull()
  })

  it('leaves what another clock stamped, and other times', () => {
    const known = { ...NO_BOUNDARIES, markedNotReady: controllerBoundary(150), lastRenewal: boundary(90) }
    expect(acrossSteps(known, steps)).toEqual(known)
  })
})
