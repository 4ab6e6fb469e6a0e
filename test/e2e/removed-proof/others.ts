/** Sentences about a node that is not ready, its status, and notes. */
import { audited, eventAt, Kubelet, UNREACHABLE } from '../../support/short-logs.ts'
import { controller, HEALTHY, kubelet, MARKED, OUTAGE, type Pair } from './pair.ts'

const REPORT = kubelet.notReady(100, 'container runtime is down')
const READY = kubelet.line(
  200,
  'kubelet_node_status.go:543] "Recording event message for node" node="worker-1" event="NodeReady"',
)
const RENEWING = kubelet.renewals(0, 300)
const inOrder = (...lines: string[]): string[] =>
  lines.sort((a, b) => a.slice(6, 21).localeCompare(b.slice(6, 21)))
const posts = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => kubelet.statusFailed(100 + i * 10, UNREACHABLE))
const nodeTable = (status: string): string[] => [
  'NAME       STATUS     ROLES    AGE   VERSION',
  `worker-1   ${status.padEnd(8)}   <none>   5d    v1.30.4`,
]
const STANDBY = [
  ...controller.flags(-700),
  controller.waits(-699),
  controller.other(0),
  controller.other(1100),
]
const nameless = new Kubelet('worker-1', 99)

const MARK = eventAt(100, {
  reason: 'NodeNotReady',
  component: 'node-controller',
  message: 'Node worker-1 status is now: NodeNotReady',
})
const SHARE = /renewing [\d.]+(?: to [\d.]+)? %|"share": \d/

export const otherPairs: readonly Pair[] = [
  {
    code: null,
    without: 'the lines around the failure',
    proof: { 'kubelet.log': OUTAGE },
    removed: { 'kubelet.log': [kubelet.ensureFailed(100, '7s', UNREACHABLE)] },
    verdict: SHARE,
  },
  {
    code: null,
    without: 'the lines of the kubelet: a controller that stands by sees nothing',
    proof: { 'kubelet.log': OUTAGE, 'kcm.log': STANDBY },
    removed: { 'events.json': [MARK], 'kcm.log': STANDBY },
    verdict: SHARE,
  },
  {
    code: 'not-ready',
    without: 'the report of the kubelet',
    proof: { 'kubelet.log': inOrder(...RENEWING, REPORT) },
    removed: { 'kubelet.log': RENEWING },
    verdict: /not ?ready from/i,
    explain: /not ?ready/i,
  },
  {
    code: 'not-ready.until',
    without: 'the recovery',
    proof: { 'kubelet.log': inOrder(...RENEWING, REPORT, READY) },
    removed: { 'kubelet.log': inOrder(...RENEWING, REPORT) },
    verdict: /not ?ready from \S+ until/i,
    explain: /was Ready again/,
  },
  {
    code: 'not-ready.still',
    without: 'the open end: it recovers',
    proof: { 'kubelet.log': inOrder(...RENEWING, REPORT) },
    removed: { 'kubelet.log': inOrder(...RENEWING, REPORT, READY) },
    verdict: /still was when the evidence ends/,
    explain: /was not ready again/i,
  },
  {
    code: 'not-ready.renewing',
    without: 'the renewals',
    proof: { 'kubelet.log': inOrder(...RENEWING, REPORT, READY) },
    removed: { 'kubelet.log': inOrder(...kubelet.others(0, 300), REPORT, READY) },
    verdict: /renewed its lease|lease was being renewed/,
  },
  {
    code: 'not-ready.renewing',
    without: 'a clock that compares the renewals with the mark',
    proof: { 'kubelet.log': inOrder(...RENEWING, REPORT, READY) },
    removed: { 'kubelet.log': RENEWING, 'kcm.log': MARKED },
    verdict: /while it renewed its lease/,
    explain: /, while it renewed its lease/,
  },
  {
    code: 'not-ready.renewing',
    without: 'the renewals on a clock that was compared',
    proof: {
      'audit.log': Array.from({ length: 33 }, (_, i) => audited(i * 10)),
      'kcm.log': MARKED,
    },
    removed: { 'audit.log': Array.from({ length: 7 }, (_, i) => audited(i * 10)), 'kcm.log': MARKED },
    verdict: /although its lease was being renewed|the fault lies in the control plane/,
  },
  {
    code: 'status.failed',
    without: 'the rest of the round of posts',
    proof: { 'kubelet.log': inOrder(...kubelet.others(0, 300), ...posts(5), kubelet.statusGivenUp(140.1)) },
    removed: { 'kubelet.log': inOrder(...kubelet.others(0, 300), ...posts(2)) },
    verdict: /could not post its status/,
    explain: /to post the node's status failed/,
  },
  {
    code: 'note.unnamed-node',
    without: 'the records without a node',
    proof: { 'kubelet.log': [nameless.statusGivenUp(100), ...nameless.others(105, 200)] },
    removed: { 'kubelet.log': nameless.others(100, 200) },
    verdict: /names? no node/,
  },
  {
    code: 'note.never-registered',
    without: 'the failure: it registers afterwards',
    proof: {
      'kubelet.log': [
        kubelet.line(
          10,
          'kubelet_node_status.go:92] "Unable to register node with API server" err="connection refused" node="worker-1"',
          'E',
        ),
        ...kubelet.others(15, 100),
      ],
    },
    removed: {
      'kubelet.log': [
        kubelet.line(
          10,
          'kubelet_node_status.go:92] "Unable to register node with API server" err="connection refused" node="worker-1"',
          'E',
        ),
        kubelet.registered(15),
        ...kubelet.others(20, 100),
      ],
    },
    verdict: /could not register its node/,
  },
  {
    code: 'note.not-ready',
    without: 'the report of the kubelet',
    proof: {
      'kubelet.log': [
        kubelet.registered(0),
        kubelet.line(
          1,
          'kubelet.go:2187] "Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized"',
          'E',
        ),
        ...kubelet.others(5, 200),
      ],
    },
    removed: { 'kubelet.log': [kubelet.registered(0), ...kubelet.others(5, 200)] },
    verdict: /that it was not ready|reported it NotReady/,
  },
  {
    code: 'note.cut-lines',
    without: 'the cut line: the error is whole',
    proof: { 'kubelet.log': OUTAGE.map((line) => line.replace('network is unreachable', 'network is unr…')) },
    removed: { 'kubelet.log': OUTAGE },
    verdict: /cut before the end of the error/,
  },
  {
    code: 'note.seen-not-ready',
    without: 'the status of the node: it is Ready',
    proof: { 'nodes.txt': nodeTable('NotReady') },
    removed: { 'nodes.txt': nodeTable('Ready') },
    verdict: /not ?ready/i,
  },
  {
    code: 'note.zone-state',
    without: 'the line of the zone',
    proof: {
      'kubelet.log': HEALTHY,
      'kcm.log': [controller.leads(0), controller.zone(100, 'PartialDisruption')],
    },
    removed: { 'kubelet.log': HEALTHY, 'kcm.log': [controller.leads(0), controller.zone(100, 'Normal')] },
    verdict: /entered the state/,
  },
  {
    code: 'note.disruption-mode',
    without: 'the line of disruption mode',
    proof: { 'kubelet.log': HEALTHY, 'kcm.log': [controller.leads(0), controller.disruption(100)] },
    removed: { 'kubelet.log': HEALTHY, 'kcm.log': [controller.leads(0), controller.other(100)] },
    verdict: /disruption mode/,
  },
  {
    code: 'note.evictions-cancelled',
    without: 'the cancellation',
    proof: {
      'kubelet.log': HEALTHY,
      'kcm.log': [controller.leads(0), controller.cancels(100, 'default/web-0')],
    },
    removed: { 'kubelet.log': HEALTHY, 'kcm.log': [controller.leads(0), controller.other(100)] },
    verdict: /cancelled/,
  },
  {
    code: 'note.deleted',
    without: 'the line of the deletion',
    proof: {
      'kubelet.log': HEALTHY,
      'kcm.log': [
        controller.leads(0),
        'I1122 10:43:20.000000       1 taint_eviction.go:209] "Noticed node deletion" node="worker-1"',
      ],
    },
    removed: { 'kubelet.log': HEALTHY, 'kcm.log': [controller.leads(0), controller.other(100)] },
    verdict: /was deleted at/,
  },
  {
    code: 'note.undated',
    without: 'the line that lacks its time',
    proof: {
      'kubelet.log': [...HEALTHY, 'kubelet.go:2448] "Error getting node" err="node \\"w2\\" not found"'],
    },
    removed: { 'kubelet.log': HEALTHY },
    verdict: /no timestamp/,
  },
  {
    code: 'note.api-out-of-reach',
    without: 'the failed list',
    proof: {
      'kubelet.log': [
        ...HEALTHY,
        kubelet.line(
          321,
          'reflector.go:138] k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Node: failed to list *v1.Node: Get "https://10.0.0.1:6443/api/v1/nodes?fieldSelector=metadata.name%3Dworker-1&limit=500&resourceVersion=0": dial tcp 10.0.0.1:6443: connect: no route to host',
          'E',
        ),
      ],
    },
    removed: { 'kubelet.log': HEALTHY },
    verdict: /failed to list its Node/,
  },
]
