/**
 * Messages of the controller manager about the taints it sets and the pods it evicts for them.
 *
 * Input: log messages. Output: pod.evicted, pod.eviction-cancelled, node.tainted, node.untainted.
 * Authority: taint_manager.go (to 1.28), taint_eviction.go (from 1.29), controller_utils.go for taints:
 * deletions at any verbosity, the others from -v=4. Other controllers also print "Deleting pod": the file, the logger
 * or `controller=` must be that of the taint eviction controller.
 */
import type { Values } from '../model/index.ts'
import { parseTaints } from '../text/go-syntax.ts'
import { type Findings, type NormalizedMessage, type TextGrammar, textGrammar } from './message-table.ts'
import { nameAt } from './node-names.ts'
import { taintEvictionSamples } from './samples/taint-eviction.ts'

const CONTROLLER = 'taint-eviction-controller'

function isTaintEviction(values: Values, message: NormalizedMessage): boolean {
  const { file } = message
  return (
    file === 'taint_eviction.go' ||
    file === 'taint_manager.go' ||
    values.get('controller') === CONTROLLER ||
    values.get('logger') === CONTROLLER
  )
}

/** `pod` is `namespace/name`; from 1.33, `:uid` may follow. */
function podEvicted(pod: string | undefined): Findings {
  const name = pod?.split(':', 1)[0]
  return name ? { kind: 'pod.evicted', node: null, pod: name } : undefined
}

function taintFindings(
  kind: 'node.tainted' | 'node.untainted',
  node: string | null,
  text: string | undefined,
): Findings {
  const found = parseTaints(text ?? '')
  if (found.length === 0) return undefined
  return found.map(({ key, effect }) => ({ kind, node, taint: key, effect }))
}

export const taintEviction: TextGrammar = textGrammar({
  name: 'taint-eviction',
  title: 'controller manager: taints and evictions',
  component: 'kube-controller-manager',
  literals: ['Taint', 'taint'],
  wordings: [
    {
      messages: ['NoExecuteTaintManager is deleting pod'],
      structured: (values) => podEvicted(values.get('pod')),
      literals: ['NoExecuteTaintManager is deleting Pod: '],
      plain: (text, _at, end) => podEvicted(text.slice(end).trim()),
    },
    {
      messages: ['Deleting pod'],
      structured: (values, message) =>
        isTaintEviction(values, message) ? podEvicted(values.get('pod')) : undefined,
    },
    {
      messages: ['All taints were removed from the node. Cancelling all evictions...'],
      structured: (values) => ({
        kind: 'pod.eviction-cancelled',
        node: values.get('node') ?? null,
        pod: null,
      }),
      literals: ['All taints were removed from the Node '],
      plain: (text, _at, end) => ({ kind: 'pod.eviction-cancelled', node: nameAt(text, end), pod: null }),
    },
    {
      messages: ['Added taint to node'],
      structured: (values) =>
        taintFindings(
          'node.tainted',
          values.get('node') ?? null,
          values.get('taint') ?? values.get('taints'),
        ),
      literals: ['] Taint to Node '],
      plain: (text, at, end) =>
        text.startsWith('Added ')
          ? taintFindings('node.tainted', nameAt(text, end), text.slice(0, at))
          : undefined,
    },
    {
      messages: ['Made sure that node has no taint'],
      structured: (values) =>
        taintFindings(
          'node.untainted',
          values.get('node') ?? null,
          values.get('taint') ?? values.get('taints'),
        ),
      literals: ['Made sure that Node '],
      plain: (text, _at, end) => taintFindings('node.untainted', nameAt(text, end), text.slice(end)),
    },
  ],
  samples: taintEvictionSamples,
})
