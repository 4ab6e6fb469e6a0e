/**
 * What the controller manager's node lifecycle controller says about silent, not ready and recovered nodes.
 *
 * In: log messages. Out: node.stale, node.never-posted, node.not-ready, node.ready, node.taint-queued,
 * node.pods-not-ready, node.healthy-again, node.registered, controller.reset, zone.state,
 * cluster.disruption-entered and -left, pod.eviction-cancelled.
 * Authority: node_lifecycle_controller.go and controller_utils.go, 1.14–1.36 (`nodecontroller.go` before 1.8):
 * plain to 1.26 (controller_utils.go: to 1.22), structured after. Mostly from -v=2 (stale nodes: -v=4 to 1.16;
 * transitions: -v=3); zones, disruption mode and missing timestamps at any verbosity.
 */

import type { NodeCondition } from '../model/index.ts'
import { parseNodeCondition } from '../text/go-syntax.ts'
import { parseGoDuration } from '../time/go-time.ts'
import { type Findings, type TextGrammar, textGrammar, type Wording } from './message-table.ts'
import { nameAt, wordBefore } from './node-names.ts'
import { categoryOfNotReady } from './not-ready-cause.ts'
import { nodeLifecycleSamples } from './samples/node-lifecycle.ts'

/** Wordings that say one thing about one node: structured with `node=`, plain with the name where `name` finds it. */
function aboutNode(
  messages: readonly string[],
  literals: readonly string[],
  name: (text: string, at: number, end: number) => string | null,
  finding: (node: string | null) => Findings,
): Wording {
  return {
    messages,
    structured: (values) => finding(values.get('node') ?? null),
    literals,
    plain: (text, at, end) => finding(name(text, at, end)),
  }
}

const before = (text: string, at: number): string | null => nameAt(wordBefore(text, at), 0)
const after = (text: string, _at: number, end: number): string | null => nameAt(text, end)

function stale(
  node: string | null,
  duration: string | undefined,
  type: string | null,
  conditionText: string | undefined,
): Findings {
  const durationSeconds = duration === undefined ? undefined : parseGoDuration(duration)
  if (durationSeconds === undefined) return undefined
  const condition = conditionOf(conditionText ?? '')
  return {
    kind: 'node.stale',
    node,
    conditionType: type ?? condition?.type ?? null,
    durationSeconds,
    condition,
  }
}

interface Printed {
  readonly text: string
  readonly condition: NodeCondition | null
}

/** By its text: one object for all that print the same. */
const conditions = new Map<string, Printed>()
/** Conditions of some thousand nodes, four of each. */
const MAX_CONDITIONS = 16_384

/** The newest, round and round: nodes that are gone for one cause print the same, and a text is compared sooner than hashed. */
const newest: Printed[] = []
const MAX_NEWEST = 8
let next = 0

function conditionOf(text: string): NodeCondition | null {
  for (const printed of newest) if (printed.text === text) return printed.condition
  let printed = conditions.get(text)
  if (!printed) {
    printed = { text, condition: parseNodeCondition(text) ?? null }
    if (conditions.size === MAX_CONDITIONS) conditions.clear()
    conditions.set(text, printed)
  }
  newest[next] = printed
  next = (next + 1) % MAX_NEWEST
  return printed.condition
}

/** `Last Ready is: …`; before 1.16 `Last ready condition is: …`, in 1.2 `Last out of disk condition is: …`. */
function typeNamed(words: string): string {
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
  literals: ['updated', 'Update', 'Node', 'zone '],
  wordings: [
    {
      messages: ["Node hasn't been updated"],
      structured: (values) =>
        stale(
          values.get('node') ?? null,
          values.get('duration'),
          values.get('nodeConditionType') ?? null,
          values.get('currentCondition'),
        ),
      literals: [" hasn't been updated for ", ' hasn\u2019t been updated for '],
      plain(text, at, end) {
        const last = text.indexOf('. Last ', end)
        const is = text.indexOf(' is: ', last)
        if (last < 0) return stale(before(text, at), text.slice(end), null, undefined)
        const type = is < 0 ? null : typeNamed(text.slice(last + '. Last '.length, is))
        const condition = is < 0 ? undefined : text.slice(is + ' is: '.length)
        return stale(before(text, at), text.slice(end, last), type, condition)
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
        return { kind: 'node.never-posted', node: before(text, at), conditionType }
      },
    },
    aboutNode(
      ['Node is unresponsive. Adding it to the Taint queue'],
      [' is unresponsive as of '],
      before,
      (node) => ({ kind: 'node.taint-queued', node, status: 'Unknown' }),
    ),
    aboutNode(
      ['Node is NotReady. Adding it to the Taint queue'],
      [' is NotReady as of '],
      before,
      (node) => ({
        kind: 'node.taint-queued',
        node,
        status: 'False',
      }),
    ),
    aboutNode(
      ['Node is healthy again, removing all taints', 'Node is healthy again, removed all taints'],
      [' is healthy again, remov'],
      before,
      (node) => ({ kind: 'node.healthy-again', node }),
    ),
    aboutNode([], [' is ready again, cancelled pod eviction'], before, (node) => ({
      kind: 'pod.eviction-cancelled',
      node,
      pod: null,
    })),
    aboutNode([], ['Cancelling pod Eviction on Node: '], after, (node) => ({
      kind: 'pod.eviction-cancelled',
      node,
      pod: null,
    })),
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
    aboutNode(
      ['Missing timestamp for Node. Assuming now as a timestamp'],
      ['Missing timestamp for Node '],
      after,
      (node) => ({ kind: 'controller.reset', node }),
    ),
    aboutNode(['Controller observed a new Node'], ['ontroller observed a new Node: '], after, (node) => ({
      kind: 'node.registered',
      node,
    })),
    {
      messages: ['Recording event message for node'],
      structured: (values) =>
        values.get('event')?.startsWith('Registered Node ')
          ? { kind: 'node.registered', node: values.get('node') ?? null }
          : undefined,
      literals: ['Recording Registered Node '],
      plain: (text, _at, end) => ({ kind: 'node.registered', node: nameAt(text, end) }),
    },
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
    aboutNode(
      ['Update ready status of pods on node'],
      ['Update ready status of pods on node ['],
      after,
      (node) => ({ kind: 'node.pods-not-ready', node }),
    ),
    {
      messages: ['Controller detected that zone is now in new state'],
      structured: (values) => zoneState(values.get('zone') ?? '', values.get('newState')),
      literals: ['ontroller detected that zone '],
      plain(text, _at, end) {
        // The zone's name is empty where nodes have no zone label; the literal has then taken its blank.
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
