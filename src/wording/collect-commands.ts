/**
 * Commands that get missing evidence from a cluster, by its type.
 *
 * Input: names of nodes, sources and processes, which show the type. Output: a shell command. Authority: documentation of kind, k3s,
 * RKE2, OpenShift, EKS, AKS and GKE.
 */

/** What runs the cluster; `kubeadm` also for clusters that no name shows. */
export type ClusterType = 'kind' | 'kubeadm' | 'k3s' | 'rke2' | 'openshift' | 'eks' | 'aks' | 'gke'

const NODE_NAMES: readonly (readonly [ClusterType, RegExp])[] = [
  ['eks', /^ip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\.(?:[a-z0-9-]{1,30}\.)?(?:compute|ec2)\.internal$/],
  ['aks', /^aks-[a-z0-9]{1,12}-\d/],
  ['gke', /^(?:gke|gk3)-/],
  ['kind', /^[a-z0-9.-]{1,50}-(?:control-plane|worker)\d{0,3}$/],
]
const SOURCE_NAMES: readonly (readonly [ClusterType, RegExp])[] = [
  ['openshift', /must-gather|openshift/],
  ['rke2', /rke2/],
  ['k3s', /k3s/],
  // The log collector of EKS.
  ['eks', /(?:^|\/)eks_i-[0-9a-f]/],
]
/** OpenShift runs its kubelet as kubenswrapper, and up to 4.9 as hyperkube, on machines of any cloud. */
const PROCESS_NAMES: readonly (readonly [ClusterType, RegExp])[] = [
  ['openshift', /^(?:kubenswrapper|hyperkube)$/],
  ['rke2', /^rke2/],
  ['k3s', /^k3s/],
]

/** What shows the type of a cluster. */
export interface ClusterNames {
  readonly nodes: readonly string[]
  readonly sources: readonly string[]
  /** As logs print them. */
  readonly processes: readonly string[]
}

/** Returns the type that the names show; a process proves more than a name that people choose. */
export function clusterTypeOf({ nodes, sources, processes }: ClusterNames): ClusterType {
  for (const [type, form] of PROCESS_NAMES) if (processes.some((name) => form.test(name))) return type
  for (const [type, form] of SOURCE_NAMES) if (sources.some((name) => form.test(name))) return type
  for (const [type, form] of NODE_NAMES) if (nodes.some((name) => form.test(name))) return type
  return 'kubeadm'
}

const JOURNAL = 'journalctl -u kubelet -o short-iso-precise --no-pager'

/** Returns a node's name as a command contains it; NODE for what is no name, such as one that was redacted. */
export function nameInCommand(name: string): string {
  return /^[a-z0-9][a-z0-9.-]{0,252}$/.test(name) ? name : 'NODE'
}

/** Returns the command that saves the kubelet log of a node. */
export function kubeletLogCommand(type: ClusterType, name: string): string {
  const node = nameInCommand(name)
  switch (type) {
    case 'kind':
      return `docker exec ${node} ${JOURNAL} > ${node}.log`
    case 'openshift':
      return `oc adm node-logs ${node} -u kubelet > ${node}.log`
    case 'k3s':
      return `ssh ${node} journalctl -u k3s -u k3s-agent -o short-iso-precise --no-pager > ${node}.log`
    case 'rke2':
      return `ssh ${node} cat /var/lib/rancher/rke2/agent/logs/kubelet.log > ${node}.log`
    case 'eks':
      return `ssh ec2-user@${node} sudo ${JOURNAL} > ${node}.log`
    case 'gke':
      return `gcloud compute ssh ${node} -- sudo ${JOURNAL} > ${node}.log`
    case 'aks':
      return `kubectl debug node/${node} --profile=sysadmin --image=busybox -it -- chroot /host ${JOURNAL} > ${node}.log`
    case 'kubeadm':
      return `ssh ${node} ${JOURNAL} > ${node}.log`
  }
}

const FILE = '> kube-controller-manager.log'

/** Returns the command that saves the log of kube-controller-manager. */
export function controllerLogCommand(type: ClusterType): string {
  switch (type) {
    case 'openshift':
      return `oc -n openshift-kube-controller-manager logs -l app=kube-controller-manager -c kube-controller-manager --prefix --tail=-1 ${FILE}`
    case 'k3s':
      return `ssh SERVER journalctl -u k3s -o short-iso-precise --no-pager ${FILE}`
    case 'eks':
      return `aws logs filter-log-events --log-group-name /aws/eks/CLUSTER/cluster --log-stream-name-prefix kube-controller-manager > kube-controller-manager.json`
    case 'aks':
      return `az monitor log-analytics query -w WORKSPACE --analytics-query "AzureDiagnostics | where Category == 'kube-controller-manager'" > kube-controller-manager.json`
    case 'gke':
      return `gcloud logging read 'resource.type="k8s_control_plane_component" resource.labels.component_name="controller-manager"' --format=json > kube-controller-manager.json`
    default:
      return `kubectl -n kube-system logs -l component=kube-controller-manager --tail=-1 ${FILE}`
  }
}
