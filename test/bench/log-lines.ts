/**
 * Endless logs, line by line: each kind is one generator.
 *
 * Authority: wordings and their frequencies are those of a kubelet 1.30 at -v=6 and its controller manager; names are
 * changed.
 */
import { random } from './random.ts'

/** Time of the first line. */
export const START_MS: number = Date.UTC(2026, 10, 22, 10, 43, 3)

const SERVER = 'https://demo-control-plane:6443'

const LEASES = `${SERVER}/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases`

/** Messages of a kubelet at -v=6 that are not about its heartbeat. */
const ROUTINE: readonly ((draw: () => number) => string)[] = [
  (draw) =>
    `handler.go:293] error while reading "/proc/1/fd/${(draw() * 255) | 0}" link: readlink /proc/1/fd/${(draw() * 255) | 0}: permission denied`,
  () => 'kuberuntime_manager.go:431] "Retrieved pods from runtime" all=true',
  () => 'generic.go:224] "GenericPLEG: Relisting"',
  (draw) =>
    `helpers.go:975] "Eviction manager:" log="observations" signal="memory.available" resourceName="memory" available="${(draw() * 24684084) | 0}Ki" capacity="24684084Ki" time="2026-11-22 10:43:04.084621962 +0000 UTC m=+51.006330580"`,
  (draw) =>
    `kubelet_status_setter.go:759] "Setting condition code" position=${(draw() * 12) | 0} of="demo-worker"`,
  () => 'config.go:104] "Looking for sources, have seen" sources=["api"] seenSources={"api":{}}',
  () => 'kubelet_pods.go:1197] "Clean up orphaned pod user namespace allocations"',
  () => 'kubelet.go:2538] "SyncLoop (housekeeping)"',
  (draw) => `kubelet.go:2546] "SyncLoop (housekeeping) end" duration="${(draw() * 9) | 0}ms"`,
  (draw) =>
    `handler.go:177] Unable to get Process Stats: couldn't open cpu cgroup procs file /sys/fs/cgroup/cpu/process_api/${((draw() * 0x7fffffff) | 0).toString(16)}/cgroup.procs : no such file or directory`,
  () => 'status_manager.go:230] "Syncing all statuses"',
  (draw) =>
    `prober.go:107] "Probe succeeded" probeType="Liveness" pod="shop/checkout-${((draw() * 0xfffff) | 0).toString(16)}" podUID="8a5e1c1c-0e5c-4b39-a6e3-${((draw() * 0x7fffffff) | 0).toString(16)}" containerName="web"`,
  (draw) =>
    `reconciler_common.go:253] "operationExecutor.MountVolume started for volume \\"kube-api-access-${((draw() * 0xfffff) | 0).toString(36)}\\"" pod="shop/cart-0"`,
]

/** A message that passes the prefilter but has no finding: one line in a hundred. */
const NEAR_MISS =
  'helpers.go:975] "Eviction manager:" log="observations" signal="nodefs.inodesFree" resourceName="inodes" available="16146828" capacity="16777216"'

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`)

/** The header of a klog line: `I1122 10:43:03.104750    1153 `. */
export function klogHeader(severity: string, atUs: number, pid: number): string {
  const at = new Date(START_MS + atUs / 1000)
  const us = String(atUs % 1_000_000).padStart(6, '0')
  return `${severity}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}.${us} ${String(pid).padStart(7)} `
}

const renewal = (node: string, ms: number): string =>
  `round_trippers.go:553] PUT ${LEASES}/${node}?timeout=10s 200 OK in ${ms} milliseconds`

const unreachable = (node: string, retry: string): string =>
  `controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"${LEASES}/${node}?timeout=10s\\": dial tcp: lookup demo-control-plane on 192.168.65.254:53: dial udp 192.168.65.254:53: connect: network is unreachable" interval="${retry}"`

/** A line before it is printed in a format. */
export interface Line {
  readonly atUs: number
  readonly severity: string
  readonly message: string
}

/** A kubelet log at -v=6: one renewal per ten seconds and 200 lines, and one outage of a minute per six hours. */
export function* sparseLines(node: string, seed: number): Iterable<Line> {
  const draw = random(seed)
  const line = (atUs: number, message: string, severity = 'I'): Line => ({ atUs, severity, message })
  for (let tens = 0; ; tens++) {
    const startUs = tens * 10_000_000 + ((draw() * 300_000) | 0)
    const isCut = tens % 2160 >= 1000 && tens % 2160 < 1006
    if (isCut) yield line(startUs, unreachable(node, '7s'), 'E')
    else yield line(startUs, renewal(node, 3 + ((draw() * draw() * 40) | 0)))
    for (let i = 1; i < 200; i++) {
      const atUs = startUs + i * 48_000 + ((draw() * 40_000) | 0)
      const routine = ROUTINE[(draw() * ROUTINE.length) | 0] as (draw: () => number) => string
      yield line(atUs, i === 70 || i === 140 ? NEAR_MISS : routine(draw))
    }
  }
}

/** Resources that a kubelet asks for besides its Lease. */
const RESOURCES = [
  '/api/v1/pods',
  '/api/v1/services',
  '/apis/storage.k8s.io/v1/csidrivers',
  '/api/v1/secrets',
]

/** A kubelet log at -v=6: one renewal per ten seconds and 200 lines, 60 of them requests of other resources. */
export function* requestLines(node: string, seed: number): Iterable<Line> {
  const draw = random(seed)
  for (const line of sparseLines(node, seed)) {
    const resource = RESOURCES[(draw() * RESOURCES.length) | 0]
    const ms = (draw() * 40) | 0
    if (draw() >= 0.3 || line.message.includes('lease')) yield line
    else
      yield {
        ...line,
        message: `round_trippers.go:553] GET ${SERVER}${resource}?allowWatchBookmarks=true&resourceVersion=${(draw() * 9e6) | 0} 200 OK in ${ms} milliseconds`,
      }
  }
}

/** Outages ten minutes apart: twenty renewals, then nine failed tries of two lines each. */
export function* incidentLines(node: string, seed: number): Iterable<Line> {
  const draw = random(seed)
  for (let startUs = 0; ; startUs += 600_000_000) {
    for (let n = 0; n < 20; n++)
      yield {
        atUs: startUs + n * 10_000_000 + ((draw() * 300_000) | 0),
        severity: 'I',
        message: renewal(node, 3 + ((draw() * draw() * 40) | 0)),
      }
    for (let n = 0; n < 9; n++) {
      const atUs = startUs + 200_000_000 + n * 7_000_000
      yield {
        atUs,
        severity: 'I',
        message: `round_trippers.go:553] GET ${LEASES}/${node}?timeout=10s  in 0 milliseconds`,
      }
      yield { atUs: atUs + 120, severity: 'E', message: unreachable(node, '7s') }
    }
  }
}

/** Only relevant lines: renewals, a status update every 30 renewals, and a failure every 1000. */
export function* denseLines(node: string, seed: number): Iterable<Line> {
  const draw = random(seed)
  for (let tens = 0; ; tens++) {
    const atUs = tens * 10_000_000 + ((draw() * 300_000) | 0)
    if (tens % 1000 === 999) yield { atUs, severity: 'E', message: unreachable(node, '200ms') }
    else yield { atUs, severity: 'I', message: renewal(node, 3 + ((draw() * draw() * 40) | 0)) }
    if (tens % 30 === 29)
      yield {
        atUs: atUs + 400_000,
        severity: 'I',
        message: `round_trippers.go:553] PATCH ${SERVER}/api/v1/nodes/${node}/status?timeout=10s 200 OK in 9 milliseconds`,
      }
  }
}

/** An outage without end: each attempt, seven seconds apart, logs the request and the error. */
export function* retryLines(node: string, seed: number): Iterable<Line> {
  const draw = random(seed)
  yield { atUs: 0, severity: 'I', message: renewal(node, 5) }
  for (let atUs = 10_000_000; ; atUs += 7_000_000 + ((draw() * 5_000) | 0)) {
    yield {
      atUs,
      severity: 'I',
      message: `round_trippers.go:553] GET ${LEASES}/${node}?timeout=10s  in 0 milliseconds`,
    }
    yield { atUs: atUs + 120, severity: 'E', message: unreachable(node, '7s') }
  }
}

const CONDITIONS = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure']

/** Formats a duration as Go does: `2m20.030627s`. */
function goDuration(us: number): string {
  const minutes = Math.floor(us / 60_000_000)
  const rest = `${(us % 60_000_000) / 1_000_000}s`
  return minutes === 0 ? rest : `${minutes}m${rest}`
}

/** A controller log while all nodes are silent: four lines per node every five seconds. */
export function* controllerLines(nodes: number, seed: number): Iterable<Line> {
  const draw = random(seed)
  const silentUs = Array.from({ length: nodes }, () => 40_000_000 + ((draw() * 5_000_000) | 0))
  for (let pass = 0; ; pass++)
    for (let n = 0; n < nodes; n++)
      for (const [c, type] of CONDITIONS.entries())
        yield {
          atUs: pass * 5_000_000 + n * 400 + c * 20,
          severity: 'I',
          message: `node_lifecycle_controller.go:958] "Node hasn't been updated" logger="node-lifecycle-controller" node="worker-${n}" duration="${goDuration((silentUs[n] as number) + pass * 5_000_000 + c * 20)}" nodeConditionType="${type}" currentCondition="&NodeCondition{Type:${type},Status:Unknown,LastHeartbeatTime:2026-11-22 10:42:34 +0000 UTC,LastTransitionTime:2026-11-22 10:43:41 +0000 UTC,Reason:NodeStatusUnknown,Message:Kubelet stopped posting node status.,}"`,
        }
}
