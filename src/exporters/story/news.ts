/**
 * News in a story: a sentence for an observation that is not a boundary of the incident.
 */
import type { Observation } from '../../model/index.ts'
import { causeWords } from '../../wording/cause-words.ts'
import { isCauseCut } from '../../wording/cut-error.ts'

/** A sentence and its subject. Of several news with one subject a story contains the first. */
export interface News {
  readonly subject: string
  readonly text: string
}

/** Returns undefined for an observation that only repeats a boundary or changes nothing. */
export function newsOf(o: Observation): News | undefined {
  const node = o.node ?? 'the node'
  const news = (text: string, detail = ''): News => ({ subject: `${o.kind} ${detail}`, text })
  switch (o.kind) {
    case 'lease.update-failed':
    case 'lease.ensure-failed':
      return o.cause === null || isCauseCut(o)
        ? undefined
        : { subject: o.cause, text: `The error changed: ${causeWords(o.cause)}.` }
    case 'kubelet.started':
      return news(`A kubelet started on ${node}${o.pid === null ? '' : ` (pid ${o.pid})`}.`, `${o.pid}`)
    case 'kubelet.stopped':
      return news(`The kubelet of ${node} ended.`, `${o.pid}`)
    case 'kubelet.shutdown':
      return news(`${node} began to shut down.`)
    case 'kubelet.certificate-expired':
      return news(`The client certificate of the kubelet of ${node} was no longer valid.`)
    case 'kubelet.not-ready':
      return news(
        `The kubelet of ${node} reported it NotReady${o.message ? `: ${o.message}` : o.reason ? `: ${o.reason}` : ''}.`,
        `${o.reason} ${o.message}`,
      )
    case 'node.registered':
      return news(`${node} registered.`)
    case 'node.deleted':
      return news(
        o.reason === 'DeletingNode' ? `${node} was about to be deleted.` : `${node} was deleted.`,
        o.reason === 'DeletingNode' ? 'to be' : '',
      )
    case 'node.tainted':
      return news(`${node} was tainted ${o.taint}:${o.effect}.`, `${o.taint} ${o.effect}`)
    case 'node.untainted':
      return news(`The taint ${o.taint}:${o.effect} was removed from ${node}.`, `${o.taint} ${o.effect}`)
    case 'node.healthy-again':
      return news(`The controller found ${node} healthy again and removed its taints.`)
    case 'pod.eviction-cancelled':
      return news(
        o.pod === null
          ? `The evictions of ${node}'s pods were cancelled.`
          : `The eviction of ${o.pod} was cancelled.`,
        o.pod ?? '',
      )
    case 'zone.state':
      return news(`Zone ${o.zone || '(unnamed)'} became ${o.state}.`, `${o.zone} ${o.state}`)
    case 'cluster.disruption-entered':
      return news('The controller entered disruption mode: no node was Ready, so it held evictions back.')
    case 'cluster.disruption-left':
      return news('The controller left disruption mode and restarted the grace period for all nodes.')
    case 'controller.reset':
      return news(
        'The controller started over: it counts the grace period from here, not from the last renewal.',
      )
    case 'controller.leader-lost':
      return news('The controller lost leadership.', `${o.pid}`)
    case 'controller.leader-acquired':
      return news('A controller became the leader.', `${o.pid}`)
    case 'log.gap':
      return news(`The log records that lines are missing: ${o.reason}.`, `${o.source} ${o.line}`)
    default:
      return undefined
  }
}
