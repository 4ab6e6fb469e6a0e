/**
 * Rows of a table of events without its head: `31m  Warning  NodeNotReady  Pod/web-0  Node is not ready`.
 *
 * Input: a line. Output: as of an Event; an age gives no time. Authority: kubectl get events and kubectl events,
 * 1.14–1.36, with and without a namespace, the object in one column or in two.
 */
import { type TextGrammar, textGrammar } from './message-table.ts'
import { eventOfRow, findingsOfRow } from './objects/event-row.ts'

const NAMESPACE = /^([a-z0-9][a-z0-9-]*) +(?=[\d<])/
/** A row behind its namespace, up to its message. */
const ROW =
  /^(\d{4}-\d\d-\d\dT[\d:.]+Z|(?:\d+[smhdy]){1,3}(?: \(x\d+ over \w+\))?|<unknown>)\s+(?:Normal|Warning)\s+(\w+)\s+([A-Za-z]+)(?:\/|\s+)(\S+)\s*/

export const eventRows: TextGrammar = textGrammar({
  name: 'event-rows',
  title: 'rows of kubectl get events and kubectl events',
  component: 'api-object',
  literals: ['Node', 'Taint', 'SystemOOM', 'Starting k'],
  wordings: [
    {
      literals: ['Normal ', 'Warning '],
      plain(text, at) {
        if (at > 100) return undefined
        const [prefix = '', namespace = null] = NAMESPACE.exec(text) ?? []
        const row = text.slice(prefix.length)
        const [cells = '', when = '', reason = '', kind = '', name = ''] = ROW.exec(row) ?? []
        const event = eventOfRow({
          when,
          reason,
          object: `${kind}/${name}`,
          namespace,
          message: row.slice(cells.length),
          source: null,
        })
        const findings = event ? findingsOfRow(event) : []
        return findings.length === 0 ? undefined : findings
      },
    },
  ],
  samples: [
    {
      text: '41m                 Normal    NodeNotReady              Node/ip-192-0-2-138.ec2.internal   Node ip-192-0-2-138.ec2.internal status is now: NodeNotReady',
      origin: 'public code file id:18447111347 (EKS node termination notes)',
      kubernetes: null,
      findings: [{ kind: 'node.not-ready', node: 'ip-192-0-2-138.ec2.internal' }],
    },
    {
      text: 'default                      2025-10-28T15:55:17Z   Normal    NodeNotReady                   Node               ip-192-0-2-42.eu-west-1.compute.internal   Node ip-192-0-2-42.eu-west-1.compute.internal status is now: NodeNotReady',
      origin: 'github issue aws/aws-node-termination-handler#1205',
      kubernetes: null,
      findings: [{ kind: 'node.not-ready', node: 'ip-192-0-2-42.eu-west-1.compute.internal' }],
    },
    {
      text: '30m    Normal    TaintManagerEviction  Pod/metrics-server-abc            Cancelling deletion of Pod kube-system/metrics-server-abc',
      origin: 'public code file id:61935196087 (kubeadm production notes)',
      kubernetes: null,
      findings: [{ kind: 'pod.eviction-cancelled', pod: 'kube-system/metrics-server-abc' }],
    },
    {
      text: '1st-team   2m30s (x3 over 11m)   Normal   TaintManagerEviction   pod/web-0   Marking for deletion Pod 1st-team/web-0',
      origin: 'constructed: a namespace that begins with a digit',
      kubernetes: null,
      findings: [
        { kind: 'pod.eviction-marked', pod: '1st-team/web-0' },
        { kind: 'pod.eviction-marked', pod: '1st-team/web-0' },
      ],
    },
    {
      text: '31m    Warning   NodeNotReady          Pod/calico-node-aaaaa             Node is not ready',
      origin: 'public code file id:61935196087 (kubeadm production notes)',
      kubernetes: null,
      findings: [],
    },
  ],
})
