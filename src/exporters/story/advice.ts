/**
 * Advice for an incident: short imperative lines with the commands to run next, the likeliest cause first.
 *
 * People paste commands into shells, and logs may contain any name. Only names of plain characters are inserted;
 * a word in capitals replaces any other.
 *
 * Authority: systemd, iproute2 and kubeadm for paths and units; some distributions use other names.
 */

import type { CauseCategory, CauseWhere, Deviation, Incident } from '../../model/index.ts'
import { formatInstant, SECOND_US } from '../../time/instant.ts'

/** Values inserted into commands. */
interface CommandValues {
  readonly node: string
  /** `host:port` of the API server. */
  readonly server: string
  /** Host name of a failed DNS look-up, else the host of the API server. */
  readonly name: string
  /** `@server` of a failed DNS look-up; empty if the error names none. */
  readonly resolver: string
  /** Address of a failed connection; `ADDRESS` if the error names none. */
  readonly address: string
  /** Options of journalctl for the incident's time, with shell variables. */
  readonly during: string
}

type AdviceLines = (values: CommandValues) => readonly string[]

/** Margin of the journal before and after an incident. */
const MARGIN_US: number = 60 * SECOND_US

const connectionPath: AdviceLines = ({ server, during }) => [
  `On the node: curl -sk -m 10 https://${server}/livez; ip -s link (errors, drops)`,
  'On the node: conntrack -C; sysctl net.netfilter.nf_conntrack_max (compare them); nft list ruleset, or iptables-save',
  `On the node: journalctl -k ${during} (link, driver and conntrack messages)`,
  'Between node and API server: load balancer health checks and idle timeouts; security group and firewall changes around that time',
]

const latency: AdviceLines = () => [
  "Control plane: etcdctl endpoint status --cluster -w table; kubectl get --raw '/readyz?verbose'",
  'Control plane metrics: etcd_disk_wal_fsync_duration_seconds (disk latency); apiserver_request_duration_seconds of leases; CPU and memory',
]

const credentials: AdviceLines = () => [
  'On the node: openssl x509 -noout -subject -dates -in /var/lib/kubelet/pki/kubelet-client-current.pem',
  'kubectl get csr (certificate rotation waiting for approval); journalctl -u kubelet | grep -i certificate',
  'On the node and the control plane: timedatectl; chronyc tracking (a wrong clock makes certificates invalid)',
]

const machine: AdviceLines = ({ during }) => [
  `On the node: journalctl -k ${during} (OOM kills, hung tasks, soft lockups, disk errors)`,
  'On the node: cat /proc/pressure/{cpu,memory,io}; the hypervisor (was the VM paused or migrated around that time?)',
]

const BY_CATEGORY: { readonly [C in CauseCategory]: AdviceLines } = {
  'network-unreachable': ({ address, during }) => [
    'On the node: ip -br link; ip -br addr (is the interface up and does it have an address?)',
    `On the node: ip route show default; ip route get ${address}`,
    `On the node: journalctl -k ${during} (link down, carrier lost, driver reset)`,
    `On the node: journalctl -u systemd-networkd -u NetworkManager ${during} (DHCP lease lost, interface reconfigured)`,
    'Outside the node: switch port, virtual NIC or cloud network changes around that time',
  ],
  'no-route': ({ address, during }) => [
    `On the node: ip route get ${address}; ip neigh (FAILED entries)`,
    'On the node: nft list ruleset, or iptables-save (a REJECT rule also causes "no route to host")',
    `On the node: journalctl -u systemd-networkd -u NetworkManager ${during}`,
    'Outside the node: is the API server host up, did its address move, did a router or security group change?',
  ],
  dns: ({ name, resolver, during }) => [
    'On the node: cat /etc/resolv.conf; resolvectl status',
    `On the node: dig +time=2 +tries=1 ${resolver}${name}`,
    `On the node: journalctl -u systemd-resolved -u dnsmasq ${during}`,
    'DNS server: was it up and reachable from the node? The kubelet needs the name of the API server before any pod runs',
  ],
  'connection-refused': ({ server }) => [
    'Control plane: crictl ps -a --name kube-apiserver; crictl logs of the exited container',
    'Control plane: /etc/kubernetes/manifests/kube-apiserver.yaml (changed around that time?); journalctl -u kubelet there',
    'Control plane: etcdctl endpoint health --cluster (an API server without etcd exits)',
    `Load balancer: which backends does ${server} have, and were they healthy?`,
    `On the node: curl -sk -m 10 https://${server}/livez`,
  ],
  'connection-reset': connectionPath,
  'connection-lost': connectionPath,
  'closed-connection': connectionPath,
  eof: connectionPath,
  timeout: (values) => [...connectionPath(values), ...latency(values)],
  'server-error': latency,
  throttled: () => [
    'Control plane: kubectl get --raw /debug/api_priority_and_fairness/dump_priority_levels (node-high)',
    'On the node: --kube-api-qps and --kube-api-burst of the kubelet',
  ],
  tls: (values) => [
    `On the node: openssl s_client -connect ${values.server} </dev/null (which certificate is served, who signed it?)`,
    ...credentials(values),
  ],
  auth: (values) => [
    ...credentials(values),
    `kubectl auth can-i update leases -n kube-node-lease --as system:node:${values.node} --as-group system:nodes`,
    'Control plane: --authorization-mode of kube-apiserver (Node must be in it); webhook authorizers and authenticators',
  ],
  'not-found': ({ node }) => [
    `kubectl get node ${node}; kubectl -n kube-node-lease get lease ${node} (check the audit log for who deleted it)`,
  ],
  conflict: ({ node }) => [
    `kubectl -n kube-node-lease get lease ${node} -o yaml --show-managed-fields (who else writes it?)`,
    'Does a second machine run under the same hostname or --hostname-override?',
  ],
  canceled: ({ during }) => [`On the node: journalctl -u kubelet ${during} (what canceled the requests?)`],
  other: ({ during }) => [`On the node: journalctl -u kubelet ${during}`],
  'kubelet-stopped': (values) => [
    `On the node: systemctl status kubelet; journalctl -u kubelet ${values.during} (exit status, who stopped it)`,
    'On the node: package upgrades and configuration changes around that time; last -x reboot shutdown',
    ...machine(values),
  ],
  'kubelet-silent': (values) => [
    `On the node: journalctl ${values.during} (if other processes logged, the kubelet was at fault; otherwise the node)`,
    ...machine(values),
  ],
  'container-runtime': ({ during }) => [
    'On the node: systemctl status containerd (or crio); crictl info',
    `On the node: journalctl -u containerd -u crio ${during}`,
    'On the node: df -h; df -i (a full disk stops the runtime)',
  ],
  'network-plugin': ({ node }) => [
    'On the node: ls -l /etc/cni/net.d /opt/cni/bin; crictl info (NetworkReady)',
    `kubectl get pods -A -o wide --field-selector spec.nodeName=${node} (is the CNI pod running?)`,
  ],
  pleg: (values) => [
    'On the node: time crictl ps -a (a slow runtime is the usual reason); number of pods and exited containers',
    `On the node: journalctl -u kubelet -u containerd -u crio ${values.during} | grep -i pleg`,
    ...machine(values),
  ],
  'node-shutdown': ({ during }) => [
    `On the node: last -x shutdown reboot; journalctl -u systemd-logind ${during}`,
    'Outside the node: autoscaler, spot or preemption notices, maintenance around that time',
  ],
  'node-reboot': () => [
    'On the node: journalctl --list-boots; journalctl -b -1 -e (last lines of the previous boot)',
    'On the node: ls /var/crash; the console log of the hypervisor or of the management controller (BMC)',
  ],
  'clock-jump': ({ during }) => [
    'On the node: chronyc tracking; chronyc sources -v; timedatectl',
    `On the node: journalctl -u chronyd -u chrony -u systemd-timesyncd ${during}`,
  ],
  unknown: ({ node, during }) => [
    `On the node ${node}: journalctl -u kubelet -o short-iso-precise ${during} (run leasegap again with this log)`,
  ],
}

const BY_LOCATION: { readonly [W in CauseWhere]?: AdviceLines } = {
  'load-balancer': ({ server }) => [
    `Load balancer: ${server}: backends, health checks, connection limits, changes around that time`,
  ],
  'control-plane': () => [
    'Control plane: crictl ps -a --name kube-controller-manager (restarts); its log for "leaderelection" lost',
    'Control plane: timedatectl; chronyc tracking (a clock that jumps makes all nodes look stale)',
  ],
}

const DELETED: readonly string[] = [
  'Outside the node: autoscaler, cloud or hypervisor events around that time (who removed the machine, and why?)',
  'Outside the node: console log and shipped logs of the machine; a deleted node keeps none',
]

const BY_DEVIATION: { readonly [D in Deviation]?: string } = {
  early: 'Control plane: --node-monitor-grace-period of kube-controller-manager (shorter than assumed?)',
  late: 'Control plane: restarts and leader changes of kube-controller-manager; its latency to the API server',
  never:
    'Control plane: was kube-controller-manager leading and working? See its log and metrics around that time',
}

/** Clock offset from which times of two logs mislead and certificates may not yet be valid. */
const MIN_OFFSET_US: number = SECOND_US

/** AdviceLines of advice. `times` sets the shell variables `since` and `until` that they use; null if none does. */
export interface Advice {
  readonly times: string | null
  readonly lines: readonly string[]
}

/** `offsetUs` is the node's clock minus the control plane's, null if it was not measured. */
export function adviceFor(incident: Incident, offsetUs: number | null): Advice {
  const { cause, deviation } = incident
  const values = commandValues(incident)
  const lines =
    incident.kind === 'log-gap'
      ? [
          'On the node: journalctl --disk-usage; SystemMaxUse, RateLimitBurst and RateLimitIntervalSec in /etc/systemd/journald.conf',
          ...BY_CATEGORY.unknown(values),
        ]
      : [...(BY_LOCATION[cause.where]?.(values) ?? []), ...BY_CATEGORY[cause.category](values)]
  if (incident.endedBy === 'node-deleted') {
    // What was on the node is gone with it.
    const elsewhere = lines.filter((line) => !line.startsWith('On the node'))
    lines.splice(0, lines.length, ...DELETED, ...elsewhere)
  }
  const late = deviation.markedNotReady && BY_DEVIATION[deviation.markedNotReady]
  if (late) lines.push(late)
  if (offsetUs !== null && Math.abs(offsetUs) >= MIN_OFFSET_US && cause.category !== 'clock-jump')
    lines.push('On the node and the control plane: chronyc tracking; timedatectl (their clocks differ)')
  const times = lines.some((line) => line.includes('$since')) ? shellTimes(incident) : null
  return { times, lines: [...new Set(lines)] }
}

const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/
/** Matches the server of a Go HTTP error; bounded runs keep it linear on any text. */
const SERVER = /https:\/\/([A-Za-z0-9.-]{1,253})(:\d{1,5})?\//
const LOOKUP = /\blookup ([A-Za-z0-9.-]{1,253})(?: on ([0-9.]{7,15}):53)?/

const DIAL = /\bdial (?:tcp|udp) (\d{1,3}(?:\.\d{1,3}){3}):\d/

function commandValues({ node, cause, endUs }: Incident): CommandValues {
  const error = cause.error ?? ''
  const server = SERVER.exec(error)
  const lookup = LOOKUP.exec(error)
  const host = server?.[1] ?? 'APISERVER'
  return {
    node: node !== null && PLAIN_NAME.test(node) ? node : 'NODE',
    server: `${host}${server?.[2] ?? ':6443'}`,
    name: lookup?.[1] ?? host,
    resolver: lookup?.[2] ? `@${lookup[2]} ` : '',
    address: DIAL.exec(error)?.[1] ?? 'ADDRESS',
    during: `--since "$since"${endUs === null ? '' : ' --until "$until"'}`,
  }
}

/** Assigns `since` and `until`, a minute before and after the incident as long as its bounds allow, in whole seconds. */
function shellTimes({ startUs: aboutUs, endUs: untilUs, boundaries }: Incident): string {
  const { lastRenewal, firstRenewalAfter } = boundaries
  const startUs = Math.min(aboutUs, lastRenewal?.earliestUs ?? aboutUs)
  const endUs = untilUs === null ? null : Math.max(untilUs, firstRenewalAfter?.latestUs ?? untilUs)
  const second = (timeUs: number): string =>
    `"${(formatInstant(timeUs) ?? '').slice(0, 19).replace('T', ' ')} UTC"`
  const until = endUs === null ? '' : ` until=${second(endUs + MARGIN_US)}`
  return `since=${second(startUs - MARGIN_US)}${until}`
}
