/** The cause of an outage by what the kubelet reported of itself before it ended. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'

const URL = 'https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s'
const kubelet = (at: string, rest: string): string => `I0310 ${at}     900 ${rest}\n`
const RENEWALS = ['10:00:00.000000', '10:00:10.150000', '10:00:20.300000']
  .map((at) => kubelet(at, `round_trippers.go:553] PUT ${URL} 200 OK in 4 milliseconds`))
  .join('')
const SHUTDOWN = kubelet(
  '10:00:30.450000',
  'setters.go:600] "Node became not ready" node="w1" condition={"type":"Ready","status":"False","lastHeartbeatTime":"2026-03-10T10:00:30Z","lastTransitionTime":"2026-03-10T10:00:30Z","reason":"KubeletNotReady","message":"node is shutting down"}',
)
const stale = (at: string, seconds: number): string =>
  `I0310 ${at}       1 node_lifecycle_controller.go:958] "Node hasn't been updated" node="w1" duration="${seconds}.00001s" nodeConditionType="Ready" currentCondition="&NodeCondition{Type:Ready,Status:False,}"\n`

async function categoryOf(log: string): Promise<string | undefined> {
  const controller =
    stale('10:01:22.000000', 60) + stale('10:01:27.000000', 65) + stale('10:01:32.000000', 70)
  const { incidents } = await analyze(
    [
      { name: 'kubelet.log', data: log },
      { name: 'kcm.log', data: controller },
    ],
    { year: 2026 },
  )
  return incidents.find(({ kind }) => kind === 'lease-outage')?.cause.category
}

describe('an outage after the kubelet reported a shutdown', () => {
  it('has the shutdown for its cause', async () => {
    expect(await categoryOf(RENEWALS + SHUTDOWN)).toBe('node-shutdown')
  })

  it('has no known cause without that line', async () => {
    expect(await categoryOf(RENEWALS)).toBe('unknown')
  })
})
