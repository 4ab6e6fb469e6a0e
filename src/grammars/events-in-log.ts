/**
 * Events as kubelet and controller manager print them into their own logs when they record them.
 *
 * In: log messages. Out: node.not-ready, node.ready, node.registered, kubelet.started, kubelet.shutdown,
 * pod.eviction-marked, pod.eviction-cancelled.
 * Authority: client-go tools/record/event.go (`event.go`), from -v=3 (-v=0 in old controller managers):
 * plain `Event(v1.ObjectReference{…}): type: … reason: …` (`api.ObjectReference` before 1.6), structured
 * "Event occurred" where a component chose so, from 1.20. Neither names the recording component: the reason
 * or the process does.
 */

import type { Finding } from '../model/index.ts'
import { unquote } from '../text/go-syntax.ts'
import { type Findings, type NormalizedMessage, type TextGrammar, textGrammar } from './message-table.ts'
import { eventsInLogSamples } from './samples/events-in-log.ts'

interface PrintedEvent {
  readonly kind: string
  /** `namespace/name`, or the bare name of what has no namespace. */
  readonly object: string
  /** Whether the form of the reference is the kubelet's. */
  readonly isKubelets: boolean
  readonly reason: string
  readonly message: string
}

function findings(event: PrintedEvent, heard: NormalizedMessage): Findings {
  if (event.kind === 'Node') return aboutNode(event, heard)
  if (event.kind !== 'Pod' || event.reason !== 'TaintManagerEviction') return undefined
  if (event.message.startsWith('Marking for deletion')) {
    return { kind: 'pod.eviction-marked', node: null, pod: event.object }
  }
  if (event.message.startsWith('Cancelling deletion')) {
    return { kind: 'pod.eviction-cancelled', node: null, pod: event.object }
  }
  return undefined
}

const BY_KUBELET = { component: 'kubelet', clockSide: 'node' } as const

function aboutNode(event: PrintedEvent, heard: NormalizedMessage): Finding | undefined {
  // The kubelet's events also go through the default namespace: the name is what follows the slash.
  const node = event.object.slice(event.object.lastIndexOf('/') + 1)
  switch (event.reason) {
    case 'NodeNotReady': {
      const isKubelet = heard.process === 'kubelet' || heard.process === 'kubenswrapper' || event.isKubelets
      return isKubelet
        ? { kind: 'node.not-ready', node, ...BY_KUBELET, status: 'False', reason: null, category: null }
        : { kind: 'node.not-ready', node, status: null, reason: null, category: null }
    }
    case 'NodeReady':
      return { kind: 'node.ready', node, ...BY_KUBELET, status: 'True', reason: null }
    case 'RegisteredNode':
      return { kind: 'node.registered', node }
    case 'Starting':
      return event.message.startsWith('Starting kubelet')
        ? { kind: 'kubelet.started', node, ...BY_KUBELET }
        : undefined
    case 'Shutdown':
    case 'NodeShutdown':
      return { kind: 'kubelet.shutdown', node, ...BY_KUBELET }
    default:
      return undefined
  }
}

/** `Kind:"Node", Namespace:"", Name:"worker-1", UID:…`: one field, as Go quotes it. */
function field(text: string, name: string): string | null {
  const at = text.indexOf(`${name}:"`)
  return at < 0 ? null : (unquote(text, at + name.length + 1)?.value ?? null)
}

export const eventsInLog: TextGrammar = textGrammar({
  name: 'events-in-log',
  title: 'events printed into the log of their component',
  component: 'kube-controller-manager',
  literals: ['Event o', 'Referen'],
  wordings: [
    {
      messages: ['Event occurred'],
      structured(values, heard) {
        const object = values.get('object')
        const reason = values.get('reason')
        const kind = values.get('kind')
        if (!object || !reason || !kind) return undefined
        // Up to 1.34 the kubelet leaves the API version out; the controller manager fills it in.
        const isKubelets = values.get('apiVersion') === ''
        return findings({ kind, object, isKubelets, reason, message: values.get('message') ?? '' }, heard)
      },
      literals: ['.ObjectReference{'],
      plain(text, at, end, heard) {
        const close = text.indexOf('}): ', end)
        // Before 1.2 no `type: 'Normal' ` stands before the reason.
        const reasonAt = text.indexOf("reason: '", close)
        const reasonEnd = text.indexOf("' ", reasonAt + 9)
        const isEvent = text.slice(0, at).includes('Event(')
        if (!isEvent || close < 0 || reasonAt < 0 || reasonAt > close + 40 || reasonEnd < 0) return undefined
        const reference = text.slice(end, close)
        const namespace = field(reference, 'Namespace')
        const name = field(reference, ' Name')
        const kind = field(reference, 'Kind')
        if (!name || !kind) return undefined
        const event = {
          kind,
          object: namespace ? `${namespace}/${name}` : name,
          // Up to 1.34 the kubelet writes the node's name as its uid; the controller manager writes the uid.
          isKubelets: field(reference, 'UID') === name,
          reason: text.slice(reasonAt + 9, reasonEnd),
          message: text.slice(reasonEnd + 2),
        }
        return findings(event, heard)
      },
    },
  ],
  samples: eventsInLogSamples,
})
