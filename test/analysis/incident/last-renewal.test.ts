import { describe, expect, it } from 'vitest'
import { boundariesOfPeriods } from '../../../src/analysis/incident/last-renewal.ts'
import { analyze, type Incident } from '../../../src/index.ts'
import { controllerBoundary, period } from '../../support/analysis-fixture.ts'

describe('boundariesOfPeriods', () => {
  const marked = period(0, 90, { markedNotReady: controllerBoundary(40) })

  it('takes the recovery from the mark, not that of a later period', () => {
    const later = period(140, 200, { status: 'False', markedNotReady: controllerBoundary(140) })
    expect(boundariesOfPeriods([marked, later]).readyAgain).toBe(marked.readyAgain)
  })

  it('takes a later recovery where the node stayed marked', () => {
    const later = period(100, 200, { wasUnknown: true })
    expect(boundariesOfPeriods([{ ...marked, readyAgain: null }, later]).readyAgain).toBe(later.readyAgain)
  })

  it('takes the sight that the mark is measured from, not that of a node that is Unknown still', () => {
    const unknown = period(-50, -10, { wasUnknown: true, readyAgain: null })
    const { controllerLastSeen } = boundariesOfPeriods([unknown, marked])
    expect(controllerLastSeen).toBe(marked.lastSeen)
  })

  it('takes the taint of its own mark', () => {
    const later = period(140, 200, { taintQueued: controllerBoundary(185) })
    expect(boundariesOfPeriods([marked, later]).taintQueued).toBeNull()
    expect(boundariesOfPeriods([{ ...marked, readyAgain: null }, later]).taintQueued).toBe(later.taintQueued)
  })

  it('takes the last recovery without a mark', () => {
    const later = period(100, 200)
    expect(boundariesOfPeriods([period(0, 90), later]).readyAgain).toBe(later.readyAgain)
  })
})

describe('the last renewal of a node that a controller finds Unknown', () => {
  // kubernetes/kubernetes#21053, a node silent for ten hours, and a controller that had started three minutes before.
  const STALE =
    "I0211 07:53:31.358104       6 node_lifecycle_controller.go:665] node kubernetes-master hasn't been updated for 3m15.25097032s. Last ready condition is: {Type:Ready Status:Unknown LastHeartbeatTime:2016-02-10 22:02:44 +0000 UTC LastTransitionTime:2016-02-10 22:07:40 +0000 UTC Reason:NodeStatusUnknown Message:Kubelet stopped posting node status.}"
  const outageOf = async (...lines: string[]): Promise<Incident | undefined> =>
    (await analyze([{ name: 'kcm.log', data: `${lines.join('\n')}\n` }])).incidents[0]

  it('may be long before the controller counts from', async () => {
    const outage = await outageOf(STALE)
    expect(outage?.boundaries.lastRenewal?.earliestUs).toBeNull()
    expect(outage?.verdict).toContain(' no later than 2016-02-11T07:50:16')
  })

  it('is shortly before the sight of a controller that led then', async () => {
    const led =
      'I0211 07:49:31.358104       6 node_lifecycle_controller.go:793] Controller detected that zone eu is now in state Normal.'
    expect((await outageOf(led, STALE))?.boundaries.lastRenewal?.earliestUs).not.toBeNull()
  })
})
