import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/index.ts'
import type { Report } from '../../../src/model/index.ts'

const HEAD = 'Conditions:\n  Type   Status   LastHeartbeatTime   LastTransitionTime   Reason   Message\n'
/** As in github issue Azure/aks-engine#2441: the rows alone were pasted. */
const UNKNOWN = `${HEAD}  Ready   Unknown   Sun, 08 Dec 2019 09:43:08 -0800   Sun, 08 Dec 2019 09:44:15 -0800   NodeStatusUnknown   Kubelet stopped posting node status.\n`

const report = (...texts: string[]): Promise<Report> =>
  analyze(texts.map((data, n) => ({ name: `${n}.txt`, data })))

describe('conditions that name no node', () => {
  it('make an incident of an unnamed node', async () => {
    const { incidents, notes } = await report(UNKNOWN)
    expect(incidents).toMatchObject([
      {
        kind: 'lease-outage',
        node: null,
        boundaries: { markedNotReady: { earliestUs: Date.parse('2019-12-08T17:44:15Z') * 1000 } },
      },
    ])
    expect(notes.map(({ code }) => code)).toContain('unnamed-node')
  })

  it('make none where they may be of several nodes, or of one that is named', async () => {
    expect((await report(`${UNKNOWN}\nand the other:\n${UNKNOWN}`)).incidents).toEqual([])
    const named =
      'E1208 17:43:20.000000    1234 controller.go:195] "Failed to update lease" err="Put \\"https://c:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s\\": EOF"\n'
    expect((await report(UNKNOWN, named)).incidents.map(({ node }) => node)).toEqual(['w1'])
  })
})
