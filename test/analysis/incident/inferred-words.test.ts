/** What a report states where no record shows it: the inference is named, and a time is printed with its bounds. */
import { describe, expect, it } from 'vitest'
import { write } from '../../../src/exporters/data/openmetrics.ts'
import { boundarySentences } from '../../../src/exporters/story/boundaries.ts'
import { analyze } from '../../../src/index.ts'
import type { Incident, Report } from '../../../src/model/index.ts'

const klog = (seconds: number, severity: string, pid: number, text: string): string => {
  const time = new Date(Date.UTC(2026, 10, 22, 10) + seconds * 1000).toISOString().slice(11, 23)
  return `${severity}1122 ${time}000    ${pid} ${text}\n`
}
const other = (seconds: number): string =>
  klog(seconds, 'I', 1720, 'kubelet.go:2400] "SyncLoop (PLEG)" event for pod="default/x"')
const LEASE = (node: string): string =>
  `https://cp:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node}?timeout=10s`
const REFUSED = 'dial tcp 10.0.0.1:6443: connect: connection refused'
const update = (seconds: number, node = 'w1'): string =>
  klog(
    seconds,
    'E',
    1720,
    `controller.go:195] "Failed to update lease" err="Put \\"${LEASE(node)}\\": ${REFUSED}"`,
  )
const ensure = (seconds: number, interval: string, node = 'w1'): string =>
  klog(
    seconds,
    'E',
    1720,
    `controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"${LEASE(node)}\\": ${REFUSED}" interval="${interval}"`,
  )

const every = (step: number, from: number, to: number, line: (seconds: number) => string): string[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => line(from + i * step))

/** Failures from 60 s to 74 s of a kubelet that prints its failures only. */
const outage = (node = 'w1', by = 0): string[] => [
  ...every(30, 0, 30, other),
  ...[60, 60.001, 60.002, 60.003, 60.004].map((seconds) => update(seconds + by, node)),
  ensure(60.005 + by, '200ms', node),
  ensure(74 + by, '7s', node),
]

function report(logs: Readonly<Record<string, readonly string[]>>): Promise<Report> {
  return analyze(
    Object.entries(logs).map(([name, lines]) => ({ name, data: lines.join('') })),
    { year: 2026 },
  )
}

const quiet = [...outage(), ...every(30, 120, 600, other)]

describe('a renewal that only the absence of failures shows', () => {
  it('is claimed with the name of its inference', async () => {
    const { incidents } = await report({ 'kubelet_w1.log': quiet })
    expect(incidents[0]?.verdict).toContain(
      ' and, judging by the absence of further failures, renewed it again at ',
    )
  })

  it('gives a silence with bounds as metrics, and no midpoint', async () => {
    const metrics = [...write(await report({ 'kubelet_w1.log': quiet }))].join('')
    const silences = metrics.split('\n').filter((line) => line.includes('interval="silence"'))
    expect(silences.map((line) => /bound="\w+"/.exec(line)?.[0])).toEqual(['bound="least"', 'bound="most"'])
  })

  it('begins a cluster outage with bounds', async () => {
    const { incidents } = await report({
      'kubelet_w1.log': quiet,
      'kubelet_w2.log': [...outage('w2', 5), ...every(30, 120, 600, other)],
    })
    const cluster = incidents.find(({ kind }) => kind === 'cluster-outage')
    expect(cluster?.verdict).toMatch(/stopped renewing their leases from [\d:.TZ-]+–[\d:.]+Z/)
  })
})

describe('a clock that is set back after the last failure', () => {
  it('leaves no outage open that later lines may have ended', async () => {
    const { incidents, nodes } = await report({
      'kubelet_w1.log': [...outage(), ...every(30, -1700, -900, other)],
    })
    expect(incidents[0]).toMatchObject({ kind: 'lease-outage', open: false, endUs: null })
    expect(incidents[0]?.verdict).not.toContain('had not renewed it')
    expect(nodes[0]?.state).toBe('unknown')
  })
})

describe('a kubelet whose start no line shows', () => {
  it('has not renewed since the first line of its log', async () => {
    const { incidents } = await report({
      'kubelet_w1.log': [other(0), ensure(5, '200ms'), ensure(5.2, '400ms'), ensure(5.6, '800ms')],
    })
    expect(incidents[0]?.verdict).toContain('since the first line of its log at 2026-11-22T10:00:00.000Z')
    expect(incidents[0]?.verdict).not.toContain('since its kubelet started')
  })
})

describe('a kubelet that reports its network not ready', () => {
  it('is no mark of the control plane, and nothing shows Ready', async () => {
    const complaint = (seconds: number): string =>
      klog(
        seconds,
        'E',
        1720,
        'kubelet.go:2902] "Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized"',
      )
    const { incidents, window } = await report({
      'kubelet_w1.log': [
        klog(0, 'I', 1720, 'kubelet_node_status.go:78] "Successfully registered node" node="w1"'),
        ...every(30, 0, 300, other),
        ...every(5, 302, 447, complaint),
        ...every(30, 450, 700, other),
      ],
    })
    const [incident] = incidents
    expect(incident?.verdict).toMatch(/^The kubelet of w1 reported it NotReady from \S+ to \S+: /)
    const { markedNotReady, readyAgain } = incident?.boundaries ?? {}
    expect([incident?.open, markedNotReady, readyAgain]).toEqual([false, null, null])
    expect(incident?.endUs).toBe(incident && incident.startUs + 145_000_000)
    if (!incident) return
    const background = { observations: [], offsetUs: null, endUs: window.endUs }
    const words = boundarySentences(incident, background as never).map(({ text }) => text)
    expect(words.join(' ')).not.toMatch(/control plane marked|was Ready again/)
  })
})

describe('a hole in the log of a kubelet that the controller sees again', () => {
  const put = (seconds: number): string =>
    klog(seconds, 'I', 1720, `round_trippers.go:553] PUT ${LEASE('w1')} 200 OK in 5 milliseconds`)
  const stale = (seconds: number, sinceSeconds: number): string =>
    klog(
      seconds,
      'I',
      1,
      `node_lifecycle_controller.go:958] "Node hasn't been updated" logger="node-lifecycle-controller" node="w1" duration="${seconds - sinceSeconds}s" nodeConditionType="Ready" currentCondition="&NodeCondition{Type:Ready,Status:Unknown,LastHeartbeatTime:2026-11-22 09:58:00 +0000 UTC,LastTransitionTime:2026-11-22 10:05:42 +0000 UTC,Reason:NodeStatusUnknown,Message:m,}"`,
    )
  const ttl = (seconds: number): string =>
    klog(seconds, 'I', 1, 'ttl_controller.go:1] "Finished syncing" logger="x"')

  const get = (seconds: number): string =>
    klog(seconds, 'I', 1720, `round_trippers.go:553] GET ${LEASE('w1')} 200 OK in 4 milliseconds`)
  const kcm = [
    klog(-600, 'I', 1, 'flags.go:64] FLAG: --v="2"'),
    klog(
      -590,
      'I',
      1,
      'leaderelection.go:260] successfully acquired lease kube-system/kube-controller-manager',
    ),
    ...every(10, -580, 340, ttl),
    klog(
      342,
      'I',
      1,
      'controller_utils.go:186] "Recording status change event message for node" logger="node-lifecycle-controller" status="NodeNotReady" node="w1"',
    ),
    ...every(5, 342, 537, (seconds) => stale(seconds, 301)),
    klog(
      540,
      'I',
      1,
      'node_lifecycle_controller.go:1044] "Node is healthy again, removing all taints" logger="node-lifecycle-controller" node="w1"',
    ),
    ...every(10, 550, 1200, ttl),
  ]
  const outage = async (...afterwards: string[]): Promise<Incident | undefined> => {
    const { incidents } = await report({
      'kubelet_w1.log': [...every(10, 0, 290, put), ...afterwards],
      'kcm.log': kcm,
    })
    const outages = incidents.filter(({ kind }) => kind === 'lease-outage')
    expect(outages).toHaveLength(1)
    return outages[0]
  }
  const us = (seconds: number): number => (Date.UTC(2026, 10, 22, 10) + seconds * 1000) * 1000

  it('is no silence of the kubelet, and the outage ends with that pass or shortly after it', async () => {
    const found = await outage(...every(10, 900, 1200, put))
    expect(found?.cause.category).not.toBe('kubelet-silent')
    expect(found?.boundaries.firstRenewalAfter?.latestUs).toBe(us(552))
  })

  it('is none where the kubelet read its Lease first, as it does after failed updates', async () => {
    const silent = await outage(put(300), put(541), ...every(10, 551, 1200, put))
    expect(silent?.cause.category).toBe('kubelet-silent')
    const failing = await outage(put(300), get(541), put(541.005), ...every(10, 551, 1200, put))
    expect(failing?.cause.category).toBe('unknown')
    expect(failing?.boundaries.firstRenewalAfter).toMatchObject({ atUs: us(541.005), exact: true })
  })
})
