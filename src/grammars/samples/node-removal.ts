/** Samples of node-removal. */
import type { GrammarSample } from '../../model/index.ts'

export const nodeRemovalSamples: readonly GrammarSample[] = [
  {
    text: 'I0314 10:20:30.123456       1 taint_manager.go:465] "Noticed node deletion" node="worker-1"',
    origin: 'constructed from upstream source',
    kubernetes: '1.22–1.36',
    findings: [{ kind: 'node.deleted', node: 'worker-1' }],
  },
  {
    text: 'I0314 10:20:30.123456       1 nodecontroller.go:547] Deleting node (no longer present in cloud provider): ip-10-0-0-1.ec2.internal',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.15',
    findings: [{ kind: 'node.deleted', node: 'ip-10-0-0-1.ec2.internal' }],
  },
  {
    text: 'E0314 10:20:30.123456       1 node_lifecycle_controller.go:155] error checking if node ip-10-0-0-1.ec2.internal exists: RequestLimitExceeded',
    origin: 'constructed: a cloud that could not be asked',
    kubernetes: '1.16–1.36',
    findings: [],
  },
  {
    text: 'I0314 10:20:30.123456       1 actuator.go:237] Scale-down: removing empty node "worker-1"',
    origin: 'constructed from upstream source of the cluster autoscaler',
    kubernetes: null,
    findings: [{ kind: 'node.deleted', node: 'worker-1', reason: 'removed by cluster autoscaler' }],
  },
]
