/** Incidents of kind `not-ready` out of what a kubelet complains about and what its controller saw. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/index.ts'

const PUT =
  'PUT https://cp:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s 200 OK in 5 milliseconds'

describe('a complaint of a kubelet', () => {
  it('is no mark after which the node was Ready again before, by the clock of the controller', async () => {
    const kubelet = [
      'I1127 10:00:00.000000    1 server.go:416] Version: v1.20.2',
      ...['02.0', '12.1'].map((at) => `I1127 10:00:${at}00000    1 round_trippers.go:445] ${PUT}`),
      'E1127 10:00:14.000000    1 kubelet.go:1823] skipping pod synchronization - container runtime is down',
      ...['22.2', '32.3'].map((at) => `I1127 10:00:${at}00000    1 round_trippers.go:445] ${PUT}`),
    ]
    const controller = [
      'I1127 10:00:15.000000    1 node_lifecycle_controller.go:872] Node w1 is NotReady as of 2026-11-27 10:00:15.000000 +0000 UTC m=+67.1. Adding it to the Taint queue.',
      'I1127 10:00:20.000000    1 node_lifecycle_controller.go:896] Node w1 is healthy again, removing all taints',
    ]
    const { incidents } = await analyze(
      [
        { name: 'kubelet.log', data: kubelet.join('\n') },
        { name: 'kcm.log', data: controller.join('\n') },
      ],
      { year: 2026 },
    )
    expect(incidents).toHaveLength(1)
    expect(incidents[0]).toMatchObject({ kind: 'not-ready', boundaries: { markedNotReady: null } })
    expect(incidents[0]?.verdict).toBe(
      'w1 was NotReady from 2026-11-27T10:00:15.000Z at the latest until 2026-11-27T10:00:15.000Z–10:00:20.000Z: the container runtime was down.',
    )
  })
})
