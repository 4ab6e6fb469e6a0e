/** Samples of node-registration. */
import type { GrammarSample } from '../../model/index.ts'

export const nodeRegistrationSamples: readonly GrammarSample[] = [
  {
    text: 'E1001 20:21:22.007825   18425 kubelet_node_status.go:92] "Unable to register node with API server" err="Post \\"https://192.168.66.10:6443/api/v1/nodes\\": dial tcp 192.168.66.10:6443: connect: connection refused" node="k8s-master01"',
    origin: 'public code file id:48088000691 (k8s install notes, zh)',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'node.register-failed', node: 'k8s-master01', cause: 'connection-refused' }],
  },
  {
    text: 'E1004 00:52:20.651392  108940 kubelet_node_status.go:113] "Unable to register node with API server, error getting existing node" err="nodes \\"rocky\\" is forbidden: User \\"system:node:localhost.localdomain\\" cannot get resource \\"nodes\\" in API group \\"\\" at the cluster scope" node="rocky"',
    origin: 'github issue portainer/kubesolo#56, shortened',
    kubernetes: '1.32–1.36',
    findings: [{ kind: 'node.register-failed', node: 'rocky', cause: 'auth' }],
  },
  {
    text: 'E0314 10:20:30.123456    1234 kubelet_node_status.go:92] Unable to register node "worker-1" with API server: Post https://10.0.0.10:6443/api/v1/nodes: dial tcp 10.0.0.10:6443: connect: connection refused',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'node.register-failed', node: 'worker-1', cause: 'connection-refused' }],
  },
  {
    text: 'E1015 19:11:40.613112    3518 kubelet.go:2267] node "mini-9" not found',
    origin: 'github issue kubernetes/minikube#5629',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'node.register-failed', node: 'mini-9', cause: 'not-found' }],
  },
  {
    text: 'E0314 10:20:30.123456    1234 kubelet.go:2183] node 10.0.0.1 not found',
    origin: 'constructed: a name without quotes, as in public notes',
    kubernetes: null,
    findings: [{ kind: 'node.register-failed', node: '10.0.0.1', cause: 'not-found' }],
  },
  {
    text: 'E0314 10:20:30.123456    1234 kubelet.go:2448] "Error getting node" err="node \\"worker-1\\" not found"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.25',
    findings: [{ kind: 'node.register-failed', node: 'worker-1', cause: 'not-found' }],
  },
  {
    text: 'E0314 10:20:30.123456    1234 kuberuntime_manager.go:1003] container "web" not found',
    origin: 'constructed',
    kubernetes: null,
    findings: [],
  },
]
