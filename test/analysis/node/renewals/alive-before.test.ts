/** Lower bounds of a last renewal, by what shows the node alive, and by the posts of its status that an audit log lacks. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../../src/api/analyze.ts'
import type { Boundary } from '../../../../src/model/index.ts'
import { event, list, node, printed } from '../../../support/objects.ts'

const time = (us: number | null | undefined): string | null =>
  us == null ? null : new Date(us / 1000).toISOString().slice(11, 23)

async function lastRenewal(
  sources: readonly { readonly name: string; readonly data: string }[],
): Promise<Boundary | null | undefined> {
  const { incidents } = await analyze(sources, { year: 2026 })
  return incidents.find((i) => i.node === 'w1' && i.kind === 'lease-outage')?.boundaries.lastRenewal
}

describe('a last renewal before the first line of a kubelet', () => {
  const failure = (at: string) =>
    `E0310 ${at}.000000     900 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s\\": dial tcp 10.0.0.1:6443: connect: no route to host" interval="7s"\n`
  const log = { name: 'kubelet.log', data: failure('10:05:00') + failure('10:05:07') }

  it('has no lower bound where nothing shows the node alive', async () => {
    expect((await lastRenewal([log]))?.earliestUs).toBeNull()
  })

  it('follows the newest heartbeat or Ready before it by less than an interval', async () => {
    const object = { name: 'node.json', data: printed(node('w1', 'True', '09:00:00', '10:03:00')) }
    expect(time((await lastRenewal([log, object]))?.earliestUs)).toBe('10:02:49.600')
    const ready = {
      name: 'events.json',
      data: list(event('w1', 'NodeReady', '10:04:00', { from: 'kubelet' })),
    }
    expect(time((await lastRenewal([log, ready]))?.earliestUs)).toBe('10:03:49.600')
  })

  it('is not bounded by a heartbeat after it', async () => {
    const object = { name: 'node.json', data: printed(node('w1', 'True', '09:00:00', '10:30:00')) }
    expect((await lastRenewal([log, object]))?.earliestUs).toBeNull()
  })
})

describe('a last renewal before the end of a kubelet', () => {
  const line = (at: string, pid: number, text: string): string => `I0310 ${at}.000000     ${pid} ${text}\n`
  const kubelet = (started: readonly [at: string, pid: number], lastAt: string): string =>
    line(...started, 'kubelet_node_status.go:72] "Attempting to register node" node="w1"') +
    line(...started, 'kubelet_node_status.go:75] "Successfully registered node" node="w1"') +
    line(lastAt, started[1], 'kubelet.go:2447] "SyncLoop (PLEG): event for pod" pod="default/web-0"')

  it('is not bounded by the first line of the next one', async () => {
    const failed = line('10:03:00', 901, 'kubelet.go:2335] "Starting kubelet main sync loop"')
    const data = kubelet(['10:00:00', 900], '10:02:00') + failed + kubelet(['10:08:00', 902], '10:09:00')
    const renewal = await lastRenewal([{ name: 'kubelet.log', data }])
    expect(time(renewal?.earliestUs)).toBe('10:01:39.600')
    expect(time(renewal?.latestUs)).toBe('10:03:00.000')
  })
})

describe('a last renewal by what the controller saw last', () => {
  const stale = (at: string, seconds: number): string =>
    `I0310 ${at}.000000       1 node_lifecycle_controller.go:958] "Node hasn't been updated" node="w1" duration="${seconds}s" nodeConditionType="Ready" currentCondition="&NodeCondition{Type:Ready,Status:True,}"\n`
  const controller = { name: 'kcm.log', data: stale('10:01:41', 41) + stale('10:01:46', 46) }

  const audited = (at: string, name: string): string =>
    `${JSON.stringify({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      stage: 'ResponseComplete',
      verb: 'patch',
      user: { username: `system:node:${name}`, groups: ['system:nodes'] },
      objectRef: { resource: 'nodes', subresource: 'status', name },
      responseStatus: { code: 200 },
      requestReceivedTimestamp: `2026-03-10T${at}.000000Z`,
      stageTimestamp: `2026-03-10T${at}.004000Z`,
    })}\n`
  /** Posts of another node every ten seconds for two minutes, and one of w1. */
  const audit = (own: string | null) => {
    const times = ['10:00', '10:01'].flatMap((minute) =>
      ['00', '10', '20', '30', '40', '50'].map((s) => `${minute}:${s}`),
    )
    const others = times.map((at) => audited(at, 'w2')).join('')
    return { name: 'audit.log', data: others + (own === null ? '' : audited(own, 'w1')) }
  }
  const earliest = async (...sources: Parameters<typeof lastRenewal>[0]) =>
    time((await lastRenewal(sources))?.earliestUs)

  it('lies up to 20.4 s before it, where a PATCH of the status may have moved it', async () => {
    expect(await earliest(controller)).toBe('10:00:39.600')
  })

  it('lies a pass before it where an audit log shows no such PATCH', async () => {
    expect(await earliest(controller, audit(null))).toBe('10:00:55.000')
  })

  it('lies up to 20.4 s before it where an audit log shows one', async () => {
    expect(await earliest(controller, audit('10:00:52'))).toBe('10:00:39.600')
  })
})
