/**
 * Messages of the kubelet about its node's status and registration.
 *
 * Input: log messages. Output: node-status.update-failed, node-status.retries-exhausted, node.registered; from events
 * that the kubelet records about its node: node.ready, node.not-ready.
 * Authority: kubelet_node_status.go, 1.14–1.36 (`kubelet.go` up to 1.5): plain to 1.20, structured from 1.21;
 * failures at any verbosity, recorded events from -v=2. The controller manager prints other events with the same
 * wording, but never these two.
 */
import type { Finding } from '../model/index.ts'
import { failureOf, statusNodeIn } from './failure.ts'
import { type Findings, type TextGrammar, textGrammar } from './message-table.ts'
import { nameAt } from './node-names.ts'
import { kubeletNodeStatusSamples } from './samples/kubelet-node-status.ts'

function requestFailed(
  kind: 'node-status.update-failed' | 'node-status.retries-exhausted',
  error?: string,
): Finding {
  return { kind, node: statusNodeIn(error ?? ''), ...failureOf(error) }
}

function recordedEvent(event: string | undefined, node: string | null): Findings {
  const facts = { node, reason: null }
  if (event === 'NodeReady') return { kind: 'node.ready', ...facts, status: 'True' }
  if (event === 'NodeNotReady') return { kind: 'node.not-ready', ...facts, status: 'False', category: null }
  return undefined
}

export const kubeletNodeStatus: TextGrammar = textGrammar({
  name: 'kubelet-node-status',
  title: 'kubelet: node status and registration',
  component: 'kubelet',
  literals: ['updatin', 'pdate n', 'Success', 'Node'],
  wordings: [
    {
      messages: [
        'Error updating node status, will retry',
        'Error updating node status, will retry with syncNodeStatus',
      ],
      structured: (values) => requestFailed('node-status.update-failed', values.get('err')),
      literals: ['Error updating node status, will retry: '],
      plain: (text, _at, end) => requestFailed('node-status.update-failed', text.slice(end)),
    },
    {
      messages: ['Unable to update node status'],
      structured: (values) => requestFailed('node-status.retries-exhausted', values.get('err')),
      literals: ['Unable to update node status: '],
      plain: (text, _at, end) => requestFailed('node-status.retries-exhausted', text.slice(end)),
    },
    {
      messages: ['Successfully registered node'],
      structured: (values) => ({
        kind: 'node.registered',
        node: values.get('node') ?? null,
      }),
      literals: ['Successfully registered node '],
      plain: (text, _at, end) => ({ kind: 'node.registered', node: nameAt(text, end) }),
    },
    {
      messages: ['Recording event message for node'],
      structured: (values) => recordedEvent(values.get('event'), values.get('node') ?? null),
      literals: [
        'Recording NodeReady event message for node ',
        'Recording NodeNotReady event message for node ',
      ],
      plain: (text, at, end) => recordedEvent(text.slice(at).split(' ', 2)[1], nameAt(text, end)),
    },
  ],
  samples: kubeletNodeStatusSamples,
})
