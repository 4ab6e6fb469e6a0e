/**
 * Messages about Node objects that a controller, a cloud or an autoscaler removes.
 *
 * Input: log messages. Output: node.deleted. Reports of a cloud that could not be asked are none.
 * Authority: taint_manager.go (-v=4), 1.14–1.36; nodecontroller.go before 1.16; cluster-autoscaler actuator.go; Karpenter
 * termination controller, 0.x–1.x.
 */
import type { Finding } from '../model/index.ts'
import { type TextGrammar, textGrammar } from './message-table.ts'
import { nameAt } from './node-names.ts'
import { nodeRemovalSamples } from './samples/node-removal.ts'

function nodeDeleted(node: string | null, reason: string): Finding {
  return { kind: 'node.deleted', node, reason }
}

/** Returns the node of Karpenter's values: an object's name, or the text of older releases. */
function karpenterNode(value: string | undefined): string | null {
  if (value === undefined) return null
  return /"name":"([^"]{1,253})"/.exec(value)?.[1] ?? nameAt(value, 0)
}

const OBSERVED = 'observed its deletion'

export const nodeRemoval: TextGrammar = textGrammar({
  name: 'node-removal',
  title: 'nodes that a controller, a cloud or an autoscaler removes',
  component: 'kube-controller-manager',
  literals: ['ode deletion', 'eleting node', 'eleted node', 'cale-down'],
  wordings: [
    {
      messages: ['Noticed node deletion'],
      structured: (values) => nodeDeleted(values.get('node') ?? null, OBSERVED),
      literals: ['Noticed node deletion: '],
      plain: (text, _at, end) => nodeDeleted(nameAt(text, end), OBSERVED),
    },
    {
      literals: ['eleting node (no longer present in cloud provider): '],
      plain: (text, _at, end) => nodeDeleted(nameAt(text, end), 'no longer present in cloud provider'),
    },
    {
      messages: ['deleted node'],
      structured: (values) => {
        const node = karpenterNode(values.get('Node') ?? values.get('node'))
        return node === null ? undefined : nodeDeleted(node, 'removed by Karpenter')
      },
    },
    {
      literals: ['Scale-down: removing empty node ', 'Scale-down: removing node '],
      plain: (text, _at, end) => nodeDeleted(nameAt(text, end), 'removed by cluster autoscaler'),
    },
  ],
  samples: nodeRemovalSamples,
})
