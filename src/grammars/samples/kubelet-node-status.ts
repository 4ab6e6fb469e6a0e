/** Samples of the kubelet-node-status grammar: every wording of every range of releases, and similar texts that it must reject. */
import type { GrammarSample } from '../../model/index.ts'

export const kubeletNodeStatusSamples: readonly GrammarSample[] = [
  {
    text: '[2015-11-29 05:09:20+0000] E1129 05:09:20.092267    4947 kubelet.go:2284] Error updating node status, will retry: error getting node 10.244.5.2: node 10.244.5.2 not found',
    origin: 'public code file id:36039780842 (BOSH release of Kubernetes)',
    kubernetes: '1.1',
    findings: [
      {
        kind: 'node-status.update-failed',
        node: '10.244.5.2',
        cause: 'not-found',
        causeDetail: 'node_object_missing',
      },
    ],
  },
  {
    text: 'Sep  3 07:35:28 engine02 kubelet: E0903 07:35:28.899230   27639 kubelet_node_status.go:391] Error updating node status, will retry: error getting node "engine02": Get https://192.168.70.232:6443/api/v1/nodes/engine02?resourceVersion=0&timeout=10s: dial tcp 192.168.70.232:6443: connect: connection refused',
    origin: 'github issue kubernetes/kubernetes#68270',
    kubernetes: '1.14–1.20',
    findings: [
      {
        kind: 'node-status.update-failed',
        node: 'engine02',
        cause: 'connection-refused',
        causeDetail: 'connection_refused',
      },
    ],
  },
  {
    text: 'Dec 26 04:07:49 ip-10-0-100-98 kubelet[3531]: E1226 04:07:49.683946    3531 kubelet_node_status.go:383] Error updating node status, will retry: error getting node "ip-10-0-100-98.us-west-2.compute.internal": nodes "ip-10-0-100-98.us-west-2.compute.internal" not found',
    origin: 'public code file id:39760518925 (kubicorn notes)',
    kubernetes: '1.14–1.20',
    findings: [
      {
        kind: 'node-status.update-failed',
        node: 'ip-10-0-100-98.us-west-2.compute.internal',
        cause: 'not-found',
        causeDetail: 'node_object_missing',
      },
    ],
  },
  {
    text: 'Jan 01 12:23:01 XXXXXXXXX kubelet[4445]: E1012 12:23:01.369732    4445 kubelet_node_status.go:377] Error updating node status, will retry: error getting node "XXXXXXXXX": Unauthorized',
    origin: 'public code file id:3600222175 (EKS book, zh)',
    kubernetes: '1.14–1.20',
    findings: [
      { kind: 'node-status.update-failed', node: 'XXXXXXXXX', cause: 'auth', causeDetail: 'unauthorized' },
    ],
  },
  {
    text: 'Jul 08 16:32:51 ip-10-0-25-163 kubelet[20747]: E0708 16:32:51.415697   20747 kubelet_node_status.go:391] Error updating node status, will retry: error getting node "ip-10-0-25-163.us-west-2.compute.internal": Get https://10.0.25.163:6443/api/v1/nodes/ip-10-0-25-163.us-west-2.compute.internal?resourceVersion=0&timeout=10s: context deadline exceeded                                                          ',
    origin: 'public code file id:15146198757 (kubernetes logs article, zh)',
    kubernetes: '1.14–1.20',
    findings: [
      {
        kind: 'node-status.update-failed',
        node: 'ip-10-0-25-163.us-west-2.compute.internal',
        cause: 'timeout',
        causeDetail: 'client_timeout',
      },
    ],
  },
  {
    text: 'Aug 03 23:01:26 minikube kubelet[2764]: E0803 23:01:26.579511    2764 kubelet_node_status.go:375] Unable to update node status: update node status exceeds retry count',
    origin: 'github issue kubernetes/minikube#4973',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'node-status.retries-exhausted', node: null, cause: null }],
  },
  {
    text: 'Oct 14 19:18:50 minikube kubelet[3701]: I1014 19:18:50.504596    3701 kubelet_node_status.go:75] Successfully registered node minikube',
    origin: 'github issue kubernetes/minikube#5615',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'node.registered', node: 'minikube' }],
  },
  {
    text: 'Dec 21 14:02:37 public-bjzey-rs13-kce-node32.idczw.hb1.kwaidc.com kubelet[3247450]: I1221 14:02:37.903884 3247450 kubelet_node_status.go:494] Recording NodeNotReady event message for node public-bjzey-rs13-kce-node32.idczw.hb1.kwaidc.com',
    origin: 'public code file id:14970692672 (docker inspect hang case, zh)',
    kubernetes: '1.14–1.20',
    findings: [
      {
        kind: 'node.not-ready',
        node: 'public-bjzey-rs13-kce-node32.idczw.hb1.kwaidc.com',
        reason: null,
        status: 'False',
      },
    ],
  },
  {
    text: 'I1122 11:04:02.491987   31787 kubelet_node_status.go:543] Recording NodeReady event message for node demo-worker',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'node.ready', node: 'demo-worker', reason: null, status: 'True' }],
  },
  {
    text: 'E1228 16:08:56.965332     228 kubelet_node_status.go:544] "Error updating node status, will retry" err="error getting node \\"api-server-failure-worker2\\": Get \\"https://api-server-failure-control-plane:6443/api/v1/nodes/api-server-failure-worker2?resourceVersion=0&timeout=10s\\": dial tcp 172.18.0.4:6443: connect: connection refused"',
    origin: 'public code file id:36361666114 (kind apiserver failure lab, ko)',
    kubernetes: '1.21–1.36',
    findings: [
      {
        kind: 'node-status.update-failed',
        node: 'api-server-failure-worker2',
        cause: 'connection-refused',
        causeDetail: 'connection_refused',
      },
    ],
  },
  {
    text: 'Sep 27 08:59:59.853216 ci-op-747jjqn3-b3af3-f45pk-worker-centralus2-bdp5s kubenswrapper[2397]: E0927 08:59:59.849143    2397 kubelet_node_status.go:487] "Error updating node status, will retry" err="error getting node \\"ci-op-747jjqn3-b3af3-f45pk-worker-centralus2-bdp5s\\": Get \\"https://api-int.ci-op-747jjqn3-b3af3.ci2.azure.devcluster.openshift.com:6443/api/v1/nodes/ci-op-747jjqn3-b3af3-f45pk-worker-centralus2-bdp5s?timeout=10s\\": http2: client connection lost"',
    origin: 'repo openshift/origin pkg/monitortests/node/kubeletlogcollector/node_test.go',
    kubernetes: '1.21–1.36',
    findings: [
      {
        kind: 'node-status.update-failed',
        node: 'ci-op-747jjqn3-b3af3-f45pk-worker-centralus2-bdp5s',
        cause: 'connection-lost',
        causeDetail: 'http2_connection_lost',
      },
    ],
  },
  {
    text: 'E0429 12:22:18.189924  155021 kubelet_node_status.go:540] "Error updating node status, will retry" err="error getting node \\"*-03\\": Get \\"https://127.0.0.1:6443/api/v1/nodes/*-03?resourceVersion=0&timeout=10s\\": dial tcp 127.0.0.1:6443: connect: connection refused"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [
      {
        kind: 'node-status.update-failed',
        node: '*-03',
        cause: 'connection-refused',
        causeDetail: 'connection_refused',
      },
    ],
  },
  {
    text: 'E0314 10:24:09.678903    1234 kubelet_node_status.go:487] "Error updating node status, will retry" err="failed to patch status \\"{\\\\\\"status\\\\\\":{\\\\\\"conditions\\\\\\":[{\\\\\\"message\\\\\\":\\\\\\"dial tcp: connect: connection refused\\\\\\",\\\\\\"type\\\\\\":\\\\\\"Ready\\\\\\"}]}}\\" for node \\"worker-1\\": Patch \\"https://10.0.0.10:6443/api/v1/nodes/worker-1/status?timeout=10s\\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [
      {
        kind: 'node-status.update-failed',
        node: 'worker-1',
        cause: 'timeout',
        causeDetail: 'client_timeout',
      },
    ],
  },
  {
    text: '{"ts":1741947765422.1548,"msg":"Error updating node status, will retry","v":0,"err":"error getting node \\"worker-1\\": Get \\"https://10.0.0.10:6443/api/v1/nodes/worker-1?resourceVersion=0&timeout=10s\\": dial tcp 10.0.0.10:6443: connect: no route to host"}',
    origin: 'constructed from upstream source',
    kubernetes: '1.21',
    findings: [
      {
        kind: 'node-status.update-failed',
        node: 'worker-1',
        cause: 'no-route',
        causeDetail: 'no_route_to_host',
      },
    ],
  },
  {
    text: '{"ts":1741947856783.632,"caller":"kubelet/kubelet_node_status.go:487","msg":"Error updating node status, will retry","err":"error getting node \\"worker-1\\": Get \\"https://10.0.0.10:6443/api/v1/nodes/worker-1?resourceVersion=0&timeout=10s\\": dial tcp 10.0.0.10:6443: connect: no route to host"}',
    origin: 'constructed from upstream source',
    kubernetes: '1.24–1.36',
    findings: [
      {
        kind: 'node-status.update-failed',
        node: 'worker-1',
        cause: 'no-route',
        causeDetail: 'no_route_to_host',
      },
    ],
  },
  {
    text: 'E0314 10:24:23.888361    1234 kubelet_node_status.go:474] "Unable to update node status" err="update node status exceeds retry count"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'node-status.retries-exhausted', node: null, cause: null }],
  },
  {
    text: '{"ts":1741947870993.0898,"caller":"kubelet/kubelet_node_status.go:474","msg":"Unable to update node status","err":"update node status exceeds retry count"}',
    origin: 'constructed from upstream source',
    kubernetes: '1.24–1.36',
    findings: [{ kind: 'node-status.retries-exhausted', node: null, cause: null }],
  },
  {
    text: 'I0314 10:24:44.202548    1234 kubelet_node_status.go:75] "Successfully registered node" node="worker-1"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'node.registered', node: 'worker-1' }],
  },
  {
    text: '{"ts":1741947891307.2769,"caller":"kubelet/kubelet_node_status.go:75","msg":"Successfully registered node","v":0,"node":{"name":"worker-1"}}',
    origin: 'constructed from upstream source',
    kubernetes: '1.24–1.36',
    findings: [{ kind: 'node.registered', node: 'worker-1' }],
  },
  {
    text: 'I0314 10:23:34.155258    1234 kubelet_node_status.go:554] "Recording event message for node" node="worker-1" event="NodeNotReady"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'node.not-ready', node: 'worker-1', reason: null, status: 'False' }],
  },
  {
    text: 'I1122 10:48:25.855636    1153 kubelet_node_status.go:729] "Recording event message for node" node="demo-worker" event="NodeReady"',
    origin: 'kubelet of a v1.30.14 cluster',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'node.ready', node: 'demo-worker', reason: null, status: 'True' }],
  },
  {
    text: 'E0314 10:24:09.678903    1234 kubelet_node_status.go:400] "Error updating node status, will retry with syncNodeStatus" err="nodes \\"worker-1\\" not found"',
    origin: 'constructed from upstream source',
    kubernetes: '1.26–1.36',
    findings: [
      {
        kind: 'node-status.update-failed',
        node: 'worker-1',
        cause: 'not-found',
        causeDetail: 'node_object_missing',
      },
    ],
  },
  {
    text: 'kubelet_node_status.go:461  "Unable to update node status" err="update node status exceeds retry count"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'node-status.retries-exhausted', node: null, cause: null }],
  },
  {
    text: 'I1122 10:48:25.855589    1153 kubelet_node_status.go:729] "Recording event message for node" node="demo-worker" event="NodeHasSufficientMemory"',
    origin: 'kubelet of a v1.30.14 cluster',
    kubernetes: '1.21–1.36',
    findings: [],
  },
  {
    text: 'I1004 00:52:20.634367  108940 kubelet_node_status.go:75] "Attempting to register node" node="rocky"',
    origin: 'github issue portainer/kubesolo#56',
    kubernetes: null,
    findings: [],
  },
  {
    text: 'I0314 10:19:50.803930    1234 kubelet_node_status.go:112] Node worker-1 was previously registered',
    origin: 'constructed from upstream source',
    kubernetes: '1.14',
    findings: [],
  },
]
