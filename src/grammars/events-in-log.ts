/**
 * Events that kubelet and controller manager print into their own logs.
 *
 * Input: log messages. Output: node.not-ready, node.ready, node.registered, node.deleted, kubelet.started,
 * kubelet.shutdown, kubelet.oom, pod.eviction-marked, pod.eviction-cancelled.
 * Authority: client-go tools/record/event.go (`event.go`), from -v=3 (-v=0 in old controller managers):
 * plain `Event(v1.ObjectReference{…}): type: … reason: …` (`api.ObjectReference` before 1.6), structured
 * "Event occurred" in some components from 1.20. Neither form names the recording component; it follows from the
 * reason or the process.
 */
import type { Finding } from '../model/index.ts'
import { unquote } from '../text/go-syntax.ts'
import { type Findings, type NormalizedMessage, type TextGrammar, textGrammar } from './message-table.ts'
import { victimOf } from './objects/event-object.ts'
import { eventsInLogSamples } from './samples/events-in-log.ts'

interface PrintedEvent {
  readonly kind: string
  /** `namespace/name`; the name alone without a namespace. */
  readonly object: string
  /** True if the reference has the form that the kubelet prints. */
  readonly isFromKubelet: boolean
  readonly reason: string
  readonly message: string
}

function eventFindings(event: PrintedEvent, message: NormalizedMessage): Findings {
  if (event.kind === 'Node') return nodeFindings(event, message)
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

function nodeFindings(event: PrintedEvent, message: NormalizedMessage): Finding | undefined {
  // The kubelet records events in the default namespace; the name follows the slash.
  const node = event.object.slice(event.object.lastIndexOf('/') + 1)
  switch (event.reason) {
    case 'NodeNotReady': {
      const isKubelet =
        message.process === 'kubelet' || message.process === 'kubenswrapper' || event.isFromKubelet
      return isKubelet
        ? { kind: 'node.not-ready', node, ...BY_KUBELET, status: 'False', reason: null, category: null }
        : { kind: 'node.not-ready', node, status: null, reason: null, category: null }
    }
    case 'NodeReady':
      return { kind: 'node.ready', node, ...BY_KUBELET, status: 'True', reason: null }
    case 'RegisteredNode':
      return { kind: 'node.registered', node }
    case 'RemovingNode':
    case 'DeletingNode':
      return { kind: 'node.deleted', node, reason: event.reason }
    case 'ScaleDown':
      return event.message.startsWith('node removed')
        ? { kind: 'node.deleted', node, reason: event.reason }
        : undefined
    case 'SystemOOM':
      return { kind: 'kubelet.oom', node, ...BY_KUBELET, victim: victimOf(event.message) }
    case 'Starting':
      return event.message.startsWith('Starting kubelet')
        ? { kind: 'kubelet.started', node, ...BY_KUBELET }
        : undefined
    case 'Rebooted':
      return { kind: 'kubelet.started', node, ...BY_KUBELET, isReboot: true }
    case 'Shutdown':
    case 'NodeShutdown':
      return { kind: 'kubelet.shutdown', node, ...BY_KUBELET }
    default:
      return undefined
  }
}

/** Returns one field of `Kind:"Node", Namespace:"", Name:"worker-1", UID:…`; null if it is missing. */
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
      structured(values, message) {
        const object = values.get('object')
        const reason = values.get('reason')
        const kind = values.get('kind')
        if (!object || !reason || !kind) return undefined
        // The kubelet to 1.34 prints no API version; the controller manager does.
        const isFromKubelet = values.get('apiVersion') === ''
        return eventFindings(
          { kind, object, isFromKubelet, reason, message: values.get('message') ?? '' },
          message,
        )
      },
      literals: ['.ObjectReference{'],
      plain(text, at, end, message) {
        const close = text.indexOf('}): ', end)
        // Releases before 1.2 print no `type: 'Normal' ` before the reason.
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
          // The kubelet to 1.34 prints the node's name as its uid; the controller manager prints the uid.
          isFromKubelet: field(reference, 'UID') === name,
          reason: text.slice(reasonAt + 9, reasonEnd),
          message: text.slice(reasonEnd + 2),
        }
        return eventFindings(event, message)
      },
    },
  ],
  samples: eventsInLogSamples,
})
