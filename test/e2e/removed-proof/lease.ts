/** Sentences about the lease and why it was not renewed. */
import { inJournal, Kubelet, TIMED_OUT, UNREACHABLE, unit } from '../../support/short-logs.ts'
import { controller, failures, HEALTHY, kubelet, MARKED, OPEN_OUTAGE, OUTAGE, type Pair } from './pair.ts'

const second = new Kubelet('worker-2', 2200)
const successor = new Kubelet('worker-1', 4711)
const ENDED = unit(61, 'kubelet.service: Main process exited, code=exited, status=1/FAILURE')
const ERROR = kubelet.line(60, 'server.go:310] "Failed to read the configuration" err="no such file"', 'E')
const REFUSED = 'dial tcp 10.0.0.1:6443: connect: connection refused'
const LOOKUP = 'dial tcp: lookup api on 10.0.0.2:53: read udp 10.0.0.3:40000->10.0.0.2:53: i/o timeout'
const failing = (error: string, of: Kubelet = kubelet): string[] => [
  ...of.others(0, 60),
  ...failures(70, 240, error, of),
  ...of.others(250, 320),
]
const fails = (of: Kubelet): string[] => failures(70, 240, UNREACHABLE, of)
const cluster = (of: Kubelet): string[] => [...of.others(0, 60), ...fails(of), ...of.others(250, 320)]
const third = new Kubelet('worker-3', 3300)
const ZONE_CUT = { 'a.log': cluster(kubelet), 'b.log': cluster(second) }
const ZONES = [
  ['worker-1', 'a'],
  ['worker-2', 'a'],
  ['worker-3', 'b'],
].map(([name, zone]) =>
  JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Node' },
    metadata: { name, labels: { 'topology.kubernetes.io/zone': zone } },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  }),
)
const LEADER = [...controller.flags(-700), controller.leads(-699)]
const staleOf = (node: string, seenAt: number): string[] => [
  ...controller.stale(seenAt + 42, seenAt + 132, seenAt, node),
  controller.marks(seenAt + 42.1, node),
]
const staleBriefly = (node: string): string[] => [
  ...controller.stale(102, 112, 60, node),
  controller.marks(102.1, node),
]
const DISRUPTED = [
  ...LEADER,
  ...['worker-1', 'worker-2'].flatMap((node) => [
    ...controller.stale(102, 102, 60, node),
    controller.marks(102.1, node),
  ]),
  controller.zone(102.2, 'FullDisruption'),
  controller.disruption(102.3),
  controller.other(320),
]

export const leasePairs: readonly Pair[] = [
  {
    code: 'lease.stopped',
    without: 'the failed attempts',
    proof: { 'kubelet.log': OUTAGE },
    removed: { 'kubelet.log': [...HEALTHY] },
    verdict: /stopped renewing its lease/,
    explain: /renewed its lease for the last time/,
  },
  {
    code: 'lease.never-renewed',
    without: 'the start of the kubelet',
    proof: {
      'kubelet.log': [kubelet.started(60), ...OUTAGE.slice(13).filter((line) => line.includes('ensure'))],
    },
    removed: { 'kubelet.log': [...OUTAGE] },
    verdict: /had not renewed its lease since its kubelet started/,
  },
  {
    code: 'kubelet.ended',
    without: 'the end of the process',
    proof: { 'journal.log': [ENDED] },
    removed: { 'journal.log': [unit(61, 'kubelet.service: Consumed 26.274s CPU time.')] },
    verdict: /The kubelet of worker-1 ended/,
  },
  {
    code: 'kubelet.last-error',
    without: 'the error',
    proof: { 'journal.log': [...inJournal([...kubelet.others(0, 55), ERROR]), ENDED] },
    removed: { 'journal.log': [...inJournal(kubelet.others(0, 55)), ENDED] },
    verdict: /The last error that it (had printed|logged)/,
  },
  {
    code: 'lease.resumed',
    without: 'the lines after the last failure',
    proof: { 'kubelet.log': OUTAGE },
    removed: { 'kubelet.log': OPEN_OUTAGE },
    verdict: /renewed it again/,
    explain: /renewed its lease again/,
  },
  {
    code: 'lease.resumed',
    without: 'the silence of the controller after the last failure',
    proof: { 'kubelet.log': OUTAGE },
    removed: {
      'kubelet.log': OUTAGE,
      'kcm.log': [...controller.flags(-700), controller.leads(-699), ...controller.stale(102, 400, 60)],
    },
    verdict: /renewed it again/,
    explain: /renewed its lease again/,
  },
  {
    code: 'lease.still-silent',
    without: 'the end of the evidence: it goes on elsewhere for longer',
    proof: { 'kubelet.log': OPEN_OUTAGE },
    removed: { 'kubelet.log': OPEN_OUTAGE, 'kcm.log': [controller.other(0), controller.other(1100)] },
    verdict: /had not renewed it when the evidence ends/,
    explain: /The evidence ends; worker-1 had not renewed its lease/,
  },
  {
    code: 'lease.still-silent',
    without: 'the end of the evidence: lines without a failure follow',
    proof: { 'kubelet.log': OPEN_OUTAGE },
    removed: { 'kubelet.log': OUTAGE },
    verdict: /had not renewed it when the evidence ends/,
    explain: /The evidence ends; worker-1 had not renewed its lease/,
  },
  {
    code: 'cause',
    without: 'the error of the network',
    proof: { 'kubelet.log': OUTAGE },
    removed: {
      'kubelet.log': [...kubelet.others(0, 60), ...failures(70, 240, TIMED_OUT), ...kubelet.others(250, 320)],
    },
    verdict: /its network was unreachable|confidence high/,
    explain: /the network was unreachable|confidence high/,
  },
  {
    code: 'cause',
    without: 'the silence of the kubelet: it prints every 5 s',
    proof: {
      'kubelet.log': [kubelet.registered(0), ...kubelet.others(5, 35), ...kubelet.others(290, 400)],
      'kcm.log': MARKED,
    },
    removed: { 'kubelet.log': [kubelet.registered(0), ...kubelet.others(5, 400)], 'kcm.log': MARKED },
    verdict: /the kubelet printed nothing|fell silent|stopped logging|kubelet-silent/,
  },
  {
    code: 'cause',
    without: 'the end of the process',
    proof: { 'journal.log': [...inJournal(kubelet.others(0, 60)), ENDED], 'kcm.log': MARKED },
    removed: { 'journal.log': inJournal(kubelet.others(0, 60)), 'kcm.log': MARKED },
    verdict: /the kubelet process ended|kubelet-stopped/,
  },
  {
    code: 'cause',
    without: 'the address of the API server: a proxy on the node refuses',
    proof: { 'kubelet.log': failing(REFUSED) },
    removed: { 'kubelet.log': failing(REFUSED.replace('10.0.0.1', '127.0.0.1')) },
    verdict: /on the side of the API server/,
  },
  {
    code: 'cause',
    without: 'an error of the node itself: one node alone blames another side',
    proof: { 'kubelet.log': failing(UNREACHABLE) },
    removed: { 'kubelet.log': failing(REFUSED) },
    verdict: /confidence high|"confidence": "high"/,
  },
  {
    code: 'cause',
    without: 'a neighbour that renews: all nodes are silent at once',
    proof: { 'a.log': failing(TIMED_OUT), 'b.log': second.renewals(0, 320) },
    removed: { 'a.log': failing(TIMED_OUT), 'b.log': failing(TIMED_OUT, second) },
    verdict: /on the node's network/,
  },
  {
    code: 'cause',
    without: 'a lookup that failed first',
    proof: { 'kubelet.log': failing(LOOKUP) },
    removed: {
      'kubelet.log': [
        ...kubelet.others(0, 60),
        kubelet.updateFailed(70, TIMED_OUT),
        ...failures(80, 240, LOOKUP),
        ...kubelet.others(250, 320),
      ],
    },
    verdict: /(?<!another reason|error changed): name resolution failed/,
  },
  {
    code: 'node.ready-again',
    without: 'the recovery, of a node that no line shows marked',
    proof: { 'kcm.log': [...LEADER, ...controller.stale(102, 102, 60), controller.ready(117)] },
    removed: { 'kcm.log': [...LEADER, ...controller.stale(102, 102, 60), controller.other(117)] },
    verdict: /; it was Ready again at/,
  },
  {
    code: 'lease.unseen',
    without: 'the lost watch of the controller',
    proof: { 'kcm.log': [...LEADER, ...staleBriefly('worker-1'), controller.losesWatch(115)] },
    removed: { 'kcm.log': [...LEADER, ...staleBriefly('worker-1'), controller.other(115)] },
    verdict: /may have renewed its lease/,
  },
  {
    code: 'lease.unseen',
    without: 'an end of the stale lines: the node stays silent on the new watch',
    proof: { 'kcm.log': [...LEADER, ...staleBriefly('worker-1'), controller.losesWatch(115)] },
    removed: {
      'kcm.log': [...LEADER, ...staleOf('worker-1', 60), controller.losesWatch(115), controller.other(320)],
    },
    verdict: /may have renewed its lease/,
  },
  {
    code: 'lease.heartbeat-ahead',
    without: 'a heartbeat later than the line that shows it',
    proof: {
      'kcm.log': [
        ...LEADER,
        ...staleBriefly('worker-1').map((line) =>
          line.replace(/LastHeartbeatTime:(\d{4}-\d\d)-22/, 'LastHeartbeatTime:$1-23'),
        ),
      ],
    },
    removed: { 'kcm.log': [...LEADER, ...staleBriefly('worker-1')] },
    verdict: /may have renewed its lease with a clock that was set back/,
  },
  {
    code: 'cluster.unseen',
    without: 'the lost watch of the controller',
    proof: {
      'kcm.log': [...LEADER, ...['worker-1', 'worker-2'].flatMap(staleBriefly), controller.losesWatch(115)],
    },
    removed: {
      'kcm.log': [...LEADER, ...['worker-1', 'worker-2'].flatMap(staleBriefly), controller.other(115)],
    },
    verdict: /they may have renewed their leases/,
  },
  {
    code: 'cluster.outage',
    without: 'the failures of the second node',
    proof: { 'a.log': cluster(kubelet), 'b.log': cluster(second) },
    removed: { 'a.log': cluster(kubelet), 'b.log': second.others(0, 320) },
    verdict: /of 2 nodes/,
  },
  {
    code: 'cluster.outage',
    without: 'an order of the nodes: their bounds overlap',
    proof: {
      'kcm.log': [...LEADER, ...staleOf('worker-1', 60), ...staleOf('worker-2', 90), controller.other(320)],
    },
    removed: {
      'kcm.log': [...LEADER, ...staleOf('worker-1', 60), ...staleOf('worker-2', 65), controller.other(320)],
    },
    verdict: /worker-1 first/,
  },
  {
    code: 'cluster.over',
    without: 'the recovery of the second node',
    proof: { 'a.log': cluster(kubelet), 'b.log': cluster(second) },
    removed: { 'a.log': cluster(kubelet), 'b.log': cluster(second).slice(0, -15) },
    verdict: /The last of them was back/,
    explain: /All nodes were back/,
  },
  {
    code: 'cluster.zone',
    without: 'the renewals of the node of another zone',
    proof: { ...ZONE_CUT, 'c.log': third.renewals(0, 320), 'nodes.json': ZONES },
    removed: { ...ZONE_CUT, 'c.log': third.renewals(0, 60), 'nodes.json': ZONES },
    verdict: /all 2 nodes of zone a in evidence/,
  },
  {
    code: 'cluster.zone',
    without: 'the zone of one node',
    proof: { ...ZONE_CUT, 'c.log': third.renewals(0, 320), 'nodes.json': ZONES },
    removed: { ...ZONE_CUT, 'c.log': third.renewals(0, 320), 'nodes.json': ZONES.slice(0, 2) },
    verdict: /the node of another zone renewed its lease meanwhile/,
  },
  {
    code: 'cluster.disruption',
    without: 'disruption mode',
    proof: { 'a.log': cluster(kubelet), 'b.log': cluster(second), 'kcm.log': DISRUPTED },
    removed: {
      'a.log': cluster(kubelet),
      'b.log': cluster(second),
      'kcm.log': DISRUPTED.filter((line) => !line.includes('isruption')),
    },
    verdict: /in full disruption mode/,
  },
  {
    code: 'clock.set-back',
    without: 'the step of the clock',
    proof: {
      'kubelet.log': [
        ...kubelet.others(0, 60),
        ...failures(70, 150),
        // No line of the time that was shown twice has the stamp of another.
        ...kubelet.others(100.037, 145),
        ...failures(150, 240).slice(5),
        ...kubelet.others(250, 320),
      ],
    },
    removed: { 'kubelet.log': OUTAGE },
    verdict: /was set back/,
  },
  {
    code: 'kubelet.restarted',
    without: 'the second kubelet',
    proof: {
      'journal.log': [
        ...inJournal(kubelet.others(0, 60)),
        unit(61, 'Stopped kubelet.service.'),
        unit(62, 'Started kubelet.service.'),
        ...inJournal([successor.started(63), ...successor.others(65, 200)]),
      ],
    },
    removed: { 'journal.log': [...inJournal(kubelet.others(0, 60)), unit(61, 'Stopped kubelet.service.')] },
    verdict: /was restarted/,
    explain: /The next kubelet/,
  },
  {
    code: 'restart.renewed',
    without: 'the renewal after the restart',
    proof: {
      'kubelet.log': [...kubelet.renewals(0, 60), successor.started(63), ...successor.renewals(70, 200)],
    },
    removed: {
      'kubelet.log': [...kubelet.renewals(0, 60), successor.started(63), ...successor.others(70, 200)],
    },
    verdict: /its lease was renewed at|renewed in time/,
    explain: /renewed its lease after the restart|renewed in time/,
  },
  {
    code: 'log.gap',
    without: 'the line about missing lines',
    proof: {
      'journal.log': [
        ...inJournal(kubelet.others(0, 60)),
        'Nov 22 10:01:02 worker-1 systemd-journald[300]: Suppressed 112 messages from kubelet.service',
        ...inJournal(kubelet.others(65, 100)),
      ],
    },
    removed: { 'journal.log': inJournal(kubelet.others(0, 100)) },
    verdict: /Lines are missing/,
  },
  {
    code: 'log.gap',
    without: 'the marker of a boot',
    proof: {
      'journal.log': [
        ...inJournal([kubelet.registered(0), ...kubelet.others(5, 60)]),
        '-- Boot 3f3b4d2c1a0f4e5d8c7b6a5948372615 --',
        ...inJournal([successor.started(200), ...successor.others(205, 300)]),
      ],
    },
    removed: {
      'journal.log': [
        ...inJournal([kubelet.registered(0), ...kubelet.others(5, 60)]),
        ...inJournal([successor.started(200), ...successor.others(205, 300)]),
      ],
    },
    verdict: /rebooted/,
  },
]
