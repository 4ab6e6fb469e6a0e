/** Samples of the kubelet-lease grammar: every wording of every range of releases, and similar texts that it must reject. */
import type { GrammarSample } from '../../model/index.ts'

export const kubeletLeaseSamples: readonly GrammarSample[] = [
  {
    text: 'May 08 02:21:24 kube2 kubelet[7536]: E0508 02:21:24.809021    7536 controller.go:115] failed to ensure node lease exists, will retry in 200ms, error: Get https://10.23.50.30:6443/apis/coordination.k8s.io/v1beta1/namespaces/kube-node-lease/leases/kube2?timeout=10s: net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
    origin: 'github issue kubernetes/kubernetes#77850',
    kubernetes: '1.14–1.15',
    findings: [
      {
        kind: 'lease.ensure-failed',
        node: 'kube2',
        cause: 'timeout',
        retryIntervalSeconds: 0.2,
        causeDetail: 'client_timeout',
      },
    ],
  },
  {
    text: 'E0314 10:00:14.209458    1234 controller.go:164] failed 5 attempts to update node lease, will retry after 10s',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.19',
    findings: [{ kind: 'lease.retries-exhausted', node: null, retryIntervalSeconds: 10 }],
  },
  {
    text: 'I0314 10:00:56.837832    1234 controller.go:105] failed to update lease using latest lease, fallback to ensure lease, err: failed 5 attempts to update node lease',
    origin: 'constructed from upstream source',
    kubernetes: '1.16–1.19',
    findings: [{ kind: 'lease.update-fallback', node: null, cause: null }],
  },
  {
    text: 'E0314 10:01:10.047290    1234 controller.go:135] failed to ensure node lease exists, will retry in 400ms, error: Get https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s: dial tcp 10.0.0.10:6443: connect: connection refused',
    origin: 'constructed from upstream source',
    kubernetes: '1.16–1.19',
    findings: [
      {
        kind: 'lease.ensure-failed',
        node: 'worker-1',
        cause: 'connection-refused',
        retryIntervalSeconds: 0.4,
        causeDetail: 'connection_refused',
      },
    ],
  },
  {
    text: '3 Mar 12 10:49:32 njscsjfwzx2 kubelet[23221]: E0312 10:49:32.719846   23221 controller.go:178] failed to update node lease, error: Put https://10.43.0.49:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/njscsjfwzx2?timeout=10s: context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    origin: 'github issue kubernetes/kubernetes#100166',
    kubernetes: '1.16–1.19',
    findings: [
      { kind: 'lease.update-failed', node: 'njscsjfwzx2', cause: 'timeout', causeDetail: 'client_timeout' },
    ],
  },
  {
    text: 'Dec 03 17:36:58 ubuntu1804-azure51fbb0 kubelet[6708]: E1203 17:36:58.927044    6708 controller.go:178] failed to update node lease, error: etcdserver: request timed out',
    origin: 'github issue kata-containers/tests#2813',
    kubernetes: '1.14–1.19',
    findings: [
      { kind: 'lease.update-failed', node: null, cause: 'server-error', causeDetail: 'etcd_timeout' },
    ],
  },
  {
    text: '`failed to update node lease, error: etcdserver: mvcc: database space exceeded`',
    origin: 'public code file id:38433956280 (etcd troubleshooting notes)',
    kubernetes: '1.14–1.19',
    findings: [{ kind: 'lease.update-failed', node: null, cause: 'server-error', causeDetail: 'etcd_full' }],
  },
  {
    text: 'lis 29 22:59:36 kub-master kubelet[107733]: E1129 22:59:36.523897  107733 controller.go:187] failed to update lease, error: Put "https://192.168.224.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/kub-master?timeout=10s": net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
    origin: 'github issue kubernetes/kubernetes#114197',
    kubernetes: '1.20–1.26',
    findings: [
      { kind: 'lease.update-failed', node: 'kub-master', cause: 'timeout', causeDetail: 'client_timeout' },
    ],
  },
  {
    text: 'May 19 19:10:03.753983 ci-op-6clh576g-0dd98-xz4pt-master-2 kubenswrapper[1516]: E0519 19:10:03.753942    1516 controller.go:189] failed to update lease, error: Put "https://api-int.ci-op-6clh576g-0dd98.ci2.azure.devcluster.openshift.com:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/ci-op-6clh576g-0dd98-xz4pt-master-2?timeout=10s": net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
    origin: 'repo openshift/origin pkg/monitortests/node/kubeletlogcollector/node_test.go',
    kubernetes: '1.20–1.26',
    findings: [
      {
        kind: 'lease.update-failed',
        node: 'ci-op-6clh576g-0dd98-xz4pt-master-2',
        cause: 'timeout',
        causeDetail: 'client_timeout',
      },
    ],
  },
  {
    text: 'I0314 10:00:56.837832    1234 controller.go:114] failed to update lease using latest lease, fallback to ensure lease, err: failed 5 attempts to update lease',
    origin: 'constructed from upstream source',
    kubernetes: '1.20–1.26',
    findings: [{ kind: 'lease.update-fallback', node: null, cause: null }],
  },
  {
    text: 'E0314 10:01:10.047290    1234 controller.go:144] failed to ensure lease exists, will retry in 1.6s, error: Get "https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s": dial tcp 10.0.0.10:6443: connect: no route to host',
    origin: 'constructed from upstream source',
    kubernetes: '1.20–1.26',
    findings: [
      {
        kind: 'lease.ensure-failed',
        node: 'worker-1',
        cause: 'no-route',
        retryIntervalSeconds: 1.6,
        causeDetail: 'no_route_to_host',
      },
    ],
  },
  {
    text: 'E0314 10:01:03.942561    1234 controller.go:122] failed 5 attempts to update lease, will retry after 10s',
    origin: 'constructed from upstream source',
    kubernetes: '1.20–1.26',
    findings: [{ kind: 'lease.retries-exhausted', node: null, retryIntervalSeconds: 10 }],
  },
  {
    text: 'Jun 29 05:16:54.197389 ci-op-cyqgzj4w-ed5cd-ll5md-master-0 kubenswrapper[2336]: E0629 05:16:54.195979    2336 controller.go:193] "Failed to update lease" err="Put \\"https://api-int.ci-op-cyqgzj4w-ed5cd.ci2.azure.devcluster.openshift.com:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/ci-op-cyqgzj4w-ed5cd-ll5md-master-0?timeout=10s\\": http2: client connection lost"',
    origin: 'repo openshift/origin pkg/monitortests/node/kubeletlogcollector/node_test.go',
    kubernetes: '1.27–1.36',
    findings: [
      {
        kind: 'lease.update-failed',
        node: 'ci-op-cyqgzj4w-ed5cd-ll5md-master-0',
        cause: 'connection-lost',
        causeDetail: 'http2_connection_lost',
      },
    ],
  },
  {
    text: 'E1228 16:08:57.706615     228 controller.go:195] "Failed to update lease" err="Put \\"https://api-server-failure-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/api-server-failure-worker2?timeout=10s\\": dial tcp 172.18.0.4:6443: connect: connection refused"',
    origin: 'public code file id:36361666114 (kind apiserver failure lab, ko)',
    kubernetes: '1.27–1.36',
    findings: [
      {
        kind: 'lease.update-failed',
        node: 'api-server-failure-worker2',
        cause: 'connection-refused',
        causeDetail: 'connection_refused',
      },
    ],
  },
  {
    text: 'I0314 10:05:15.712805    1234 controller.go:116] "failed to update lease using latest lease, fallback to ensure lease" err="failed 5 attempts to update lease"',
    origin: 'constructed from upstream source',
    kubernetes: '1.27–1.36',
    findings: [{ kind: 'lease.update-fallback', node: null, cause: null }],
  },
  {
    text: '{"ts":1741946722817.534,"caller":"lease/controller.go:116","msg":"failed to update lease using latest lease, fallback to ensure lease","v":0,"err":"failed 5 attempts to update lease"}',
    origin: 'constructed from upstream source',
    kubernetes: '1.27–1.36',
    findings: [{ kind: 'lease.update-fallback', node: null, cause: null }],
  },
  {
    text: 'Jan 18 13:30:26 demo-worker kubelet[228]: E0118 13:30:26.833170     228 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker?timeout=10s\\": dial tcp: lookup demo-control-plane on 192.168.65.254:53: dial udp 192.168.65.254:53: connect: network is unreachable" interval="7s"',
    origin: 'public code file id:36201663381 (kind lease lab, ko)',
    kubernetes: '1.27–1.36',
    findings: [
      {
        kind: 'lease.ensure-failed',
        node: 'demo-worker',
        cause: 'network-unreachable',
        retryIntervalSeconds: 7,
        alsoCauses: ['dns'],
        causeDetail: 'network_unreachable',
      },
    ],
  },
  {
    text: 'E1004 00:52:20.275852  108940 controller.go:145] "Failed to ensure lease exists, will retry" err="leases.coordination.k8s.io \\"rocky\\" is forbidden: User \\"system:node:localhost.localdomain\\" cannot get resource \\"leases\\" in API group \\"coordination.k8s.io\\" in the namespace \\"kube-node-lease\\": can only access node lease with the same name as the requesting node" interval="7s"',
    origin: 'github issue portainer/kubesolo#56',
    kubernetes: '1.27–1.36',
    findings: [
      {
        kind: 'lease.ensure-failed',
        node: 'rocky',
        cause: 'auth',
        retryIntervalSeconds: 7,
        causeDetail: 'forbidden',
      },
    ],
  },
  {
    text: 'E0429 12:17:59.828138  155021 controller.go:146] "Failed to ensure lease exists, will retry" err="Get \\"https://127.0.0.1:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/*-03?timeout=10s\\": dial tcp 127.0.0.1:6443: connect: connection refused" interval="200ms"',
    origin: 'public code file id:29237011697 (rke2 etcd member incident notes)',
    kubernetes: '1.27–1.36',
    findings: [
      {
        kind: 'lease.ensure-failed',
        node: '*-03',
        cause: 'connection-refused',
        retryIntervalSeconds: 0.2,
        causeDetail: 'connection_refused',
      },
    ],
  },
  {
    text: '9月 09 02:58:33 k8smaster kubelet[4658]: E0909 02:58:33.732131    4658 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https>',
    origin: 'public code file id:30432445845 (k8s notes, zh)',
    kubernetes: '1.27–1.36',
    findings: [{ kind: 'lease.ensure-failed', node: null, cause: 'other', retryIntervalSeconds: null }],
  },
  {
    text: 'E0314 10:00:35.523645    1234 controller.go:124] "Will retry updating lease" err="failed 5 attempts to update lease" interval="10s"',
    origin: 'constructed from upstream source',
    kubernetes: '1.27–1.36',
    findings: [{ kind: 'lease.retries-exhausted', node: null, retryIntervalSeconds: 10 }],
  },
  {
    text: '{"ts":1741946722817.534,"caller":"lease/controller.go:195","msg":"Failed to update lease","err":"Put \\"https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s\\": net/http: TLS handshake timeout"}',
    origin: 'constructed from upstream source',
    kubernetes: '1.27–1.36',
    findings: [
      {
        kind: 'lease.update-failed',
        node: 'worker-1',
        cause: 'timeout',
        causeDetail: 'tls_handshake_timeout',
      },
    ],
  },
  {
    text: '{"ts":1741946722817.534,"msg":"failed to update lease, error: etcdserver: request timed out\\n","v":0}',
    origin: 'constructed from upstream source',
    kubernetes: '1.20–1.26',
    findings: [
      { kind: 'lease.update-failed', node: null, cause: 'server-error', causeDetail: 'etcd_timeout' },
    ],
  },
  {
    text: 'controller.go:115] failed to ensure node lease exists, will retry in 7s, error: Get https://10.204.243.89:6443/apis/coordination.k8s.io/v1beta1/namespaces/kube-node-lease/leases/10.204.60.13?timeout=10s: net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
    origin: 'github issue kubernetes/kubernetes#83230',
    kubernetes: '1.14–1.15',
    findings: [
      {
        kind: 'lease.ensure-failed',
        node: '10.204.60.13',
        cause: 'timeout',
        retryIntervalSeconds: 7,
        causeDetail: 'client_timeout',
      },
    ],
  },
  {
    text: 'failed to ensure node lease exists, will retry in 800ms, error: Get https://10.217.95.95:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/policy-svr?timeout=10s: dial tcp 10.217.95.95:6443: connect: network is unreachable',
    origin: 'github issue kubernetes/kubeadm#2946',
    kubernetes: '1.16–1.19',
    findings: [
      {
        kind: 'lease.ensure-failed',
        node: 'policy-svr',
        cause: 'network-unreachable',
        retryIntervalSeconds: 0.8,
        causeDetail: 'network_unreachable',
      },
    ],
  },
  {
    text: 'ed to update lease using latest lease, fallback to ensure lease, err: failed 5 attempts to update lease',
    origin: 'github issue clastix/kamaji#232',
    kubernetes: null,
    findings: [{ kind: 'lease.update-fallback', node: null, cause: null }],
  },
  {
    text: 'ed to update lease, error: admission webhook "migrate.kamaji.clastix.io" denied the request: the current Control Plane is in freezing mode due to a maintenance mode, all the changes are blocked: removing the >',
    origin: 'github issue clastix/kamaji#232',
    kubernetes: null,
    findings: [{ kind: 'lease.update-failed', node: null, cause: 'other' }],
  },
  {
    text: 'controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://controlplane:6553/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node01?timeout=10s\\": dial tcp 192.168.227.122:6553: connect: connection refused" interval="7s"',
    origin: 'constructed from upstream source',
    kubernetes: '1.27–1.36',
    findings: [
      {
        kind: 'lease.ensure-failed',
        node: 'node01',
        cause: 'connection-refused',
        retryIntervalSeconds: 7,
        causeDetail: 'connection_refused',
      },
    ],
  },
  {
    text: 'E0316 23:05:06.287650       1 leaderelection.go:488] "Failed to update lease" err="the server was unable to return a response in the time allotted, but may still be processing the request (put leases.coordination.k8s.io kube-controller-manager)" lock="kube-system/kube-controller-manager"',
    origin: 'constructed from upstream source',
    kubernetes: '1.35–1.36',
    findings: [],
  },
  {
    text: 'E0314 10:05:15.712805       1 controller.go:195] "Failed to update lease" err="Put \\"https://[::1]:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/apiserver-xyz?timeout=10s\\": dial tcp [::1]:6443: connect: connection refused"',
    origin: 'constructed from upstream source',
    kubernetes: '1.27–1.36',
    findings: [],
  },
  {
    text: 'E0314 10:12:43.415461    1234 controller.go:188] "Failed to prepare lease" err="nodes \\"worker-1\\" not found"',
    origin: 'constructed from upstream source',
    kubernetes: '1.29–1.36',
    findings: [],
  },
  {
    text: 'Oct 14 19:18:50 minikube kubelet[3701]: E1014 19:18:50.428824    3701 controller.go:220] failed to get node "minikube" when trying to set owner ref to the node lease: nodes "minikube" not found',
    origin: 'github issue kubernetes/minikube#5615',
    kubernetes: null,
    findings: [],
  },
  {
    text: 'E0314 10:20:30.123456    1234 controller.go:144] failed to ensure lease exists, will retry in 7s, error: an error on the server ("etcd cluster is unavailable or misconfigured") has prevented the request from succeeding (put leases.coordination.k8s.io worker-1)',
    origin: 'constructed: the name that client-go puts behind an error of the server',
    kubernetes: '1.20–1.26',
    findings: [
      { kind: 'lease.ensure-failed', node: 'worker-1', cause: 'server-error', retryIntervalSeconds: 7 },
    ],
  },
  {
    text: 'E0314 10:05:15.712805       1 controller.go:195] "Failed to update lease" err="leases.coordination.k8s.io \\"apiserver-h3ydmumlhmtxqmwrxcoxnqqhvi\\" not found"',
    origin: 'constructed from upstream source',
    kubernetes: '1.27–1.36',
    findings: [],
  },
]
