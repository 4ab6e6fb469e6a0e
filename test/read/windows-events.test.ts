/** Events of a Windows node, as Get-WinEvent and Get-EventLog print them, and objects that are about no node. */
import { describe, expect, it } from 'vitest'
import { read } from '../support/read-text.ts'

const FAILURE = `E1122 10:45:17.088056    1153 controller.go:195] "Failed to update lease" err="Put \\"https://c:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/win-1?timeout=10s\\": EOF"`
const winEvent = (time: string): string =>
  `${JSON.stringify([{ TimeCreated: time, ProviderName: 'kubelet', Id: 1, Message: FAILURE }], null, 4)}\n`

describe('a failure in an event of Windows', () => {
  it.each([
    ['Get-WinEvent of PowerShell 7, JSON', winEvent('2026-11-22T10:45:17.0880560+00:00')],
    ['Get-WinEvent of PowerShell 5.1, JSON', winEvent('/Date(1795344317088)/')],
    [
      'Get-EventLog, Format-List',
      `PS C:\\> Get-EventLog Application\n\nTimeGenerated : 11/22/2026 10:45:17 AM\nMessage       : ${FAILURE}\n`,
    ],
  ])('is read: %s', async (_form, text) => {
    const { observations } = await read(text)
    expect(observations).toMatchObject([
      {
        kind: 'lease.update-failed',
        node: 'win-1',
        timeUs: Date.parse('2026-11-22T10:45:17.088Z') * 1000 + 56,
      },
    ])
  })
})

describe('what is about no node', () => {
  it.each([
    [
      'a table of pods',
      'NAME    READY   STATUS    RESTARTS   AGE\nweb-0   1/1     Running   0          1h\n',
    ],
    [
      'a table of other leases',
      'NAMESPACE     NAME    HOLDER   RENEWTIME\nkube-system   sched   m_1      2026-11-22T10:45:17.000000Z\n',
    ],
    [
      'a deployment',
      'apiVersion: apps/v1\nkind: Deployment\nstatus:\n  conditions:\n  - type: Available\n    status: "True"\n',
    ],
    [
      'a described pod',
      'Name:         web-0\nNamespace:    default\nLabels:       a=b\nConditions:\n  Type    Status\n  Ready   False\nEvents:\n  Type     Reason        Age   From             Message\n  ----     ------        ----  ----             -------\n  Warning  NodeNotReady  5m    node-controller  Node is not ready\n',
    ],
  ])('gives no observation: %s', async (_what, text) => {
    expect((await read(text)).observations).toEqual([])
    expect((await read(`$ kubectl get x\n${text}$ \n`)).observations).toEqual([])
  })
})
