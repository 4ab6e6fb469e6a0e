/** Samples of the kubelet-life grammar: every wording of every range of releases, and similar texts that it must reject. */
import type { GrammarSample } from '../../model/index.ts'

export const kubeletLifecycleSamples: readonly GrammarSample[] = [
  {
    text: 'I0314 10:24:02.574174    1234 kubelet.go:1839] Starting kubelet main sync loop.',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'kubelet.started', node: null }],
  },
  {
    text: 'I0314 10:24:02.574174    1234 kubelet.go:1846] "Starting kubelet main sync loop"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'kubelet.started', node: null }],
  },
  {
    text: '{"ts":1741947842574.174,"caller":"kubelet/kubelet.go:2313","msg":"Starting kubelet main sync loop","v":0}',
    origin: 'constructed from upstream source',
    kubernetes: '1.24–1.36',
    findings: [{ kind: 'kubelet.started', node: null }],
  },
  {
    text: 'Dec 21 14:02:37 public-bjzey-rs13-kce-node32.idczw.hb1.kwaidc.com kubelet[3247450]: I1221 14:02:37.903896 3247450 setters.go:544] Node became not ready: {Type:Ready Status:False LastHeartbeatTime:2021-12-21 14:02:37.90387372 +0800 CST m=+409436.437901516 LastTransitionTime:2021-12-21 14:02:37.90387372 +0800 CST m=+409436.437901516 Reason:KubeletNotReady Message:PLEG is not healthy: pleg was last seen active 3m3.588072819s ago; threshold is 3m0s}',
    origin: 'public code file id:14970692672 (docker inspect hang case, zh)',
    kubernetes: '1.14–1.20',
    findings: [
      {
        kind: 'kubelet.not-ready',
        node: null,
        reason: 'KubeletNotReady',
        message: 'PLEG is not healthy: pleg was last seen active 3m3.588072819s ago; threshold is 3m0s',
      },
    ],
  },
  {
    text: '  Sep 07 21:49:17 minikube kubelet[2199]: I0907 21:49:17.171114    2199 setters.go:548] "Node became not ready" node="minikube" condition={Type:Ready Status:False LastHeartbeatTime:2023-09-07 21:49:17.170974959 +0000 UTC m=+1962.581166852 LastTransitionTime:2023-09-07 21:49:17.170974959 +0000 UTC m=+1962.581166852 Reason:KubeletNotReady Message:PLEG is not healthy: pleg was last seen active 3m1.104514415s ago; threshold is 3m0s}',
    origin: 'public code file id:31681079688 (frozen container PLEG repro)',
    kubernetes: '1.21–1.27',
    findings: [
      {
        kind: 'kubelet.not-ready',
        node: 'minikube',
        reason: 'KubeletNotReady',
        message: 'PLEG is not healthy: pleg was last seen active 3m1.104514415s ago; threshold is 3m0s',
      },
    ],
  },
  {
    text: 'Dec 15 17:25:41 single1 kubenswrapper[1832249]: I1215 17:25:41.121883 1832249 setters.go:549] "Node became not ready" node="single1" condition={Type:Ready Status:False LastHeartbeatTime:2023-12-15 17:25:41.121753163 +0800 CST m=+0.403692528 LastTransitionTime:2023-12-15 17:25:41.121753163 +0800 CST m=+0.403692528 Reason:KubeletNotReady Message:[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]}',
    origin: 'github issue kubernetes/kubernetes#122338',
    kubernetes: '1.21–1.27',
    findings: [
      {
        kind: 'kubelet.not-ready',
        node: 'single1',
        reason: 'KubeletNotReady',
        message:
          '[container runtime status check may not have completed yet, PLEG is not healthy: pleg has yet to be successful]',
      },
    ],
  },
  {
    text: 'Jan 12 10:56:20 green-master-3 kubelet[3112080]: I0112 10:56:20.222397 3112080 setters.go:552] "Node became not ready" node="green-master-3" condition={"type":"Ready","status":"False","lastHeartbeatTime":"2026-01-12T02:56:20Z","lastTransitionTime":"2026-01-12T02:56:20Z","reason":"KubeletNotReady","message":"node is shutting down"}',
    origin: 'public code file id:71114721957 (node graceful shutdown case, zh)',
    kubernetes: '1.28–1.36',
    findings: [
      {
        kind: 'kubelet.not-ready',
        node: 'green-master-3',
        reason: 'KubeletNotReady',
        message: 'node is shutting down',
      },
    ],
  },
  {
    text: '{"ts":1741947919726.1929,"caller":"nodestatus/setters.go:532","msg":"Node became not ready","v":0,"node":{"name":"worker-1"},"condition":{"type":"Ready","status":"False","lastHeartbeatTime":"2025-03-14T10:20:30Z","lastTransitionTime":"2025-03-14T10:20:30Z","reason":"KubeletNotReady","message":"[container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized, PLEG is not healthy: pleg was last seen active 3m5.4s ago; threshold is 3m0s]"}}',
    origin: 'constructed from upstream source',
    kubernetes: '1.24–1.36',
    findings: [
      {
        kind: 'kubelet.not-ready',
        node: 'worker-1',
        reason: 'KubeletNotReady',
        message:
          '[container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized, PLEG is not healthy: pleg was last seen active 3m5.4s ago; threshold is 3m0s]',
      },
    ],
  },
  {
    text: 'I0314 10:20:11.118117    1234 setters.go:455] Node became not ready: {Type:Ready Status:False LastHeartbeatTime:2025-03-14 10:20:30.123456789 +0000 UTC m=+5.123456789 LastTransitionTime:2025-03-14 10:20:30.123456789 +0000 UTC m=+5.123456789 Reason:KubeletNotReady Message:[container runtime is down, runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized]}',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [
      {
        kind: 'kubelet.not-ready',
        node: null,
        reason: 'KubeletNotReady',
        message:
          '[container runtime is down, runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized]',
      },
    ],
  },
  {
    text: 'E0314 10:33:36.161952    1234 transport.go:119] The currently active client certificate has expired, but the server is not responsive. A restart may be necessary to retrieve new initial credentials.',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'kubelet.certificate-expired', node: null }],
  },
  {
    text: 'E0314 10:33:50.371410    1234 transport.go:122] "The currently active client certificate has expired, but the server is not responsive. A restart may be necessary to retrieve new initial credentials."',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'kubelet.certificate-expired', node: null }],
  },
  {
    text: 'F0314 10:33:36.161952    1234 transport.go:106] The currently active client certificate has expired and the server is responsive, exiting.',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'kubelet.certificate-expired', node: null }],
  },
  {
    text: 'E0314 10:33:36.161952    1234 transport.go:126] "No valid client certificate is found but the server is not responsive. A restart may be necessary to retrieve new initial credentials." lastCertificateAvailabilityTime="2025-03-14 10:28:36.1 +0000 UTC m=+1.1" shutdownThreshold="5m0s"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'kubelet.certificate-expired', node: null }],
  },
  {
    text: 'E0314 10:33:36.161952    1234 transport.go:112] It has been 5m0s since a valid client cert was found, but the server is not responsive. A restart may be necessary to retrieve new initial credentials.',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'kubelet.certificate-expired', node: null }],
  },
  {
    text: 'E0314 10:33:36.161952    1234 bootstrap.go:264] Part of the existing bootstrap client certificate in /etc/kubernetes/kubelet.conf is expired: 2025-03-01 00:00:00 +0000 UTC',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'kubelet.certificate-expired', node: null }],
  },
  {
    text: 'E0314 10:33:36.161952    1234 transport.go:120] "The currently active client certificate has expired and the server is responsive, exiting."',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'kubelet.certificate-expired', node: null }],
  },
  {
    text: 'I0314 10:34:32.999784    1234 nodeshutdown_manager_linux.go:154] Shutdown manager detected new shutdown event, isNodeShuttingDownNow: true',
    origin: 'constructed from upstream source',
    kubernetes: '1.20',
    findings: [{ kind: 'kubelet.shutdown', node: null }],
  },
  {
    text: 'I0314 10:34:32.999784    1234 nodeshutdown_manager_linux.go:265] "Shutdown manager detected new shutdown event, isNodeShuttingDownNow" event=true',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'kubelet.shutdown', node: null }],
  },
  {
    text: 'I0314 10:34:32.999784    1234 nodeshutdown_manager_linux.go:275] "Shutdown manager detected new shutdown event" event="shutdown"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [{ kind: 'kubelet.shutdown', node: null }],
  },
  {
    text: 'E0314 10:34:32.999784    1234 run.go:74] "command failed" err="failed to run Kubelet: running with swap on is not supported, please disable swap!"',
    origin: 'constructed from upstream source',
    kubernetes: '1.23–1.36',
    findings: [{ kind: 'kubelet.stopped', node: null }],
  },
  {
    text: 'E0314 10:34:32.999784    1234 server.go:292] "Failed to run kubelet" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.22',
    findings: [{ kind: 'kubelet.stopped', node: null }],
  },
  {
    text: 'F0314 10:34:32.999784    1234 server.go:274] failed to run Kubelet: misconfiguration: kubelet cgroup driver: "systemd" is different from docker cgroup driver: "cgroupfs"',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'kubelet.stopped', node: null }],
  },
  {
    text: 'I0314 10:34:32.999784    1234 nodeshutdown_manager_linux.go:275] "Shutdown manager detected new shutdown event" event="cancelled"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21–1.36',
    findings: [],
  },
  {
    text: 'I0314 10:34:32.999784       1 run.go:74] "command failed" err="leader election lost"',
    origin: 'constructed from upstream source',
    kubernetes: null,
    findings: [],
  },
  {
    text: 'I0314 10:33:57.476139    1234 transport.go:135] "Certificate rotation detected, shutting down client connections to start using new credentials"',
    origin: 'constructed from upstream source',
    kubernetes: '1.21',
    findings: [],
  },
  {
    text: 'I0314 10:34:32.999784    1234 server.go:1300] Started kubelet',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [],
  },
  {
    text: 'Apr 08 22:17:42 node01 kubelet[6622]: E0408 22:17:42.463143    6622 run.go:72] "command failed" err="failed to parse kubelet flag: unknown flag: --improve-speed"',
    origin: 'blog post on a killercoda lab',
    kubernetes: '1.32',
    findings: [{ kind: 'kubelet.stopped', node: null }],
  },
  {
    text: 'Mar 03 09:12:04 node01 kubelet[10841]: E0303 09:12:04.517204   10841 run.go:74] "command failed" err="unable to load client CA file /etc/kubernetes/pki/CA.crt: open /etc/kubernetes/pki/CA.crt: no such file or directory"',
    origin: 'constructed from upstream source',
    kubernetes: '1.23–1.36',
    findings: [{ kind: 'kubelet.stopped', node: null }],
  },
  {
    text: 'Mar 03 09:12:04 node01 kubelet[10841]: F0303 09:12:04.517204   10841 server.go:198] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml", error: open /var/lib/kubelet/config.yaml: no such file or directory',
    origin: 'constructed from upstream source',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'kubelet.stopped', node: null }],
  },
  {
    text: 'Mar 03 09:12:04 node01 etcd[10841]: F0303 09:12:04.517204   10841 main.go:198] no space left on device',
    origin: 'constructed',
    kubernetes: null,
    findings: [],
  },
  {
    text: 'I0820 23:37:46.552251    3312 service.go:85] Service stopping',
    origin: 'public code file pjh/gcp-filestore-csi-driver kubelet.log',
    kubernetes: '1.14–1.20',
    findings: [{ kind: 'kubelet.stopped', node: null }],
  },
  {
    text: 'Kubelet exited: exit status 255',
    origin: 'constructed from rke2 source',
    kubernetes: null,
    findings: [{ kind: 'kubelet.stopped', node: null }],
  },
]
