/** Samples of kubelet-readiness. */
import type { GrammarSample } from '../../model/index.ts'

export const kubeletReadinessSamples: readonly GrammarSample[] = [
  {
    text: 'E0923 19:22:45.575181   20183 kubelet.go:2874] "Container runtime network not ready" networkReady="NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized"',
    origin: 'github issue kubernetes/kubernetes#127563',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'kubelet.not-ready', reason: 'NetworkPluginNotReady', category: 'network-plugin' }],
  },
  {
    text: 'E1219 16:03:35.148095    9674 kubelet.go:2187] Container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized',
    origin: 'github issue kubernetes/kubernetes#86451',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'kubelet.not-ready', reason: 'NetworkPluginNotReady', category: 'network-plugin' }],
  },
  {
    text: 'I0313 16:02:43.934473    1450 kubelet.go:1778] skipping pod synchronization - [PLEG is not healthy: pleg was last seen active 3m5.30015447s ago; threshold is 3m0s]',
    origin: 'github issue kubernetes/kubernetes#61117',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'kubelet.not-ready', reason: null, category: 'pleg' }],
  },
  {
    text: 'E0314 10:20:30.123456    1234 kubelet.go:2424] "Skipping pod synchronization" err="container runtime is down"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [
      { kind: 'kubelet.not-ready', message: 'container runtime is down', category: 'container-runtime' },
    ],
  },
  {
    text: 'E0314 10:20:30.123456    1234 kubelet.go:2424] "Skipping pod synchronization" err="nodes have not yet been read at least once"',
    origin: 'constructed: a reason that is no condition of the node',
    kubernetes: '1.21–1.36',
    findings: [],
  },
  {
    text: 'E0923 19:22:45.353021   20183 kubelet_node_status.go:452] "Node not becoming ready in time after startup"',
    origin: 'github issue kubernetes/kubernetes#127563',
    kubernetes: '1.26–1.36',
    findings: [{ kind: 'kubelet.not-ready', reason: null, category: null }],
  },
]
