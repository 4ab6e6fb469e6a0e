/** Samples of the kubelet-requests grammar: every wording of every range of releases, and similar texts that it must reject. */
import type { GrammarSample } from '../../model/index.ts'

export const kubeletRequestsSamples: readonly GrammarSample[] = [
  {
    text: 'I0314 10:14:28.091125    1234 round_trippers.go:438] PUT https://10.0.0.10:6443/apis/coordination.k8s.io/v1beta1/namespaces/kube-node-lease/leases/worker-1?timeout=10s 200 OK in 4 milliseconds',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.15',
    findings: [{ kind: 'lease.renewed', node: 'worker-1', verb: 'PUT', statusCode: 200, latencyMs: 4 }],
  },
  {
    text: 'I0314 10:14:35.091125    1234 round_trippers.go:438] PUT https://10.0.0.10:6443/apis/coordination.k8s.io/v1beta1/namespaces/kube-node-lease/leases/worker-1?timeout=10s  in 10001 milliseconds',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.15',
    findings: [
      { kind: 'lease.request-failed', node: 'worker-1', verb: 'PUT', statusCode: null, latencyMs: 10001 },
    ],
  },
  {
    text: 'Jan 18 13:08:36 demo-worker kubelet[228]: I0118 13:08:36.153975     228 round_trippers.go:553] PUT https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker?timeout=10s 200 OK in 6 milliseconds',
    origin: 'public code file id:36201663381 (kind lease lab, ko)',
    kubernetes: '1.16–1.32',
    findings: [{ kind: 'lease.renewed', node: 'demo-worker', verb: 'PUT', statusCode: 200, latencyMs: 6 }],
  },
  {
    text: 'Jan 18 13:30:33 demo-worker kubelet[228]: I0118 13:30:33.836047     228 round_trippers.go:553] GET https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker?timeout=10s  in 0 milliseconds',
    origin: 'public code file id:36201663381 (kind lease lab, ko)',
    kubernetes: '1.16–1.32',
    findings: [
      { kind: 'lease.request-failed', node: 'demo-worker', verb: 'GET', statusCode: null, latencyMs: 0 },
    ],
  },
  {
    text: 'I1122 10:48:19.909546    1153 round_trippers.go:553] GET https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker?timeout=10s 200 OK in 3 milliseconds',
    origin: 'constructed from upstream source',
    kubernetes: '1.16–1.32',
    findings: [{ kind: 'lease.read', node: 'demo-worker', verb: 'GET', statusCode: 200, latencyMs: 3 }],
  },
  {
    text: 'I1122 10:48:19.909546    1153 round_trippers.go:553] GET https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker?timeout=10s 404 Not Found in 3 milliseconds',
    origin: 'constructed from upstream source',
    kubernetes: '1.16–1.32',
    findings: [
      { kind: 'lease.request-failed', node: 'demo-worker', verb: 'GET', statusCode: 404, latencyMs: 3 },
    ],
  },
  {
    text: 'I1122 10:48:19.909546    1153 round_trippers.go:553] POST https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases?timeout=10s 201 Created in 5 milliseconds',
    origin: 'constructed from upstream source',
    kubernetes: '1.16–1.32',
    findings: [{ kind: 'lease.renewed', node: null, verb: 'POST', statusCode: 201, latencyMs: 5 }],
  },
  {
    text: 'I1122 10:48:25.909546    1153 round_trippers.go:553] PATCH https://demo-control-plane:6443/api/v1/nodes/demo-worker/status?timeout=10s 200 OK in 12 milliseconds',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.32',
    findings: [
      { kind: 'node-status.updated', node: 'demo-worker', verb: 'PATCH', statusCode: 200, latencyMs: 12 },
    ],
  },
  {
    text: 'I1122 10:48:25.909546    1153 round_trippers.go:553] PATCH https://demo-control-plane:6443/api/v1/nodes/demo-worker/status?timeout=10s 500 Internal Server Error in 12 milliseconds',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.32',
    findings: [{ kind: 'api.answered', node: null, verb: 'PATCH', statusCode: 500, latencyMs: 12 }],
  },
  {
    text: 'I0127 13:46:24.108589     117 round_trippers.go:443] GET https://[fc00:dead:beef::242:ac11:2]:6443/healthz?timeout=10s 500 Internal Server Error in 1 milliseconds',
    origin: 'public code file id:12277966100 (kind ipv6 log)',
    kubernetes: null,
    findings: [{ kind: 'api.answered', node: null, verb: 'GET', statusCode: 500, latencyMs: 1 }],
  },
  {
    text: '    I1013 21:44:26.702299       1 round_trippers.go:553] PUT https://192.168.1.110:6443/apis/coordination.k8s.io/v1/namespaces/api-manager-system/leases/751dd497.redhat.com 200 OK in 7 milliseconds',
    origin: 'public code file id:28829274255 (operator README)',
    kubernetes: null,
    findings: [{ kind: 'api.answered', node: null, verb: 'PUT', statusCode: 200, latencyMs: 7 }],
  },
  {
    text: 'I0314 10:17:37.123456    1234 round_trippers.go:632] "Response" verb="PUT" url="https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s" status="200 OK" milliseconds=4',
    origin: 'constructed from upstream source',
    kubernetes: '1.33–1.36',
    findings: [{ kind: 'lease.renewed', node: 'worker-1', verb: 'PUT', statusCode: 200, latencyMs: 4 }],
  },
  {
    text: 'I0314 10:17:37.123456    1234 round_trippers.go:632] "Response" verb="PUT" url="https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s" status="" milliseconds=10001',
    origin: 'constructed from upstream source',
    kubernetes: '1.33–1.36',
    findings: [
      { kind: 'lease.request-failed', node: 'worker-1', verb: 'PUT', statusCode: null, latencyMs: 10001 },
    ],
  },
  {
    text: 'I0314 10:17:37.123456    1234 round_trippers.go:632] "Response" verb="PUT" url="https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s" status="200 OK" headers=<\n\tAudit-Id: 0f1e2d3c\n\tContent-Type: application/vnd.kubernetes.protobuf\n > milliseconds=7',
    origin: 'constructed from upstream source',
    kubernetes: '1.33–1.36',
    findings: [{ kind: 'lease.renewed', node: 'worker-1', verb: 'PUT', statusCode: 200, latencyMs: 7 }],
  },
  {
    text: '{"ts":1741947457123.456,"caller":"transport/round_trippers.go:632","msg":"Response","v":6,"verb":"PATCH","url":"https://10.0.0.10:6443/api/v1/nodes/worker-1/status?timeout=10s","status":"200 OK","milliseconds":9}',
    origin: 'constructed from upstream source',
    kubernetes: '1.33–1.36',
    findings: [
      { kind: 'node-status.updated', node: 'worker-1', verb: 'PATCH', statusCode: 200, latencyMs: 9 },
    ],
  },
  {
    text: '{"ts":1741947457123.456,"caller":"transport/round_trippers.go:553","msg":"GET https://10.0.0.10:6443/api/v1/nodes/worker-1?timeout=10s 200 OK in 2 milliseconds\\n","v":0}',
    origin: 'constructed from upstream source',
    kubernetes: '1.22–1.28',
    findings: [{ kind: 'api.answered', node: null, verb: 'GET', statusCode: 200, latencyMs: 2 }],
  },
  {
    text: 'I0314 10:17:37.123456    1234 round_trippers.go:632] "Response" status="200 OK" milliseconds=4',
    origin: 'constructed from upstream source',
    kubernetes: '1.33–1.36',
    findings: [],
  },
  {
    text: 'I1122 10:48:25.909546    1153 round_trippers.go:553] GET https://demo-control-plane:6443/api/v1/nodes/demo-worker?timeout=10s  in 3001 milliseconds',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.32',
    findings: [],
  },
  {
    text: 'I0314 10:14:42.195854    1234 round_trippers.go:441] Response Status: 200 OK in 4 milliseconds',
    origin: 'constructed from upstream source',
    kubernetes: '1.14',
    findings: [],
  },
  {
    text: 'I0314 10:14:49.300583    1234 round_trippers.go:416] PUT https://10.0.0.10:6443/apis/coordination.k8s.io/v1beta1/namespaces/kube-node-lease/leases/worker-1?timeout=10s',
    origin: 'constructed from upstream source',
    kubernetes: '1.14',
    findings: [],
  },
  {
    text: 'I0314 10:17:16.499892    1234 round_trippers.go:466] curl -v -XPUT  -H "Accept: application/vnd.kubernetes.protobuf,application/json" -H "User-Agent: kubelet/v1.27.1 (linux/amd64) kubernetes/4c94112" \'https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s\'',
    origin: 'constructed from upstream source',
    kubernetes: '1.27',
    findings: [],
  },
  {
    text: 'I0314 10:17:23.604621    1234 round_trippers.go:570] HTTP Statistics: GetConnection 0 ms ServerProcessing 3 ms Duration 4 ms',
    origin: 'constructed from upstream source',
    kubernetes: '1.27',
    findings: [],
  },
]
