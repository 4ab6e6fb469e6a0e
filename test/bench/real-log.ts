/** A real log of a kubelet, repeated to any size with other dates, and printed as other tools print it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

/** Where the real logs lie: the benchmark and the tests run in the root of the project. */
const REAL_LOGS = 'test/bench/real'

/** The day of the real logs as klog prints it, and as a full date. */
const REAL_KLOG_DAY = /^([IWEF])1122 /gm
const REAL_FULL_DAY = /2026-11-22/g

const DAY_MS = 86_400_000
const NODE = 'demo-worker'

/** Repeats a real log, a day later each time, up to about `bytes`, which end with a line. All text is ASCII. */
export function* repeatDaily(file: string, bytes: number): Iterable<string> {
  const log = gunzipSync(readFileSync(join(REAL_LOGS, file))).toString('latin1')
  for (let left = bytes, day = 0; left > 0; left -= log.length, day++) {
    const date = new Date(Date.UTC(2026, 0, 1) + day * DAY_MS).toISOString().slice(0, 10)
    const text = log
      .replace(REAL_KLOG_DAY, `$1${date.slice(5, 7)}${date.slice(8)} `)
      .replace(REAL_FULL_DAY, date)
    yield text.length <= left ? text : text.slice(0, text.indexOf('\n', left) + 1)
  }
}

/** A line of klog with its time: `day` is `2026-11-22`, `time` `10:43:03.104750`. */
interface KlogLine {
  readonly text: string
  readonly day: string
  readonly time: string
  readonly pid: string
}

const HEADER = /^[IWEF](\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d{6}) +(\d+) /
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const epochUs = ({ day, time }: KlogLine): number =>
  Date.parse(`${day}T${time.slice(0, 8)}Z`) * 1000 + Number(time.slice(9))

/** Journal fields of a line, as `journalctl -o json` and `-o export` print them. */
const journalFields = (line: KlogLine): Readonly<Record<string, string>> => ({
  __REALTIME_TIMESTAMP: String(epochUs(line)),
  _HOSTNAME: NODE,
  _TRANSPORT: 'stdout',
  _COMM: 'kubelet',
  SYSLOG_IDENTIFIER: 'kubelet',
  MESSAGE: line.text,
  PRIORITY: '6',
  _PID: line.pid,
  _SYSTEMD_UNIT: 'kubelet.service',
})

/** What surrounds a line in other formats, by the name of the shape. */
const FORMATS: Readonly<Record<string, (line: KlogLine) => string>> = {
  short: ({ text, day, time, pid }) =>
    `${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(8)} ${time.slice(0, 8)} ${NODE} kubelet[${pid}]: ${text}\n`,
  iso: ({ text, day, time, pid }) => `${day}T${time.slice(0, 8)}+0000 ${NODE} kubelet[${pid}]: ${text}\n`,
  json: (line) => `${JSON.stringify(journalFields(line))}\n`,
  export: (line) =>
    `${Object.entries(journalFields(line))
      .map(([name, value]) => `${name}=${value}\n`)
      .join('')}\n`,
  cri: ({ text, day, time }) => `${day}T${time}000Z stderr F ${text}\n`,
  docker: ({ text, day, time }) =>
    `${JSON.stringify({ log: `${text}\n`, stream: 'stderr', time: `${day}T${time}Z` })}\n`,
}

export const realFormats: readonly string[] = Object.keys(FORMATS)

/** Prints the log that `repeatDaily` gives for `bytes` in a format: the same lines, and more bytes. */
export function* repeatAs(format: string, bytes: number): Iterable<string> {
  const print = FORMATS[format] as (line: KlogLine) => string
  for (const chunk of repeatDaily('kubelet.log.gz', bytes)) {
    let text = ''
    for (const line of chunk.split('\n')) {
      const [, month, day, time = '', pid = ''] = HEADER.exec(line) ?? []
      if (month !== undefined) text += print({ text: line, day: `2026-${month}-${day}`, time, pid })
    }
    yield text
  }
}

/** Prints the log as Elasticsearch answers a search: about `bytes` on one line. */
export function* searchAnswer(bytes: number): Iterable<string> {
  yield '{"took":4,"timed_out":false,"hits":{"hits":['
  let left = bytes
  for (const chunk of repeatDaily('kubelet.log.gz', bytes)) {
    let text = ''
    for (const line of chunk.split('\n')) {
      const [, month, day, time = ''] = HEADER.exec(line) ?? []
      if (month === undefined || text.length >= left) continue
      const _source = { '@timestamp': `2026-${month}-${day}T${time}Z`, message: line, host: { name: NODE } }
      text += `${text === '' && left === bytes ? '' : ','}${JSON.stringify({ _index: 'filebeat', _source })}`
    }
    yield text
    left -= text.length
    if (left <= 0) break
  }
  yield ']}}\n'
}

/** Prints the log as Loki answers a query: about `bytes` on one line, in two streams, of which errors are one. */
export function* streamsAnswer(bytes: number): Iterable<string> {
  yield '{"status":"success","data":{"resultType":"streams","result":['
  for (const level of ['error', 'unknown']) {
    yield `${level === 'error' ? '' : ','}{"stream":{"detected_level":"${level}","nodename":"${NODE}"},"values":[`
    let isFirst = true
    // A value takes about a fifth more than its line.
    for (const chunk of repeatDaily('kubelet.log.gz', bytes * 0.84)) {
      let text = ''
      for (const line of chunk.split('\n')) {
        const [, month, day, time = '', pid = ''] = HEADER.exec(line) ?? []
        if (month === undefined || (line[0] === 'E') !== (level === 'error')) continue
        const us = epochUs({ text: line, day: `2026-${month}-${day}`, time, pid })
        text += `${isFirst ? '' : ','}["${us}000",${JSON.stringify(line)}]`
        isFirst = false
      }
      yield text
    }
    yield ']}'
  }
  yield ']}}\n'
}

/** A line of the real log, with the time of its stamp. */
export interface LogEntry {
  readonly timeUs: number
  readonly node: string
  readonly message: string
}

/** The lines of the real log as those of another node. Lines without a stamp have the time of the one before. */
export function* realEntries(node: string): Iterable<LogEntry> {
  let timeUs = 0
  for (const text of gunzipSync(readFileSync(join(REAL_LOGS, 'kubelet.log.gz')))
    .toString('latin1')
    .split('\n')) {
    const [, month, day, time = '', pid = ''] = HEADER.exec(text) ?? []
    if (month !== undefined) timeUs = epochUs({ text, day: `2026-${month}-${day}`, time, pid })
    if (text !== '') yield { timeUs, node, message: text.replaceAll(NODE, node) }
  }
}

/** A kubelet at default verbosity whose network was cut for three minutes. */
const CUT_LOG = 'test/e2e/cases/network-cut-v2/kubelet.log'
/** All that a healthy kubelet at default verbosity printed in seven minutes, behind its time. */
const QUIET_LINE =
  '    1720 container_manager_linux.go:512] "Failed to ensure process in container with oom score" err="failed to find pid namespace of init process"\n'
const QUIET_US = 420_000_000
const MONTH_DAYS = 30

/** Bytes of one month. */
export const MONTH_BYTES = 1_050_000

/** A month of the n-th kubelet of a fleet: a line in seven minutes, and on one of its days the lines of the cut. */
export function monthOf(node: string, n: number): string {
  const cut = readFileSync(CUT_LOG, 'latin1').trimEnd().split('\n')
  const startUs = Date.UTC(2026, 9, 1) * 1000
  const cutUs = startUs + (n % MONTH_DAYS) * DAY_MS * 1000 + (n % 1000) * 60_000_000
  const firstUs = midnightUs(cut[0] ?? '')
  let text = ''
  let isCut = false
  for (let us = startUs + (n % 420) * 1_000_000; us < startUs + MONTH_DAYS * DAY_MS * 1000; us += QUIET_US) {
    if (!isCut && us > cutUs) {
      isCut = true
      for (const line of cut)
        text +=
          `${line[0]}${klogTime(us - 300_000_000 + midnightUs(line) - firstUs)}${line.slice(21)}\n`.replaceAll(
            NODE,
            node,
          )
    }
    text += `E${klogTime(us)}${QUIET_LINE}`
  }
  return text
}

function midnightUs(line: string): number {
  const [, , , time = ''] = HEADER.exec(line) ?? []
  return epochUs({ text: line, day: '1970-01-01', time, pid: '' })
}

/** `1122 10:43:03.104750`. */
function klogTime(us: number): string {
  const date = new Date(Math.floor(us / 1000)).toISOString()
  return `${date.slice(5, 7)}${date.slice(8, 10)} ${date.slice(11, 19)}.${String(us % 1_000_000).padStart(6, '0')}`
}
