/**
 * Messages of the node lifecycle controller about silent, not ready and recovered nodes.
 *
 * Input: log messages. Output: node.stale, node.never-posted, node.not-ready, node.ready, node.taint-queued,
 * node.pods-not-ready, node.healthy-again, node.registered, node.deleted, controller.reset, zone.state,
 * cluster.disruption-entered and -left, pod.eviction-cancelled.
 * Authority: node_lifecycle_controller.go and controller_utils.go, 1.14–1.36 (`nodecontroller.go` before 1.8):
 * plain to 1.26 (controller_utils.go: to 1.22), then structured. Mostly from -v=2 (stale nodes: -v=4 to 1.16;
 * transitions: -v=3); zones, disruption mode and missing timestamps at any verbosity.
 */
import type { NodeCondition } from '../model/index.ts'
import { parseNodeCondition } from '../text/go-syntax.ts'
import { parseGoDuration } from '../time/go-time.ts'
import { type Findings, type TextGrammar, textGrammar, type Wording } from './message-table.ts'
import { nameAt, wordBefore } from './node-names.ts'
import { categoryOfNotReady } from './not-ready-cause.ts'
import { nodeLifecycleSamples } from './samples/node-lifecycle.ts'

/** Builds a wording with the node as its only fact: `node=` in structured messages, the result of `name` in plain ones. */
function nodeWording({
  messages = [],
  literals,
  name,
  finding,
}: {
  messages?: readonly string[]
  literals: readonly string[]
  name: (text: string, at: number, end: number) => string | null
  finding: (node: string | null) => Findings
}): Wording {
  return {
    messages,
    structured: (values) => finding(values.get('node') ?? null),
    literals,
    plain: (text, at, end) => finding(name(text, at, end)),
  }
}

const nameBefore = (text: string, at: number): string | null => nameAt(wordBefore(text, at), 0)
const nameAfter = (text: string, _at: number, end: number): string | null => nameAt(text, end)

/** The printed parts of a message about a silent node. */
interface StaleMessage {
  readonly node: string | null
  readonly duration: string | undefined
  readonly conditionType: string | null
  readonly condition: string | undefined
}

function nodeStale(message: StaleMessage): Findings {
  const durationSeconds = message.duration === undefined ? undefined : parseGoDuration(message.duration)
  if (durationSeconds === undefined) return undefined
  const condition = conditionOf(message.condition ?? '')
  const conditionType = message.conditionType ?? condition?.type ?? null
  return { kind: 'node.stale', node: message.node, conditionType, durationSeconds, condition }
}

/**
 * Parsed conditions by their text. Equal texts give the same object, which the store compares by identity. Sharing the
 * cache between sources is safe: the value depends on the text alone and is never changed.
 */
const conditions = new Map<string, NodeCondition | null>()
/** Limits the cache; enough for 4,000 nodes with four conditions each. */
const MAX_CONDITIONS = 16_384

function conditionOf(text: string): NodeCondition | null {
  let condition = conditions.get(text)
  if (condition === undefined) {
    condition = parseNodeCondition(text) ?? null
    if (conditions.size === MAX_CONDITIONS) conditions.clear()
    conditions.set(text, condition)
  }
  return condition
}

/** Returns the condition's type: `Last Ready is: …`; before 1.16 `Last ready condition is: …`, in 1.2 `Last out of disk condition is: …`. */
function conditionTypeOf(words: string): string {
  if (words === 'ready condition') return 'Ready'
  return words === 'out of disk condition' ? 'OutOfDisk' : words
}

function transition(node: string | null, from: string | undefined, to: string | undefined): Findings {
  const saved = parseNodeCondition(from ?? '')
  const current = parseNodeCondition(to ?? '')
  if (!current?.status || current.status === saved?.status) return undefined
  const { status, reason, message } = current
  return status === 'True'
    ? { kind: 'node.ready', node, status, reason }
    : { kind: 'node.not-ready', node, status, reason, category: categoryOfNotReady(reason, message) }
}

function zoneState(zone: string, state: string | undefined): Findings {
  return state ? { kind: 'zone.state', node: null, zone, state } : undefined
}

export const nodeLifecycle: TextGrammar = textGrammar({
  name: 'node-lifecycle',
  title: 'controller manager: silent, not ready and recovered nodes',
  component: 'kube-controller-manager',
  literals: ['updated', 'Update', 'Node', 'zone ', 'in cloud'],
  wordings: [
    {
      messages: ["Node hasn't been updated"],
      structured: (values) =>
        nodeStale({
          node: values.get('node') ?? null,
          duration: values.get('duration'),
          conditionType: values.get('nodeConditionType') ?? null,
          condition: values.get('currentCondition'),
        }),
      literals: [" hasn't been updated for ", ' hasn\u2019t been updated for '],
      plain(text, at, end) {
        const node = nameBefore(text, at)
        const last = text.indexOf('. Last ', end)
        if (last < 0)
          return nodeStale({ node, duration: text.slice(end), conditionType: null, condition: undefined })
        const duration = text.slice(end, last)
        const is = text.indexOf(' is: ', last)
        if (is < 0) return nodeStale({ node, duration, conditionType: null, condition: undefined })
        const conditionType = conditionTypeOf(text.slice(last + '. Last '.length, is))
        return nodeStale({ node, duration, conditionType, condition: text.slice(is + ' is: '.length) })
      },
    },
    {
      messages: ['Condition of node was never updated by kubelet'],
      structured: (values) => ({
        kind: 'node.never-posted',
        node: values.get('node') ?? null,
        conditionType: values.get('nodeConditionType') ?? null,
      }),
      literals: [' was never updated by kubelet', ' is never updated by kubelet'],
      plain(text, at) {
        const of = text.lastIndexOf(' of node ', at)
        const conditionType = of < 0 ? 'Ready' : wordBefore(text, of)
        return { kind: 'node.never-posted', node: nameBefore(text, at), conditionType }
      },
    },
    nodeWording({
      messages: ['Node is unresponsive. Adding it to the Taint queue'],
      literals: [' is unresponsive as of '],
      name: nameBefore,
      finding: (node) => ({ kind: 'node.taint-queued', node, status: 'Unknown' }),
    }),
    nodeWording({
      messages: ['Node is NotReady. Adding it to the Taint queue'],
      literals: [' is NotReady as of '],
      name: nameBefore,
      finding: (node) => ({ kind: 'node.taint-queued', node, status: 'False' }),
    }),
    nodeWording({
      messages: ['Node is healthy again, removing all taints', 'Node is healthy again, removed all taints'],
      literals: [' is healthy again, remov'],
      name: nameBefore,
      finding: (node) => ({ kind: 'node.healthy-again', node }),
    }),
    nodeWording({
      literals: [' is ready again, cancelled pod eviction'],
      name: nameBefore,
      finding: (node) => ({ kind: 'pod.eviction-cancelled', node, pod: null }),
    }),
    nodeWording({
      literals: ['Cancelling pod Eviction on Node: '],
      name: nameAfter,
      finding: (node) => ({ kind: 'pod.eviction-cancelled', node, pod: null }),
    }),
    {
      messages: ['ReadyCondition for Node transitioned from savedCondition to currentReadyCondition'],
      structured: (values) =>
        transition(
          values.get('node') ?? null,
          values.get('savedCondition'),
          values.get('currentReadyCondition'),
        ),
      literals: ['ReadyCondition for Node '],
      plain(text, _at, end) {
        const from = text.indexOf(' transitioned from ', end)
        const to = text.lastIndexOf('} to ')
        if (from < 0 || to < from) return undefined
        const saved = text.slice(from + ' transitioned from '.length, to + 1)
        return transition(nameAt(text, end), saved, text.slice(to + '} to '.length))
      },
    },
    nodeWording({
      messages: ['Missing timestamp for Node. Assuming now as a timestamp'],
      literals: ['Missing timestamp for Node '],
      name: nameAfter,
      finding: (node) => ({ kind: 'controller.reset', node }),
    }),
    nodeWording({
      messages: ['Controller observed a new Node'],
      literals: ['ontroller observed a new Node: '],
      name: nameAfter,
      finding: (node) => ({ kind: 'node.registered', node }),
    }),
    nodeWording({
      messages: ['Controller observed a Node deletion', 'Node no longer present in nodeLister'],
      literals: ['ontroller observed a Node deletion: '],
      name: nameAfter,
      finding: (node) => ({ kind: 'node.deleted', node, reason: null }),
    }),
    nodeWording({
      literals: [' no longer present in nodeLister'],
      name: nameBefore,
      finding: (node) => ({ kind: 'node.deleted', node, reason: null }),
    }),
    nodeWording({
      // The cloud's node lifecycle controller; plain up to 1.36.
      literals: ['deleting node since it is no longer present in cloud provider: '],
      name: nameAfter,
      finding: (node) => ({ kind: 'node.deleted', node, reason: 'DeletingNode' }),
    }),
    {
      messages: ['Recording event message for node'],
      structured(values) {
        const node = values.get('node') ?? null
        const event = values.get('event')
        if (event?.startsWith('Registered Node ')) return { kind: 'node.registered', node }
        return event?.startsWith('Removing Node ')
          ? { kind: 'node.deleted', node, reason: 'RemovingNode' }
          : undefined
      },
      literals: ['Recording Registered Node '],
      plain: (text, _at, end) => ({ kind: 'node.registered', node: nameAt(text, end) }),
    },
    nodeWording({
      literals: ['Recording Removing Node '],
      name: nameAfter,
      finding: (node) => ({ kind: 'node.deleted', node, reason: 'RemovingNode' }),
    }),
    {
      messages: ['Recording status change event message for node'],
      structured: (values) =>
        values.get('status') === 'NodeNotReady'
          ? {
              kind: 'node.not-ready',
              node: values.get('node') ?? null,
              status: null,
              reason: null,
              category: null,
            }
          : undefined,
      literals: ['Recording status change NodeNotReady event message for node '],
      plain: (text, _at, end) => ({
        kind: 'node.not-ready',
        node: nameAt(text, end),
        status: null,
        reason: null,
        category: null,
      }),
    },
    nodeWording({
      messages: ['Update ready status of pods on node'],
      literals: ['Update ready status of pods on node ['],
      name: nameAfter,
      finding: (node) => ({ kind: 'node.pods-not-ready', node }),
    }),
    {
      messages: ['Controller detected that zone is now in new state'],
      structured: (values) => zoneState(values.get('zone') ?? '', values.get('newState')),
      literals: ['ontroller detected that zone '],
      plain(text, _at, end) {
        // The zone's name is empty if nodes have no zone label: then the literal ends with the blank before `is`.
        const now = text.indexOf(' is now in state ', end - 1)
        if (now < 0) return undefined
        const zone = now < end ? '' : text.slice(end, now)
        return zoneState(zone, /^[A-Z][A-Za-z]+/.exec(text.slice(now + ' is now in state '.length))?.[0])
      },
    },
    {
      messages: ['Controller detected that all Nodes are not-Ready. Entering master disruption mode'],
      structured: () => ({ kind: 'cluster.disruption-entered', node: null }),
      literals: ['Entering master disruption mode'],
      plain: () => ({ kind: 'cluster.disruption-entered', node: null }),
    },
    {
      messages: ['Controller detected that some Nodes are Ready. Exiting master disruption mode'],
      structured: () => ({ kind: 'cluster.disruption-left', node: null }),
      literals: ['Exiting master disruption mode'],
      plain: () => ({ kind: 'cluster.disruption-left', node: null }),
    },
  ],
  samples: nodeLifecycleSamples,
})
