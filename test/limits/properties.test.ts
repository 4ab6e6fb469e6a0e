/** Properties of reading: envelopes, chunks and line ends do not change the observations. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grammars } from '../../src/index.ts'
import { read } from '../support/read-text.ts'

const SEED = 20_260_314

/** A statement of a process: the letter of klog, and the file and text after the header. */
interface KlogStatement {
  readonly process: string
  readonly severity: string
  readonly rest: string
}

const KLOG = /^([IWEF])\d{4} [\d:.]+ +\d+ ([\w/.-]+\.go:\d+\] .*)$/
const STATEMENTS: readonly KlogStatement[] = grammars.flatMap(({ component, samples }) =>
  samples.flatMap(({ text, findings }): KlogStatement[] => {
    const [, severity = '', rest = ''] = KLOG.exec(text) ?? []
    // Only other lines of the process show that it is the controller manager that leads.
    const needsProcess = findings.some((f) => 'lock' in f && f.lock === null)
    const isStatement = rest !== '' && findings.length > 0 && !needsProcess
    return isStatement ? [{ process: component, severity, rest }] : []
  }),
)

/** When, where and by which process a statement is printed. */
interface Circumstances {
  readonly atMs: number
  readonly microseconds: number
  readonly host: string
  readonly pid: number
}

const circumstances: fc.Arbitrary<Circumstances> = fc.record({
  atMs: fc.integer({ min: Date.parse('2026-01-01T00:00:01Z'), max: Date.parse('2026-12-31T23:59:58Z') }),
  microseconds: fc.integer({ min: 0, max: 999 }),
  host: fc.stringMatching(/^[a-z]([a-z0-9.-]{0,20}[a-z0-9])?$/),
  pid: fc.integer({ min: 1, max: 4_194_304 }),
})

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** The parts of a time in UTC, with microseconds. */
function partsOf({
  atMs,
  microseconds,
}: Circumstances): Record<'date' | 'month' | 'day' | 'clock' | 'fine' | 'weekday', string> {
  const at = new Date(atMs)
  const iso = at.toISOString()
  return {
    date: iso.slice(0, 10),
    month: MONTHS[at.getUTCMonth()] as string,
    day: iso.slice(8, 10),
    clock: iso.slice(11, 19),
    fine: `${iso.slice(20, 23)}${String(microseconds).padStart(3, '0')}`,
    weekday: DAYS[at.getUTCDay()] as string,
  }
}

function klog({ severity, rest }: KlogStatement, c: Circumstances): string {
  const { date, clock, fine } = partsOf(c)
  return `${severity}${date.slice(5, 7)}${date.slice(8)} ${clock}.${fine} ${String(c.pid).padStart(7)} ${rest}`
}

type Writer = (line: string, statement: KlogStatement, c: Circumstances) => string

/** A journal line: time, host, process, message. */
const journal =
  (stamp: (parts: ReturnType<typeof partsOf>, c: Circumstances) => string): Writer =>
  (line, { process }, c) =>
    `${stamp(partsOf(c), c)} ${c.host} ${process}[${c.pid}]: ${line}`

const WRITERS: Readonly<Record<string, Writer>> = {
  plain: (line) => line,
  'journalctl -o short': journal(({ month, day, clock }) => `${month} ${day} ${clock}`),
  'journalctl -o short-precise': journal(({ month, day, clock, fine }) => `${month} ${day} ${clock}.${fine}`),
  'journalctl -o short-iso': journal(({ date, clock }) => `${date}T${clock}+0000`),
  'journalctl -o short-iso-precise': journal(({ date, clock, fine }) => `${date}T${clock}.${fine}+00:00`),
  'journalctl -o short-full': journal(({ weekday, date, clock }) => `${weekday} ${date} ${clock} UTC`),
  'journalctl -o short-unix': journal(({ fine }, { atMs }) => `${Math.floor(atMs / 1000)}.${fine}`),
  'journalctl -o short-monotonic': journal((_, { pid }) => `[${String(pid).padStart(5)}.000001]`),
  'journalctl -o json': (line, { process }, c) =>
    JSON.stringify({
      __REALTIME_TIMESTAMP: `${c.atMs}${partsOf(c).fine.slice(3)}`,
      MESSAGE: line,
      _HOSTNAME: c.host,
      SYSLOG_IDENTIFIER: process,
      _PID: String(c.pid),
    }),
  containerd: (line, _, c) =>
    `${partsOf(c).date}T${partsOf(c).clock}.${partsOf(c).fine}123Z stderr F ${line}`,
  'containerd in two pieces': (line, _, c) => {
    const head = `${partsOf(c).date}T${partsOf(c).clock}.${partsOf(c).fine}123Z stderr`
    return `${head} P ${line.slice(0, 50)}\n${head} F ${line.slice(50)}`
  },
  'docker json-file': (line, _, c) =>
    JSON.stringify({
      log: `${line}\n`,
      stream: 'stderr',
      time: `${partsOf(c).date}T${partsOf(c).clock}.${partsOf(c).fine}123Z`,
    }),
  'kubectl logs --timestamps': (line, _, c) =>
    `${partsOf(c).date}T${partsOf(c).clock}.${partsOf(c).fine}123Z ${line}`,
  'kubectl logs --prefix': (line, { process }, c) => `[pod/${process}-${c.host}/${process}] ${line}`,
  stern: (line, { process }) => `${process}-pod ${process} ${line}`,
  rsyslog: journal(({ date, clock, fine }) => `${date}T${clock}.${fine}+00:00`),
  'forwarded syslog': (line, statement, c) =>
    `<30>${journal(({ month, day, clock }) => `${month} ${day} ${clock}`)(line, statement, c)}`,
  'syslog RFC 5424': (line, { process }, c) => {
    const { date, clock, fine } = partsOf(c)
    return `<30>1 ${date}T${clock}.${fine}Z ${c.host} ${process} ${c.pid} - - ${line}`
  },
  'grep over files': (line, statement, c) =>
    `logs/${c.host}.log:12:${(WRITERS.containerd as Writer)(line, statement, c)}`,
  'a bullet before a journal line': (line, statement, c) =>
    `* ${(WRITERS['journalctl -o short'] as Writer)(line, statement, c)}`,
}

/** The observations of a text, without its place and process. */
async function observationsOf(text: string): Promise<object[]> {
  const { observations } = await read(`${text}\n`)
  return observations.map(({ source: _s, line: _l, host: _h, pid: _p, ...facts }) => facts)
}

describe('a statement', () => {
  it('has more than 100 samples', () => {
    expect(STATEMENTS.length).toBeGreaterThan(100)
  })

  it.each(Object.entries(WRITERS))('gives the same observations in the format: %s', async (_, write) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...STATEMENTS), circumstances, async (statement, c) => {
        const line = klog(statement, c)
        const plain = await observationsOf(line)
        expect(plain.length).toBeGreaterThan(0)
        expect(await observationsOf(write(line, statement, c))).toEqual(plain)
      }),
      { seed: SEED, numRuns: 150 },
    )
  })
})

describe('a text', () => {
  const head = 'I0314 10:17:37.123456    1234 round_trippers.go:632] "Response" verb="PUT"'
  const url =
    'url="https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1"'
  const wrapped =
    'E0314 10:20:31.123456    1234 controller.go:145] "Failed to ensure lease exists, will retry"'
  const records = [
    `${head} ${url} status="200 OK" headers=<\n\tAudit-Id: 0f\n > milliseconds=7`,
    `${wrapped}\nerr="Get \\"https://10.0.0.10:6443/x\\": dial tcp: connect:\n  no route to host"`,
    '2026-03-14T10:20:30.123456789Z stderr P E0314 10:20:30.1234',
    '2026-03-14T10:20:30.123456789Z stderr F 56       1 controller.go:195] "Failed to update lease" err="EOF"',
    'I0314 10:20:31.123456    1234 kubelet.go:1] "SyncLoop" pods=[]',
    '\u00e4 \u2013 \u{1f4a5}',
    '',
  ]

  it('gives the same observations in any chunks and with any line ends', async () => {
    const texts = fc
      .array(fc.constantFrom(...records), { minLength: 1, maxLength: 12 })
      .chain((lines) =>
        fc
          .constantFrom('\n', '\r\n')
          .map((end) => Buffer.from(`${lines.join('\n')}\n`.replaceAll('\n', end))),
      )
    await fc.assert(
      fc.asyncProperty(texts, fc.array(fc.nat(), { maxLength: 20 }), async (bytes, cuts) => {
        const places = [0, ...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b)
        const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end))
        expect(await read(chunks)).toEqual(await read([bytes]))
      }),
      { seed: SEED, numRuns: 300 },
    )
  })
})
