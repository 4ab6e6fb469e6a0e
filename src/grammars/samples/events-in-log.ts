/** Samples of the events-in-log grammar: every wording of every range of releases, and similar texts that it must reject. */
import type { GrammarSample } from '../../model/index.ts'

export const eventsInLogSamples: readonly GrammarSample[] = [
  {
    text: 'I0126 01:03:23.415838       1 event.go:217] Event(api.ObjectReference{Kind:"Node", Namespace:"", Name:"k8s-agentpool1-36264260-1", UID:"225a405a-cbbf-11e6-af05-000d3ac07eea", APIVersion:"", ResourceVersion:"", FieldPath:""}): type: \'Normal\' reason: \'NodeNotReady\' Node k8s-agentpool1-36264260-1 status is now: NodeNotReady',
    origin: 'github issue Azure/acs-engine#220',
    kubernetes: '1.4–1.5',
    findings: [{ kind: 'node.not-ready', node: 'k8s-agentpool1-36264260-1', status: null, reason: null }],
  },
  {
    text: 'I0516 13:06:55.706899       1 event.go:209] Event(v1.ObjectReference{Kind:"Node", Namespace:"", Name:"k8s-worker2", UID:"32557b6d-767e-11e9-b4e8-005056951dee", APIVersion:"", ResourceVersion:"", FieldPath:""}): type: \'Normal\' reason: \'NodeNotReady\' Node k8s-worker2 status is now: NodeNotReady',
    origin: 'github issue kubernetes/kubernetes#77981',
    kubernetes: '1.14–1.19',
    findings: [{ kind: 'node.not-ready', node: 'k8s-worker2', status: null, reason: null }],
  },
  {
    text: 'Sep 12 01:00:08 master1 hyperkube[8135]: I0912 01:00:08.920991    8135 event.go:216] Event(api.ObjectReference{Kind:"Node", Namespace:"", Name:"master2", UID:"master2", APIVersion:"", ResourceVersion:"", FieldPath:""}): type: \'Normal\' reason: \'RegisteredNode\' Node master2 event: Registered Node master2 in NodeController',
    origin: 'github issue kubernetes/kubernetes#32510',
    kubernetes: '1.3',
    findings: [{ kind: 'node.registered', node: 'master2' }],
  },
  {
    text: 'I0314 10:09:11.104297       1 event.go:203] Event(api.ObjectReference{Kind:"Node", Namespace:"", Name:"worker-1", UID:"worker-1", APIVersion:"", ResourceVersion:"", FieldPath:""}): reason: \'NodeReady\' Node worker-1 status is now: NodeReady',
    origin: 'constructed from upstream source',
    kubernetes: '1.1',
    findings: [{ kind: 'node.ready', node: 'worker-1', status: 'True', reason: null }],
  },
  {
    text: 'I0314 10:09:11.104297    1234 event.go:278] Event(v1.ObjectReference{Kind:"Node", Namespace:"", Name:"worker-1", UID:"worker-1", APIVersion:"", ResourceVersion:"", FieldPath:""}): type: \'Normal\' reason: \'NodeNotReady\' Node worker-1 status is now: NodeNotReady',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.19',
    findings: [{ kind: 'node.not-ready', node: 'worker-1', status: 'False', reason: null }],
  },
  {
    text: 'I0314 10:09:11.104297    1234 event.go:278] Event(v1.ObjectReference{Kind:"Node", Namespace:"", Name:"worker-1", UID:"worker-1", APIVersion:"", ResourceVersion:"", FieldPath:""}): type: \'Normal\' reason: \'Starting\' Starting kubelet.',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.19',
    findings: [{ kind: 'kubelet.started', node: 'worker-1' }],
  },
  {
    text: 'I0314 10:09:11.104297       1 event.go:278] Event(v1.ObjectReference{Kind:"Pod", Namespace:"default", Name:"web-0", UID:"7d1c2b0a-1111-2222-3333-444455556666", APIVersion:"v1", ResourceVersion:"", FieldPath:""}): type: \'Normal\' reason: \'TaintManagerEviction\' Marking for deletion Pod default/web-0',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.19',
    findings: [{ kind: 'pod.eviction-marked', node: null, pod: 'default/web-0' }],
  },
  {
    text: 'I1122 11:02:31.477917   31750 event.go:291] "Event occurred" object="demo-worker" kind="Node" apiVersion="v1" type="Normal" reason="NodeNotReady" message="Node demo-worker status is now: NodeNotReady"',
    origin: 'controller manager of a v1.20.2 cluster',
    kubernetes: '1.20–1.24',
    findings: [{ kind: 'node.not-ready', node: 'demo-worker', status: null, reason: null }],
  },
  {
    text: 'I1122 12:04:34.729167    1407 event.go:389] "Event occurred" object="demo-worker" fieldPath="" kind="Node" apiVersion="" type="Normal" reason="NodeNotReady" message="Node demo-worker status is now: NodeNotReady"',
    origin: 'kubelet of a v1.30.14 cluster',
    kubernetes: '1.25–1.34',
    findings: [{ kind: 'node.not-ready', node: 'demo-worker', status: 'False', reason: null }],
  },
  {
    text: '{"ts":1795344810408.2283,"caller":"record/event.go:389","msg":"Event occurred","v":3,"object":{"name":"demo-worker"},"fieldPath":"","kind":"Node","apiVersion":"","type":"Normal","reason":"NodeReady","message":"Node demo-worker status is now: NodeReady"}',
    origin: 'kubelet of a v1.30.14 cluster',
    kubernetes: '1.24–1.34',
    findings: [{ kind: 'node.ready', node: 'demo-worker', status: 'True', reason: null }],
  },
  {
    text: 'I0419 03:40:15.649664       1 event.go:307] "Event occurred" object="k8s-master" fieldPath="" kind="Node" apiVersion="v1" type="Normal" reason="RegisteredNode" message="Node k8s-master event: Registered Node k8s-master in Controller"',
    origin: 'public code file id:39790489011 (kubeadm master trouble log)',
    kubernetes: '1.25–1.36',
    findings: [{ kind: 'node.registered', node: 'k8s-master' }],
  },
  {
    text: 'I0719 09:31:31.934859 6745 event.go:294] "Event occurred" object="default/ubuntu-pod-with-csi" kind="Pod" apiVersion="" type="Normal" reason="TaintManagerEviction" message="Marking for deletion Pod default/ubuntu-pod-with-csi"',
    origin: 'public code file id:71052544345 (stack overflow copy, pods stuck terminating)',
    kubernetes: '1.20–1.24',
    findings: [{ kind: 'pod.eviction-marked', node: null, pod: 'default/ubuntu-pod-with-csi' }],
  },
  {
    text: '2026-03-09T02:03:01.871592422Z stderr F I0309 02:03:01.871461       1 event.go:389] "Event occurred" logger="taint-eviction-controller" object="frp-plpm8/test-job-dqw79" fieldPath="" kind="Pod" apiVersion="v1" type="Normal" reason="TaintManagerEviction" message="Marking for deletion Pod frp-plpm8/test-job-dqw79"',
    origin: 'public code file id:53205443097 (kueue flake analysis)',
    kubernetes: '1.29–1.36',
    findings: [{ kind: 'pod.eviction-marked', node: null, pod: 'frp-plpm8/test-job-dqw79' }],
  },
  {
    text: 'I0112 02:58:57.659677       1 event.go:307] "Event occurred" object="hjl-test/completed-test-5c64dbffdc-b2gxq" fieldPath="" kind="Pod" apiVersion="" type="Normal" reason="TaintManagerEviction" message="Cancelling deletion of Pod hjl-test/completed-test-5c64dbffdc-b2gxq"',
    origin: 'public code file id:71114721957 (node graceful shutdown case, zh)',
    kubernetes: '1.25–1.28',
    findings: [
      { kind: 'pod.eviction-cancelled', node: null, pod: 'hjl-test/completed-test-5c64dbffdc-b2gxq' },
    ],
  },
  {
    text: 'I0314 10:09:11.104297    1234 event.go:389] "Event occurred" object="worker-1" fieldPath="" kind="Node" apiVersion="" type="Normal" reason="Shutdown" message="Shutdown manager detected shutdown event"',
    origin: 'constructed from upstream source',
    kubernetes: '1.25–1.34',
    findings: [{ kind: 'kubelet.shutdown', node: 'worker-1' }],
  },
  {
    text: 'I0314 10:09:11.104297       1 event.go:389] "Event occurred" object="worker-1" fieldPath="" kind="Node" apiVersion="" type="Normal" reason="Starting" message=""',
    origin: 'constructed from upstream source',
    kubernetes: '1.25–1.34',
    findings: [],
  },
  {
    text: 'I1025 16:06:37.615567       1 event.go:307] "Event occurred" object="kube-system/kube-proxy-p4jmn" fieldPath="" kind="Pod" apiVersion="v1" type="Warning" reason="NodeNotReady" message="Node is not ready"',
    origin: 'public code file id:10772837764 (kubeadm controller log)',
    kubernetes: '1.28',
    findings: [],
  },
  {
    text: 'Jun 17 13:01:21 kubedee-test-controller kube-controller-manager[1717]: I0617 13:01:21.373374    1717 event.go:209] Event(v1.ObjectReference{Kind:"Node", Namespace:"", Name:"kubedee-test-worker-2ajv8y", UID:"fedf42fb-90ff-11e9-a383-00163ef91d54", APIVersion:"", ResourceVersion:"", FieldPath:""}): type: \'Normal\' r',
    origin: 'github issue schu/kubedee#26',
    kubernetes: null,
    findings: [],
  },
  {
    text: 'I1122 11:56:48.847788   25952 event.go:389] "Event occurred" object="kube-system/kube-controller-manager" fieldPath="" kind="Lease" apiVersion="coordination.k8s.io/v1" type="Normal" reason="LeaderElection" message="demo-control-plane_6fbe83dc-370c-46e5-95ec-2b9fba1260a5 became leader"',
    origin: 'controller manager of a v1.30.14 cluster',
    kubernetes: null,
    findings: [],
  },
  {
    text: 'I0405 07:42:07.749426      11 event.go:376] "Event occurred" object="worker-1" fieldPath="" kind="Node" apiVersion="v1" type="Normal" reason="RemovingNode" message="Node worker-1 event: Removing Node worker-1 from Controller"',
    origin: 'constructed from upstream source',
    kubernetes: '1.27–1.36',
    findings: [{ kind: 'node.deleted', node: 'worker-1', reason: 'RemovingNode' }],
  },
  {
    text: 'I0405 07:42:07.749426       1 event.go:221] Event(v1.ObjectReference{Kind:"Node", Namespace:"", Name:"worker-1", UID:"00000000-0000-4000-8000-000000000001", APIVersion:"", ResourceVersion:"", FieldPath:""}): type: \'Normal\' reason: \'DeletingNode\' Node worker-1 event: Deleting Node worker-1 because it\'s not present according to cloud provider',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.19',
    findings: [{ kind: 'node.deleted', node: 'worker-1', reason: 'DeletingNode' }],
  },
]
