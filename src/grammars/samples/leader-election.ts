/** Samples of the leader-election grammar: every wording of every range of releases, and similar texts that it must reject. */
import type { GrammarSample } from '../../model/index.ts'

export const leaderElectionSamples: readonly GrammarSample[] = [
  {
    text: 'Sep 12 01:00:08 master1 hyperkube[8135]: I0912 01:00:08.572421    8135 leaderelection.go:215] sucessfully acquired lease kube-system/kube-controller-manager',
    origin: 'github issue kubernetes/kubernetes#32510',
    kubernetes: '1.3',
    findings: [
      { kind: 'controller.leader-acquired', node: null, lock: 'kube-system/kube-controller-manager' },
    ],
  },
  {
    text: 'I0314 10:09:11.104297       1 leaderelection.go:258] successfully acquired lease kube-system/kube-controller-manager',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.34',
    findings: [
      { kind: 'controller.leader-acquired', node: null, lock: 'kube-system/kube-controller-manager' },
    ],
  },
  {
    text: 'E0314 10:09:11.104297       1 leaderelection.go:306] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.34',
    findings: [{ kind: 'controller.leader-lost', node: null, lock: 'kube-system/kube-controller-manager' }],
  },
  {
    text: 'I0314 10:09:11.104297       1 leaderelection.go:272] "Successfully acquired lease" lock="kube-system/kube-controller-manager"',
    origin: 'constructed from upstream source',
    kubernetes: '1.35–1.36',
    findings: [
      { kind: 'controller.leader-acquired', node: null, lock: 'kube-system/kube-controller-manager' },
    ],
  },
  {
    text: 'I0426 15:34:03.154130       1 leaderelection.go:272] "Successfully acquired lease"',
    origin: 'notes about a kubeadm cluster of 1.35, the value lost',
    kubernetes: '1.35–1.36',
    findings: [{ kind: 'controller.leader-acquired', node: null, lock: null }],
  },
  {
    text: 'I0314 10:10:00.837400       1 leaderelection.go:299] "Failed to renew lease" lock="kube-system/kube-controller-manager" err="context deadline exceeded"',
    origin: 'constructed from upstream source',
    kubernetes: '1.35–1.36',
    findings: [{ kind: 'controller.leader-lost', node: null, lock: 'kube-system/kube-controller-manager' }],
  },
  {
    text: 'E0320 20:46:08.223210   53319 controllermanager.go:294] "leaderelection lost"',
    origin: 'github issue, microk8s',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'controller.leader-lost', node: null, lock: null }],
  },
  {
    text: 'F0320 20:46:08.223210       1 controllermanager.go:291] leaderelection lost',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'controller.leader-lost', node: null, lock: null }],
  },
  {
    text: 'F0320 20:46:08.223210       1 server.go:205] leaderelection lost',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [],
  },
  {
    text: 'I0314 10:09:11.104297       1 leaderelection.go:258] successfully acquired lease kube-system/kube-scheduler',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.34',
    findings: [],
  },
  {
    text: 'I0314 10:09:11.104297       1 leaderelection.go:299] "Failed to renew lease" lock="openshift-kube-controller-manager/cluster-policy-controller-lock" err="context deadline exceeded"',
    origin: 'constructed from upstream source',
    kubernetes: '1.35–1.36',
    findings: [],
  },
  {
    text: 'I0314 10:09:11.104297       1 leaderelection.go:248] attempting to acquire leader lease kube-system/kube-controller-manager...',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.34',
    findings: [],
  },
  {
    text: 'E0320 20:46:08.223079   53319 leaderelection.go:367] Failed to update lock: Put "https://127.0.0.1:16443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager?timeout=15s": context deadline exceeded',
    origin: 'github issue, microk8s',
    kubernetes: null,
    findings: [],
  },
]
