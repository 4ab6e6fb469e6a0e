/**
 * Outages of nodes that had no leases yet: what they stopped is posting their status. Texts: a blog on endpoints that come
 * and go (2017), kubernetes/kubernetes#36273 (conditions as a controller of 1.4 left them), and 1.18.
 */
import { describe, expect, it } from 'vitest'
import { analyze, type Report, stories } from '../../../src/index.ts'

const STALE =
  "I0919 16:05:35.383806   20248 nodecontroller.go:1007] node 11.2.3.10 hasn't been updated for 40.032883982s. Last ready condition is: {Type:Ready Status:True LastHeartbeatTime:2017-09-19 16:04:46 +0800 CST LastTransitionTime:2017-09-19 16:04:46 +0800 CST Reason:KubeletReady Message:kubelet is posting ready status}"
const MARK =
  'I0919 16:05:35.387629   20248 controller_utils.go:320] Recording status change NodeNotReady event message for node 11.2.3.10'
const CONDITIONS = [
  'Conditions:',
  '  Type\t\t\tStatus\t\tLastHeartbeatTime\t\t\tLastTransitionTime\t\t\tReason\t\t\t\tMessage',
  '  ----\t\t\t------\t\t-----------------\t\t\t------------------\t\t\t------\t\t\t\t-------',
  '  OutOfDisk \t\tUnknown \tThu, 03 Nov 2016 12:18:28 +0000 \tThu, 03 Nov 2016 12:19:12 +0000 \tNodeStatusUnknown \t\tKubelet stopped posting node status.',
  '  Ready \t\tUnknown \tThu, 03 Nov 2016 12:18:28 +0000 \tThu, 03 Nov 2016 12:19:12 +0000 \tNodeStatusUnknown \t\tKubelet stopped posting node status.',
]

async function reportOf(...lines: readonly string[]): Promise<Report> {
  return analyze([{ name: 'page.log', data: `${lines.join('\n')}\n` }], { year: 2017 })
}

describe('an outage of a node', () => {
  it.each([
    ['that a controller of before leases called stale', [STALE, MARK]],
    ['with the conditions that such a controller wrote', CONDITIONS],
  ])('%s is one of its status', async (_which, lines) => {
    const report = await reportOf(...lines)
    const { incidents, notes } = report
    expect(incidents[0]?.heartbeat).toBe('node-status')
    expect(incidents[0]?.verdict).toMatch(/stopped posting its status after .* and still had not posted it/)
    expect(incidents[0]?.verdict).not.toMatch(/lease|renew/)
    const texts = stories(report).flatMap(({ sentences }) => sentences.map(({ text }) => text))
    expect(texts.join(' ')).toContain('posted its status for the last time')
    expect(texts.join(' ')).not.toMatch(/renewed its lease|last renewal\./)
    expect(notes.map(({ code }) => code)).toContain('before-leases')
  })

  it('that a later controller called stale is one of its lease', async () => {
    const { incidents, notes } = await reportOf(
      STALE.replace('nodecontroller', 'node_lifecycle_controller'),
      MARK,
    )
    expect(incidents[0]?.heartbeat).toBeUndefined()
    expect(incidents[0]?.verdict).toMatch(/stopped renewing its lease/)
    expect(notes.map(({ code }) => code)).not.toContain('before-leases')
  })

  it('beside a lease is one of its lease', async () => {
    const failed =
      'E0919 16:05:40.123456    1234 controller.go:178] failed to update node lease, error: Put https://10.0.0.1:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-2?timeout=10s: EOF'
    const { incidents } = await reportOf(STALE, MARK, failed)
    expect(incidents.map(({ heartbeat }) => heartbeat)).toEqual([undefined, undefined])
  })

  it('could not post its status without a word about leases', async () => {
    // A release of Kubernetes 1.1 for BOSH.
    const failed = (us: number): string =>
      `[2015-11-29 05:09:20+0000] E1129 05:09:20.${us}    4947 kubelet.go:2284] Error updating node status, will retry: error getting node 10.244.5.2: node 10.244.5.2 not found`
    const { incidents } = await reportOf(
      ...[92267, 93377, 94310, 95560, 96722].map((us) => failed(us + 100000)),
      '[2015-11-29 05:09:20+0000] E1129 05:09:20.196742    4947 kubelet.go:918] Unable to update node status: update node status exceeds retry count',
    )
    expect(incidents[0]?.verdict).toMatch(/^10\.244\.5\.2 could not post its status/)
  })
})
