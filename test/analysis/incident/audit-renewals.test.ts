/** Renewals and refusals that only an audit log contains. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'
import type { Report } from '../../../src/model/index.ts'

interface Call {
  readonly at: string
  readonly user: string
  readonly code?: number
  readonly node?: string
  readonly agent?: string
}

const audited = ({ at, user, code = 200, node = 'w1', agent = 'kubelet/v1.30.14' }: Call): string =>
  `${JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    stage: 'ResponseComplete',
    verb: 'update',
    user: { username: user, groups: ['system:nodes'] },
    userAgent: agent,
    objectRef: { resource: 'leases', namespace: 'kube-node-lease', name: node },
    responseStatus: { code },
    requestReceivedTimestamp: `2026-03-10T${at}.000000Z`,
    stageTimestamp: `2026-03-10T${at}.004000Z`,
  })}\n`

/** Renewals of both nodes every 10 s for five minutes; `fails` decides on those of w1. */
function log(user: string, fails: (n: number) => number | null): string {
  let text = ''
  for (let n = 0; n < 30; n++) {
    const at = `10:0${Math.floor(n / 6)}:${String((n % 6) * 10).padStart(2, '0')}`
    const code = fails(n)
    if (code !== null) text += audited({ at, user, code })
    text += audited({ at, user: 'system:node:w2', node: 'w2' })
  }
  return text
}

const report = (data: string): Promise<Report> => analyze([{ name: 'audit.log', data }])

describe('an audit log', () => {
  it('proves an outage of a node that renews no more while another one does', async () => {
    const { nodes, incidents } = await report(log('system:node:w1', (n) => (n < 12 ? 200 : null)))
    expect(incidents.map(({ node, kind, open }) => [node, kind, open])).toEqual([
      ['w1', 'lease-outage', true],
    ])
    expect(nodes.map(({ node, state }) => [node, state])).toEqual([
      ['w1', 'silent'],
      ['w2', 'renewing'],
    ])
    const short = await report(log('system:node:w1', (n) => (n < 26 ? 200 : null)))
    expect(short.incidents).toEqual([])
  })

  it('counts the renewals of a user with another name than the node', async () => {
    for (const user of ['system:serviceaccount:kube-system:vk', 'client']) {
      const { nodes, incidents } = await report(log(user, () => 200))
      expect(nodes.find(({ node }) => node === 'w1')?.heartbeat.renewals).toBe(30)
      expect(incidents).toEqual([])
    }
  })

  it('opens an outage where requests for the Lease are refused', async () => {
    const { incidents } = await report(log('system:anonymous', (n) => (n >= 6 && n < 15 ? 403 : 200)))
    expect(
      incidents.map(({ node, kind, cause, retries }) => [node, kind, cause.category, retries.failures]),
    ).toEqual([['w1', 'lease-outage', 'auth', 9]])
  })

  it('takes no refusal of a person for one of the node', async () => {
    const refused = audited({ at: '10:03:05', user: 'jane', code: 403, agent: 'kubectl/v1.30.14' })
    const { nodes } = await report(log('system:node:w1', () => 200) + refused)
    expect(nodes.find(({ node }) => node === 'w1')?.heartbeat.failures).toBe(0)
  })

  it('does not contradict the controller where only it shows a renewal of a node with another clock', async () => {
    const time = (seconds: number): string =>
      new Date(Date.UTC(2026, 2, 10, 10) + seconds * 1000).toISOString().slice(11, 23)
    const renewedAt = (n: number): number => n * 10 + ((n * n) % 7) * 0.05
    const call = (n: number, node = 'w1'): string =>
      audited({ at: 'AT', user: `system:node:${node}`, node })
        .replace('AT.000000Z', `${time(renewedAt(n))}Z`)
        .replace('AT.004000Z', `${time(renewedAt(n) + 0.004)}Z`)
    const put = (n: number): string =>
      `I0310 ${time(renewedAt(n) + 90.004)}000     900 round_trippers.go:553] PUT https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s 200 OK in 5 milliseconds\n`
    const stale = (seconds: number): string =>
      `I0310 ${time(seconds)}000       1 node_lifecycle_controller.go:958] "Node hasn't been updated" node="w1" duration="${seconds - 102}s" nodeConditionType="Ready" currentCondition="&NodeCondition{Type:Ready,Status:True,LastHeartbeatTime:2026-03-10 09:55:00 +0000 UTC,LastTransitionTime:2026-03-10 09:00:00 +0000 UTC,Reason:x,Message:y,}"\n`
    const all = Array.from({ length: 30 }, (_, n) => n)
    const { problems, nodes, incidents } = await analyze(
      [
        {
          name: 'audit.log',
          data: all.map((n) => `${n < 11 || n > 17 ? call(n) : ''}${call(n, 'w2')}`).join(''),
        },
        {
          name: 'kubelet.log',
          data: all
            .filter((n) => n < 10)
            .map(put)
            .join(''),
        },
        { name: 'kcm.log', data: [143, 148, 153, 158].map(stale).join('') },
      ],
      { year: 2026 },
    )
    expect(nodes.find(({ node }) => node === 'w1')?.clockOffset?.offsetSeconds).toBeCloseTo(90, 1)
    expect(incidents.map(({ kind }) => kind)).toEqual(['lease-outage'])
    expect(problems.map(({ code }) => code)).not.toContain('contradiction')
  })
})
