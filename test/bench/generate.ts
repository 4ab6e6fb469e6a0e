/** Generates realistic logs of any size for benchmarks and tests. The same seed and size give the same bytes. */
import { once } from 'node:events'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createGzip } from 'node:zlib'
import {
  controllerLines,
  denseLines,
  incidentLines,
  klogHeader,
  type Line,
  requestLines,
  retryLines,
  START_MS,
  sparseLines,
} from './log-lines.ts'
import {
  MONTH_BYTES,
  monthOf,
  realFormats,
  repeatAs,
  repeatDaily,
  searchAnswer,
  streamsAnswer,
} from './real-log.ts'

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

/** The prefix that `journalctl -o short-iso-precise` prints before a message. */
function journalPrefix(atUs: number, node: string, pid: number): string {
  const us = String((atUs + 150) % 1_000_000).padStart(6, '0')
  const second = new Date(START_MS + Math.floor((atUs + 150) / 1000)).toISOString().slice(0, 19)
  return `${second}.${us}+0000 ${node} kubelet[${pid}]: `
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
const NODE_BYTES = 16_000
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
    name: 'real',
    title: 'a real kubelet log at -v=6, a link down for 200 s, repeated daily',
    files: (bytes) => [{ name: 'kubelet.log', text: repeatDaily('kubelet.log.gz', bytes) }],
  },
  ...realFormats.map(
    (format): Shape => ({
      name: `real-${format}`,
      title: `the same lines in the format ${format}`,
      files: (bytes) => [{ name: `kubelet-${format}.log`, text: repeatAs(format, bytes) }],
    }),
  ),
  {
    name: 'answer',
    title: 'the same lines as Elasticsearch answers with them, on one line',
    files: (bytes) => [{ name: 'answer.json', text: searchAnswer(bytes) }],
  },
  {
    name: 'streams',
    title: 'the same lines as Loki answers with them, in two streams on one line',
    files: (bytes) => [{ name: 'streams.json', text: streamsAnswer(bytes) }],
  },
  {
    name: 'requests-heavy',
    title: 'kubelet log at -v=6, three of ten lines requests of other resources',
    files: (bytes, seed) => [
      { name: 'kubelet.log', text: printLines(requestLines(NODE, seed), asKlog, bytes) },
    ],
  },
  {
    name: 'incidents',
    title: 'an outage of a node every ten minutes; 83 MB are 10,000',
    files: (bytes, seed) => [
      { name: 'kubelet.log', text: printLines(incidentLines(NODE, seed), asKlog, bytes) },
    ],
  },
  {
    name: 'nodes',
    title: 'one outage of all nodes, a file of 16 KB each; 160 MB are 10,000',
    *files(bytes, seed) {
      for (let n = 0; n * NODE_BYTES < bytes; n++)
        yield {
          name: `worker-${n}.log`,
          text: printLines(incidentLines(`worker-${n}`, seed + n), asKlog, NODE_BYTES),
        }
    },
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
  {
    name: 'month',
    title:
      'a month of each kubelet at default verbosity with one outage, a file each; 10.5 GB are 10,000 nodes',
    *files(bytes) {
      for (let n = 0; n < Math.max(1, Math.round(bytes / MONTH_BYTES)); n++)
        yield { name: `worker-${n}.log`, text: [monthOf(`worker-${n}`, n)] }
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
