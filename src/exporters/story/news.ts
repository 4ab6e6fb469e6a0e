/**
 * What happened beside an incident's boundaries, in a sentence each. In: an observation of the report's
 * timeline; out: a sentence, or undefined where it only repeats what the boundaries tell, or changes nothing.
 */
import type { Observation } from '../../model/index.ts'
import { causeWords } from '../../wording/cause-words.ts'

/** Two observations that have the same subject tell the same news: the first is enough. */
export interface News {
  readonly subject: string
  readonly text: string
}

export function newsOf(o: Observation): News | undefined {
  const node = o.node ?? 'the node'
  const told = (text: string, detail = ''): News => ({ subject: `${o.kind} ${detail}`, text })
  switch (o.kind) {
    case 'lease.update-failed':
    case 'lease.ensure-failed':
      return o.cause === null
        ? undefined
        : { subject: o.cause, text: `A try failed for another reason: ${causeWords(o.cause)}.` }
    case 'kubelet.started':
      return told(`A kubelet started on ${node}${o.pid === null ? '' : ` (pid ${o.pid})`}.`, `${o.pid}`)
    case 'kubelet.stopped':
      return told(`The kubelet of ${node} ended.`, `${o.pid}`)
    case 'kubelet.shutdown':
      return told(`${node} began to shut down.`)
    case 'kubelet.certificate-expired':
      return told(`The client certificate of the kubelet of ${node} was no longer valid.`)
    case 'kubelet.not-ready':
      return told(
        `The kubelet of ${node} reported itself not ready${o.message ? `: ${o.message}` : o.reason ? `: ${o.reason}` : ''}.`,
        `${o.reason} ${o.message}`,
      )
    case 'node.registered':
      return told(`${node} registered.`)
    case 'node.tainted':
      return told(`${node} was tainted ${o.taint}:${o.effect}.`, `${o.taint} ${o.effect}`)
    case 'node.untainted':
      return told(`The taint ${o.taint}:${o.effect} was taken off ${node}.`, `${o.taint} ${o.effect}`)
    case 'node.healthy-again':
      return told(`The controller found ${node} healthy again and took its taints off.`)
    case 'pod.eviction-cancelled':
      return told(
        o.pod === null
          ? `The evictions of ${node}'s pods were cancelled.`
          : `The eviction of ${o.pod} was cancelled.`,
        o.pod ?? '',
      )
    case 'zone.state':
      return told(`Zone ${o.zone || '(unnamed)'} became ${o.state}.`, `${o.zone} ${o.state}`)
    case 'cluster.disruption-entered':
      return told('The controller entered disruption mode: every node was down, so it evicts nothing.')
    case 'cluster.disruption-left':
      return told('The controller left disruption mode and counts anew for every node.')
    case 'controller.reset':
      return told('The controller began anew: it counts from here, not from the last renewal.')
    case 'controller.leader-lost':
      return told('The controller lost its leader lock.', `${o.pid}`)
    case 'controller.leader-acquired':
      return told('A controller took the leader lock.', `${o.pid}`)
    case 'log.gap':
      return told(`The log itself says that lines are missing: ${o.reason}.`, `${o.source} ${o.line}`)
    default:
      return undefined
  }
}
