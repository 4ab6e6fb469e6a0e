/** Where the cause of an incident lies, in the words of verdicts, tables and stories; empty where nobody knows. */
import type { CauseWhere } from '../model/index.ts'

export const WHERE_WORDS: Readonly<Record<CauseWhere, string>> = {
  'node-network': "on the node's network",
  dns: 'in name resolution',
  'api-server': 'on the side of the API server',
  'load-balancer': 'between the node and the API server',
  'node-auth': "in the node's credentials or rights",
  kubelet: 'in the kubelet',
  node: 'on the node',
  'control-plane': 'in the control plane',
  clock: 'in a clock',
  unknown: '',
}
