/** Sentences about the mark and what followed it. */
import { audited, eventAt, TIMED_OUT } from '../../support/short-logs.ts'
import {
  COMPARED,
  controller,
  failures,
  kubelet,
  MARKED,
  OPEN_OUTAGE,
  OTHERS,
  OUTAGE,
  type Pair,
  QUIET_LEADER,
} from './pair.ts'

const AUDITED = [0, 10, 20, 30, 40, 50, 60, 250].flatMap((at) => [audited(at), audited(at + 1, 'worker-2')])
const LEADER = [...controller.flags(-700), controller.leads(-699)]
const LATE = [...controller.stale(140, 180, 97), controller.marks(140.1), controller.other(320)]
const SHORT = [
  ...kubelet.renewals(0, 60),
  kubelet.request(80, 'PUT  in 10000'),
  kubelet.updateFailed(80.001, TIMED_OUT),
  ...kubelet.renewals(85, 200),
]
const without = (lines: readonly string[], ...words: string[]): string[] =>
  lines.filter((line) => !words.some((word) => line.includes(word)))
const withMark = (at: number): string[] => [
  ...LEADER,
  ...controller.stale(102, 102, 60),
  controller.marks(at),
  controller.other(320),
]
const RENEWING = Array.from({ length: 50 }, (_, i) => audited(i * 10))
const EVICTED = [...OPEN_OUTAGE, ...failures(245, 460).slice(6)]
const MARKED_OPEN = [
  ...LEADER,
  ...controller.stale(102, 102, 60),
  controller.marks(102.1),
  ...controller.stale(107, 460, 60).map((line) => line.replace('Status:True', 'Status:Unknown')),
]
const NEVER: Omit<Pair, 'without' | 'removed'> = {
  code: 'mark.never',
  proof: { 'kubelet.log': OUTAGE, 'lease.json': COMPARED, 'kcm.log': QUIET_LEADER },
  verdict: /never did|should have marked/,
}

export const markPairs: readonly Pair[] = [
  {
    ...NEVER,
    without: 'a comparison of the clocks',
    removed: { 'kubelet.log': OUTAGE, 'kcm.log': QUIET_LEADER },
  },
  {
    ...NEVER,
    without: 'the lines of the time: the log of the controller has a hole',
    removed: {
      'lease.json': COMPARED,
      'kubelet.log': OUTAGE,
      'kcm.log': [...LEADER, controller.other(0), controller.other(68), controller.other(1100)],
    },
  },
  {
    ...NEVER,
    without: 'the lead: the controller stands by',
    removed: {
      'lease.json': COMPARED,
      'kubelet.log': OUTAGE,
      'kcm.log': [...controller.flags(-700), controller.waits(-699), ...OTHERS, controller.other(1100)],
    },
  },
  {
    ...NEVER,
    without: 'the lead at the time of the outage',
    removed: {
      'lease.json': COMPARED,
      'kubelet.log': OUTAGE,
      'kcm.log': [
        ...controller.flags(-700),
        controller.waits(-699),
        controller.leads(300),
        controller.other(1100),
      ],
    },
  },
  {
    ...NEVER,
    without: 'the lines about the time: the log begins late',
    removed: {
      'lease.json': COMPARED,
      'kubelet.log': OUTAGE,
      'kcm.log': [...controller.flags(200), controller.leads(201), controller.other(1100)],
    },
  },
  {
    ...NEVER,
    without: 'the lock, which it lost before the mark was due',
    removed: {
      'lease.json': COMPARED,
      'kubelet.log': OUTAGE,
      'kcm.log': [...LEADER, ...OTHERS, controller.losesLead(80), controller.other(1100)],
    },
  },
  {
    ...NEVER,
    without: 'the node: it was deleted',
    removed: {
      'lease.json': COMPARED,
      'kubelet.log': OPEN_OUTAGE,
      'kcm.log': [...LEADER, ...OTHERS, controller.noticesDeletion(80), controller.other(1100)],
    },
  },
  {
    ...NEVER,
    without: 'the verbosity',
    removed: {
      'lease.json': COMPARED,
      'kubelet.log': OUTAGE,
      'kcm.log': [...controller.flags(-700, 0), controller.leads(-699), ...OTHERS, controller.other(1100)],
    },
  },
  {
    ...NEVER,
    without: 'the zone of the logs',
    removed: { 'lease.json': COMPARED, 'kubelet.log': OUTAGE, 'kcm.log': QUIET_LEADER },
    isZoneAssumed: true,
  },
  {
    ...NEVER,
    without: 'a Ready node: it was Unknown already',
    removed: {
      'lease.json': COMPARED,
      'kubelet.log': OUTAGE,
      'kcm.log': [
        ...LEADER,
        ...controller.stale(-400, -300, -440),
        controller.marks(-399.9),
        ...OTHERS,
        controller.healthy(255),
        controller.other(1100),
      ],
    },
  },
  {
    ...NEVER,
    without: 'the failed attempts',
    removed: {
      'lease.json': COMPARED,
      'kubelet.log': [...kubelet.others(0, 60), ...kubelet.others(250, 320)],
      'kcm.log': QUIET_LEADER,
    },
  },
  {
    ...NEVER,
    without: 'a quiet controller: it marked the node',
    removed: { 'lease.json': COMPARED, 'kubelet.log': OUTAGE, 'kcm.log': MARKED },
  },
  {
    code: 'mark.made',
    without: 'the mark',
    proof: { 'kubelet.log': OUTAGE, 'kcm.log': MARKED },
    removed: { 'kubelet.log': OUTAGE, 'kcm.log': QUIET_LEADER },
    verdict: /marked it not ?ready at/i,
    explain: /The control plane marked worker-1 not ?ready/i,
  },
  {
    code: 'mark.detection',
    without: 'the mark',
    proof: { 'kubelet.log': OUTAGE, 'kcm.log': MARKED },
    removed: { 'kubelet.log': OUTAGE, 'kcm.log': QUIET_LEADER },
    verdict: /marked it not ?ready at \S+, .{3,40} after the last renewal/i,
    explain: /marked worker-1 not ?ready, [^,]+ after the last renewal/i,
  },
  {
    code: 'mark.detection',
    without: 'a comparison of the clocks',
    proof: { 'audit.log': AUDITED, 'kcm.log': MARKED },
    removed: { 'kubelet.log': OUTAGE, 'kcm.log': MARKED },
    verdict: /marked it not ?ready at [^.]+(\.\d+Z)?, [^,]+ after the last renewal(?! \(?by two clocks)/i,
    explain: /marked worker-1 not ?ready, [^,]+ after the last renewal(?! \(?by two clocks)/i,
  },
  {
    code: 'mark.counted',
    without: 'a start of the controller then',
    proof: { 'kubelet.log': OUTAGE, 'kcm.log': [...controller.flags(90), controller.leads(95), ...LATE] },
    removed: { 'kubelet.log': OUTAGE, 'kcm.log': [...LEADER, ...LATE] },
    verdict: /counting from its own start at/,
    explain: /counted the grace period from here/,
  },
  {
    code: 'mark.grace',
    without: 'the stale lines',
    proof: {
      'kubelet.log': [kubelet.started(60), ...without(OUTAGE.slice(13), 'update')],
      'kcm.log': MARKED,
    },
    removed: {
      'kubelet.log': [kubelet.started(60), ...without(OUTAGE.slice(13), 'update')],
      'kcm.log': without(MARKED, 'been updated'),
    },
    verdict: /after it last saw/,
  },
  {
    code: 'mark.judged',
    without: 'the stale lines: nothing compares the clocks',
    proof: { 'kubelet.log': OUTAGE, 'kcm.log': withMark(102.1) },
    removed: { 'kubelet.log': OUTAGE, 'kcm.log': without(withMark(160), 'been updated') },
    verdict: /, in time|, as expected|, late|, early/,
  },
  {
    code: 'mark.judged',
    without: 'the grace period',
    proof: { 'kubelet.log': OUTAGE, 'kcm.log': withMark(160) },
    removed: { 'kubelet.log': OUTAGE, 'kcm.log': without(withMark(160), 'grace-period') },
    verdict: /, late/,
  },
  {
    code: 'mark.not-expected',
    without: 'the renewal in time',
    proof: { 'kubelet.log': SHORT },
    removed: { 'kubelet.log': OUTAGE },
    verdict: /too short for the controller/,
    explain: /did not have to mark/,
  },
  {
    code: 'pods.evicted',
    without: 'the deletion of the pod',
    proof: {
      'kubelet.log': EVICTED,
      'kcm.log': [...MARKED_OPEN, controller.deletesPod(402, 'default/web-0')],
    },
    removed: { 'kubelet.log': EVICTED, 'kcm.log': [...MARKED_OPEN, controller.other(402)] },
    verdict: /evicted 1 pod/,
    explain: /was evicted/,
  },
  {
    code: 'not-ready.evicted',
    without: 'the deletion of the pod',
    proof: {
      'audit.log': RENEWING,
      'kcm.log': [...MARKED_OPEN, controller.deletesPod(402, 'default/web-0')],
    },
    removed: { 'audit.log': RENEWING, 'kcm.log': [...MARKED_OPEN, controller.other(402)] },
    verdict: /1 pod was evicted/,
    explain: /was evicted/,
  },
  {
    code: 'node.ready-again',
    without: 'the recovery',
    proof: { 'kubelet.log': OUTAGE, 'kcm.log': MARKED },
    removed: { 'kubelet.log': OUTAGE, 'kcm.log': without(MARKED, 'healthy') },
    verdict: /Ready again/,
  },
  {
    code: 'node.out-of-memory',
    without: 'the Event',
    proof: {
      'kubelet.log': OUTAGE,
      'events.json': [
        eventAt(50, {
          reason: 'SystemOOM',
          component: 'kubelet',
          message: 'System OOM encountered, victim process: java, pid: 77',
        }),
      ],
    },
    removed: { 'kubelet.log': OUTAGE },
    verdict: /out of memory/,
  },
  {
    code: 'outlook.mark',
    without: 'the open outcome: the node is marked',
    proof: { 'kubelet.log': [...kubelet.others(0, 60), ...failures(70, 90)] },
    removed: {
      'kubelet.log': [...kubelet.others(0, 60), ...failures(70, 90)],
      'kcm.log': [...LEADER, ...controller.stale(101, 106, 60), controller.marks(101.1)],
    },
    verdict: /(is|will be) marked (Unknown|NotReady) by/,
  },
  {
    code: 'outlook.mark',
    without: 'a Ready node: it was Unknown already',
    proof: { 'kubelet.log': [...kubelet.others(0, 60), ...failures(70, 90)] },
    removed: {
      'kubelet.log': [...kubelet.others(0, 60), ...failures(70, 90)],
      'kcm.log': [
        ...LEADER,
        ...controller.stale(-400, 0, -440),
        controller.marks(-399.9),
        ...controller.stale(101, 101, 60).map((line) => line.replace('Status:True', 'Status:Unknown')),
      ],
    },
    verdict: /(is|will be) marked (Unknown|NotReady) by/,
  },
  {
    code: 'outlook.eviction',
    without: 'a mark',
    proof: { 'kubelet.log': OPEN_OUTAGE, 'kcm.log': MARKED_OPEN.slice(0, 40) },
    removed: { 'kubelet.log': OPEN_OUTAGE, 'kcm.log': QUIET_LEADER.slice(0, -1) },
    verdict: /(are|will be) evicted from/,
  },
  {
    code: 'eviction.not-due',
    without: 'disruption mode',
    proof: {
      'kubelet.log': OPEN_OUTAGE,
      'kcm.log': [
        ...MARKED_OPEN.slice(0, 5),
        controller.zone(102.2, 'FullDisruption'),
        controller.disruption(102.3),
        ...MARKED_OPEN.slice(5),
      ],
    },
    removed: { 'kubelet.log': OPEN_OUTAGE, 'kcm.log': MARKED_OPEN },
    verdict: /No eviction was due/,
  },
  {
    code: 'node.deleted',
    without: 'the deletion',
    proof: { 'kubelet.log': OPEN_OUTAGE, 'kcm.log': [...MARKED_OPEN, controller.noticesDeletion(300)] },
    removed: { 'kubelet.log': OPEN_OUTAGE, 'kcm.log': MARKED_OPEN },
    verdict: /The node was deleted/,
  },
]
