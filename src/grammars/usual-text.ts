/**
 * What kubelet logs look like. The search for the grammars' literals uses it to choose rare bytes of each.
 *
 * Authority: journals of kubelets 1.20–1.30 at -v=6, as text and as journald's JSON.
 */
export const usualText: { readonly frequentCharacters: string; readonly phrases: string } = {
  frequentCharacters: ' eroni1:a2tsdl/0.3"45cp-m7KgIfub=_h8k96v,LyEwSRPMNGDCT',
  phrases: `
error while reading "/proc/1/fd/13" link: readlink /proc/1/fd/13: permission denied, no such file or directory
handler.go kuberuntime_manager.go] "Retrieved pods from runtime" all=true false "GenericPLEG: Relisting"
kubelet_node_status.go kubelet_status_setter.go] "Setting node status condition code" position= node= of=
"Looking for sources, have seen" sources=["api"] seenSources={"api":{}} "Clean up orphaned mirror pod statuses
"SyncLoop (housekeeping) end" duration= Unable to get Process Stats: couldn't open cpu cgroup procs file
status_manager.go] "Syncing all statuses" "Container runtime status" status="Runtime Conditions: RuntimeReady=true reason:
"Eviction manager:" log="observations" signal="containerfs.available" resourceName="ephemeral-storage" capacity= time=
"Probe succeeded" probeType="Liveness" podUID= containerName= reconciler_common.go operationExecutor.MountVolume started
round_trippers.go] GET https://worker:6443/apis/coordination.k8s.io/v1/nodes?timeout=10s 200 OK
controller.go] Get dial tcp: lookup on connect: network is unreachable context deadline exceeded interval=
node_lifecycle_controller.go] "Node hasn't been updated" logger="node-lifecycle-controller" nodeConditionType=
"_HOSTNAME":"","MESSAGE":"","_TRANSPORT":"stdout","_SYSTEMD_UNIT":"kubelet.service","_CAP_EFFECTIVE":"1ffffff"`,
}
