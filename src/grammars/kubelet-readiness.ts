/**
 * Messages of a kubelet about what keeps its node from being ready: the runtime, the network plugin, PLEG.
 *
 * Input: log messages. Output: kubelet.not-ready.
 * Authority: kubelet.go and kubelet_node_status.go, 1.14–1.36, at any verbosity: plain to 1.20, structured from 1.21;
 * "skipping pod synchronization" has a small initial to 1.20; "Node not becoming ready" from 1.26.
 */
import type { Finding } from '../model/index.ts'
import { type Findings, type TextGrammar, textGrammar } from './message-table.ts'
import { categoryOfNotReady } from './not-ready-cause.ts'
import { kubeletReadinessSamples } from './samples/kubelet-readiness.ts'

function notReady(reason: string | null, message: string): Finding {
  const category = categoryOfNotReady(reason, message)
  return { kind: 'kubelet.not-ready', node: null, reason, message, category }
}

/** `status` is `NetworkReady=false reason:NetworkPluginNotReady message:…`. */
function networkNotReady(status: string): Finding {
  const reason = /\breason:(\w+)/.exec(status)?.[1] ?? null
  return notReady(reason, `container runtime network not ready: ${status}`)
}

/** Returns undefined for reasons of other kinds, as that the sources are not ready. */
function skipped(reasons: string | undefined): Findings {
  const message = reasons?.trim() ?? ''
  return categoryOfNotReady(null, message) === null ? undefined : notReady(null, message)
}

export const kubeletReadiness: TextGrammar = textGrammar({
  name: 'kubelet-readiness',
  title: 'kubelet: what keeps the node from being ready',
  component: 'kubelet',
  literals: ['network not ready', 'ipping pod s', 'becoming ready'],
  wordings: [
    {
      messages: ['Container runtime network not ready'],
      structured: (values) => networkNotReady(values.get('networkReady') ?? ''),
      literals: ['ontainer runtime network not ready: '],
      plain: (text, at, end) => (at > 1 ? undefined : networkNotReady(text.slice(end))),
    },
    {
      messages: ['Skipping pod synchronization'],
      structured: (values) => skipped(values.get('err')),
      literals: ['kipping pod synchronization - '],
      plain: (text, at, end) => (at > 1 ? undefined : skipped(text.slice(end))),
    },
    {
      messages: ['Node not becoming ready in time after startup'],
      structured: () => notReady(null, 'Node not becoming ready in time after startup'),
    },
  ],
  samples: kubeletReadinessSamples,
})
