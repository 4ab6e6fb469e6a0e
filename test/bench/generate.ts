/**
 * Generates realistic logs of any size for benchmarks and tests. The same seed and size give the same bytes.
 *
 * Authority: wordings and their frequencies are those of a kubelet 1.30 at -v=6 and its controller manager; names are
 * changed.
 */
import { once } from 'node:events'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createGzip } from 'node:zlib'

/** One file of a shape. */
export interface GeneratedFile {
  readonly name: string
  readonly gzip?: boolean
  /** The text in chunks of complete lines, or of parts of a line if a line is longer than a chunk. */
  readonly text: Iterable<string>
}

/** A kind of log, as one or more files. */
export interface Shape {
  readonly name: string
  /** Description in the results. */
  readonly title: string
  /** The files, with about `bytes` of text before compression. */
  files(bytes: number, seed: number): Iterable<GeneratedFile>
}

/** Returns a generator of numbers in [0, 1): mulberry32, the same on every machine. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000
  }
}

const START_MS = Date.UTC(2026, 10, 22, 10, 43, 3)
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
function klogHeader(severity: string, atUs: number, pid: number): string {
  const at = new Date(START_MS + atUs / 1000)
  const us = String(atUs % 1_000_000).padStart(6, '0')
  return `${severity}${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}.${us} ${String(pid).padStart(7)} `
}

/** The prefix that `journalctl -o short-iso-precise` prints before a message. */
function journalPrefix(atUs: number, node: string, pid: number): string {
  const us = String((atUs + 150) % 1_000_000).padStart(6, '0')
  const second = new Date(START_MS + Math.floor((atUs + 150) / 1000)).toISOString().slice(0, 19)
  return `${second}.${us}+0000 ${node} kubelet[${pid}]: `
}

const renewal = (node: string, ms: number): string =>
  `round_trippers.go:553] PUT ${LEASES}/${node}?timeout=10s 200 OK in ${ms} milliseconds`

const unreachable = (node: string, retry: string): string =>
  `controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"${LEASES}/${node}?timeout=10s\\": dial tcp: lookup demo-control-plane on 192.168.65.254:53: dial udp 192.168.65.254:53: connect: network is unreachable" interval="${retry}"`

interface Line {
  readonly atUs: number
  readonly severity: string
  readonly message: string
}

/** A kubelet log at -v=6: one renewal per ten seconds and 200 lines, and one outage of a minute per six hours. */
function* sparseLines(node: string, seed: number): Iterable<Line> {
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

/** Only relevant lines: renewals, a status update every 30 renewals, and a failure every 1000. */
function* denseLines(node: string, seed: number): Iterable<Line> {
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
function* retryLines(node: string, seed: number): Iterable<Line> {
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
function* controllerLines(nodes: number, seed: number): Iterable<Line> {
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

/** Prints a line in a log format, with its LF. */
type Print = (line: Line) => string

const PID = 1153
const asKlog: Print = ({ atUs, severity, message }) => `${klogHeader(severity, atUs, PID)}${message}\n`

const asJournal =
  (node: string): Print =>
  (line) =>
    journalPrefix(line.atUs, node, PID) + asKlog(line)

/** The format of `journalctl -o json`, which has no fixed order of fields. */
const asJournalJson =
  (node: string): Print =>
  (line) => {
    const us = START_MS * 1000 + line.atUs + 150
    return `{"__REALTIME_TIMESTAMP":"${us}","_MACHINE_ID":"13c3de2d3ee7d1d51af39f219c097333","_HOSTNAME":"${node}","_SYSTEMD_CGROUP":"/system.slice/kubelet.service","_SYSTEMD_SLICE":"system.slice","_TRANSPORT":"stdout","_COMM":"kubelet","_RUNTIME_SCOPE":"system","_BOOT_ID":"9809b9f3ad5d4987a1e18d1992a85eb6","_GID":"0","SYSLOG_IDENTIFIER":"kubelet","MESSAGE":${JSON.stringify(asKlog(line).slice(0, -1))},"__MONOTONIC_TIMESTAMP":"${us - START_MS * 1000}","_EXE":"/usr/bin/kubelet","PRIORITY":"6","_CMDLINE":"/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --v=6","_PID":"${PID}","_SYSTEMD_UNIT":"kubelet.service","_CAP_EFFECTIVE":"1fffeffffff","_UID":"0","_STREAM_ID":"45bb3ff52c6e43668837a911e8f3055e"}\n`
  }

/** Prints lines up to `bytes`, in chunks of about 64 KiB. All text is ASCII. */
function* printLines(lines: Iterable<Line>, print: Print, bytes: number): Iterable<string> {
  let left = bytes
  let chunk = ''
  for (const line of lines) {
    const text = print(line)
    chunk += text
    left -= text.length
    if (chunk.length >= 65_536 || left <= 0) {
      yield chunk
      chunk = ''
    }
    if (left <= 0) return
  }
}

const NODE = 'demo-worker'
const SMALL_FILES = 1000
const FLEET_NODES = 1000

function* repeat(text: string, bytes: number): Iterable<string> {
  for (let left = bytes; left > 0; left -= text.length) yield text
}

/** Every shape, in the order of the results. */
export const shapes: readonly Shape[] = [
  {
    name: 'sparse',
    title: 'kubelet journal at -v=6, one line in 200 relevant',
    files: (bytes, seed) => [
      { name: 'kubelet.log', text: printLines(sparseLines(NODE, seed), asJournal(NODE), bytes) },
    ],
  },
  {
    name: 'dense',
    title: 'request lines of a kubelet, every line relevant',
    files: (bytes, seed) => [
      { name: 'kubelet.log', text: printLines(denseLines(NODE, seed), asKlog, bytes) },
    ],
  },
  {
    name: 'retries',
    title: 'one outage without end, a try every seven seconds',
    files: (bytes, seed) => [
      { name: 'kubelet.log', text: printLines(retryLines(NODE, seed), asKlog, bytes) },
    ],
  },
  {
    name: 'controller',
    title: 'controller log of 1,000 nodes in an outage',
    files: (bytes, seed) => [
      { name: 'kube-controller-manager.log', text: printLines(controllerLines(1000, seed), asKlog, bytes) },
    ],
  },
  {
    name: 'json',
    title: 'the sparse journal as journalctl -o json',
    files: (bytes, seed) => [
      { name: 'kubelet.json', text: printLines(sparseLines(NODE, seed), asJournalJson(NODE), bytes) },
    ],
  },
  {
    name: 'gzip',
    title: 'the sparse journal, compressed',
    files: (bytes, seed) => [
      {
        name: 'kubelet.log.gz',
        gzip: true,
        text: printLines(sparseLines(NODE, seed), asJournal(NODE), bytes),
      },
    ],
  },
  {
    name: 'small-files',
    title: 'the sparse journals of 1,000 nodes, a small file each',
    *files(bytes, seed) {
      for (let n = 0; n < SMALL_FILES; n++) {
        const lines = sparseLines(`worker-${n}`, seed + n)
        yield {
          name: `worker-${n}.log`,
          text: printLines(lines, asJournal(`worker-${n}`), bytes / SMALL_FILES),
        }
      }
    },
  },
  {
    name: 'long-line',
    title: 'one line, however long',
    files: (bytes) => [
      { name: 'core.txt', text: repeat('no line feed in sight, lease or not; '.repeat(1000), bytes) },
    ],
  },
  {
    name: 'fleet',
    title: 'renewals of 1,000 nodes, a file each; 7.9 GB are a week',
    *files(bytes, seed) {
      for (let n = 0; n < FLEET_NODES; n++) {
        const lines = denseLines(`worker-${n}`, seed + n)
        yield { name: `worker-${n}.log`, text: printLines(lines, asKlog, bytes / FLEET_NODES) }
      }
    },
  },
]

/** Writes the files of a shape into `directory`. Returns their paths. */
export async function writeShape(
  shape: Shape,
  directory: string,
  bytes: number,
  seed: number,
): Promise<string[]> {
  mkdirSync(directory, { recursive: true })
  const paths: string[] = []
  for (const { name, gzip, text } of shape.files(bytes, seed)) {
    const path = join(directory, name)
    paths.push(path)
    const file = createWriteStream(path)
    const sink = gzip ? createGzip({ level: 6 }) : file
    if (sink !== file) sink.pipe(file)
    for (const chunk of text) if (!sink.write(chunk, 'latin1')) await once(sink, 'drain')
    sink.end()
    await once(file, 'close')
  }
  return paths
}
