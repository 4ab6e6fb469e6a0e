/** Samples of the taint-eviction grammar: every wording of every range of releases, and similar texts that it must reject. */
import type { GrammarSample } from '../../model/index.ts'

export const taintEvictionSamples: readonly GrammarSample[] = [
  {
    text: 'I0314 10:05:55.171885       1 taint_manager.go:102] NoExecuteTaintManager is deleting Pod: default/web-0',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'pod.evicted', node: null, pod: 'default/web-0' }],
  },
  {
    text: 'I0314 10:06:02.276614       1 taint_manager.go:463] All taints were removed from the Node worker-1. Cancelling all evictions...',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'pod.eviction-cancelled', node: 'worker-1', pod: null }],
  },
  {
    text: 'I0719 09:31:31.934393 6745 taint_manager.go:106] "NoExecuteTaintManager is deleting pod" pod="default/ubuntu-pod-with-csi"',
    origin: 'public code file id:71052544345 (stack overflow copy, pods stuck terminating)',
    kubernetes: '1.21–1.28',
    findings: [{ kind: 'pod.evicted', node: null, pod: 'default/ubuntu-pod-with-csi' }],
  },
  {
    text: 'I0314 10:07:47.847549       1 taint_eviction.go:113] "Deleting pod" controller="taint-eviction-controller" pod="default/web-0"',
    origin: 'constructed from upstream source',
    kubernetes: '1.29',
    findings: [{ kind: 'pod.evicted', node: null, pod: 'default/web-0' }],
  },
  {
    text: 'I0314 10:08:08.161736       1 taint_eviction.go:113] "Deleting pod" logger="taint-eviction-controller" controller="taint-eviction-controller" pod="default/web-0"',
    origin: 'constructed from upstream source',
    kubernetes: '1.30–1.36',
    findings: [{ kind: 'pod.evicted', node: null, pod: 'default/web-0' }],
  },
  {
    text: '{"ts":1741946895266.4648,"logger":"taint-eviction-controller","caller":"tainteviction/taint_eviction.go:113","msg":"Deleting pod","v":0,"controller":"taint-eviction-controller","pod":{"name":"web-0","namespace":"default"}}',
    origin: 'constructed from upstream source',
    kubernetes: '1.30–1.36',
    findings: [{ kind: 'pod.evicted', node: null, pod: 'default/web-0' }],
  },
  {
    text: 'I0314 10:09:11.104297       1 taint_eviction.go:111] "Deleting pod" logger="taint-eviction-controller" controller="taint-eviction-controller" pod="default/web-0:7d1c2b0a-1111-2222-3333-444455556666"',
    origin: 'constructed from upstream source',
    kubernetes: '1.33–1.36',
    findings: [{ kind: 'pod.evicted', node: null, pod: 'default/web-0' }],
  },
  {
    text: 'I0314 10:09:11.104297       1 taint_manager.go:470] "All taints were removed from the node. Cancelling all evictions..." node="worker-1"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'pod.eviction-cancelled', node: 'worker-1', pod: null }],
  },
  {
    text: 'I0516 13:06:55.716509       1 controller_utils.go:200] Added [&Taint{Key:node.kubernetes.io/unreachable,Value:,Effect:NoSchedule,TimeAdded:2019-05-16 13:06:55.706724641 +0000 UTC m=+1255.024679214,}] Taint to Node k8s-worker2',
    origin: 'github issue kubernetes/kubernetes#77981',
    kubernetes: '1.14–1.22',
    findings: [
      {
        kind: 'node.tainted',
        node: 'k8s-worker2',
        taint: 'node.kubernetes.io/unreachable',
        effect: 'NoSchedule',
      },
    ],
  },
  {
    text: 'I0516 19:33:17.284108       1 controller_utils.go:200] Added [&Taint{Key:node.kubernetes.io/unreachable,Value:,Effect:NoExecute,TimeAdded:2019-05-16 19:33:17.2795516 +0000 UTC m=+24436.597506218,}] Taint to Node k8s-worker3',
    origin: 'github issue kubernetes/kubernetes#77981',
    kubernetes: '1.14–1.22',
    findings: [
      {
        kind: 'node.tainted',
        node: 'k8s-worker3',
        taint: 'node.kubernetes.io/unreachable',
        effect: 'NoExecute',
      },
    ],
  },
  {
    text: 'I0516 19:33:17.284138       1 controller_utils.go:212] Made sure that Node k8s-worker3 has no [&Taint{Key:node.kubernetes.io/not-ready,Value:,Effect:NoExecute,TimeAdded:<nil>,}] Taint',
    origin: 'github issue kubernetes/kubernetes#77981',
    kubernetes: '1.14–1.22',
    findings: [
      {
        kind: 'node.untainted',
        node: 'k8s-worker3',
        taint: 'node.kubernetes.io/not-ready',
        effect: 'NoExecute',
      },
    ],
  },
  {
    text: 'I0314 10:09:11.104297       1 controller_utils.go:196] "Added taint to node" taint=[&Taint{Key:node.kubernetes.io/unreachable,Value:,Effect:NoExecute,TimeAdded:2025-03-14 10:09:11.1 +0000 UTC m=+1.1,}] node="worker-1"',
    origin: 'constructed from upstream source',
    kubernetes: '1.23–1.27',
    findings: [
      {
        kind: 'node.tainted',
        node: 'worker-1',
        taint: 'node.kubernetes.io/unreachable',
        effect: 'NoExecute',
      },
    ],
  },
  {
    text: 'I0314 10:09:11.104297       1 controller_utils.go:196] "Added taint to node" logger="node-lifecycle-controller" taint=[{"key":"node.kubernetes.io/unreachable","effect":"NoExecute","timeAdded":"2025-03-14T10:09:11Z"}] node="worker-1"',
    origin: 'constructed from upstream source',
    kubernetes: '1.30–1.36',
    findings: [
      {
        kind: 'node.tainted',
        node: 'worker-1',
        taint: 'node.kubernetes.io/unreachable',
        effect: 'NoExecute',
      },
    ],
  },
  {
    text: 'I0314 10:09:11.104297       1 controller_utils.go:208] "Made sure that node has no taint" node="worker-1" taint=[{"key":"node.kubernetes.io/not-ready","effect":"NoExecute"}]',
    origin: 'constructed from upstream source',
    kubernetes: '1.28–1.36',
    findings: [
      {
        kind: 'node.untainted',
        node: 'worker-1',
        taint: 'node.kubernetes.io/not-ready',
        effect: 'NoExecute',
      },
    ],
  },
  {
    text: 'I0314 10:09:11.104297       1 gc_controller.go:170] "Deleting pod" pod="default/web-0" taint="none"',
    origin: 'constructed from upstream source',
    kubernetes: null,
    findings: [],
  },
  {
    text: 'I0314 10:10:28.256316       1 gc_controller.go:78] PodGC is force deleting Pod: default/web-0',
    origin: 'constructed from upstream source',
    kubernetes: '1.20',
    findings: [],
  },
]
