import { describe, expect, it } from 'vitest'
import {
  MAX_LINES_BETWEEN,
  MAX_OPEN_VALUES,
  MAX_VALUE_LINES,
} from '../../../src/read/records/multiline-values.ts'
import { read } from '../../support/read-text.ts'

const URL = 'https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1'
const HEAD = `I0314 10:17:37.123456    1234 round_trippers.go:632] "Response" verb="PUT" url="${URL}?timeout=10s" status="200 OK" headers=<`
const VALUE = ['\tAudit-Id: 0f1e2d3c', '\tContent-Type: application/vnd.kubernetes.protobuf']
const TAIL = ' > milliseconds=7'
const WHOLE = [HEAD, ...VALUE, TAIL]
const RENEWED = { kind: 'lease.renewed', node: 'worker-1', statusCode: 200, latencyMs: 7 }
const ERROR = `E0314 10:17:38.000000    1234 controller.go:195] "Failed to update lease" err="EOF"`
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
const NOISE = 'I0314 10:17:36.000000    1234 kubelet.go:1] "SyncLoop" pods=[]'

/** Formats a line of a service's standard error as journalctl prints it. */
const entry = (line: string, pid = 1234): string =>
  `Mar 14 10:17:37 worker-1 kubelet[${pid}]: ${line.replace('\t', '        ')}`

describe('a multi-line value is joined', () => {
  it('in a klog file, at the line where the record begins', async () => {
    const { observations, problems } = await read(text([NOISE, NOISE, ...WHOLE, ERROR]))
    expect(observations).toMatchObject([
      { ...RENEWED, line: 3 },
      { kind: 'lease.update-failed', line: 7 },
    ])
    expect(problems).toEqual([])
  })

  it('from journal entries with entries of other processes between them', async () => {
    const other = (pid: number): string => entry('\tE0314 10:17:37.2 Failed to update lease', pid)
    const lines = WHOLE.flatMap((line) => [entry(line), other(99), 'Mar 14 10:17:37 worker-1 cron[7]: job'])
    const { observations } = await read(text([entry(NOISE), ...lines]))
    expect(observations).toMatchObject([{ ...RENEWED, line: 2 }])
  })

  it('from two processes with an open value each', async () => {
    const lines = WHOLE.flatMap((line) => [
      entry(line),
      entry(line.replace('worker-1', 'worker-2').replace('=7', '=8'), 99),
    ])
    const { observations } = await read(text(lines))
    expect(observations).toMatchObject([
      { ...RENEWED, line: 1 },
      { ...RENEWED, line: 2, node: 'worker-2', latencyMs: 8 },
    ])
  })

  it('from one journal entry of several lines, indented to the column of its message', async () => {
    const indent = ' '.repeat(entry('').length)
    const lines = [entry(HEAD), ...[...VALUE, TAIL].map((line) => indent + line.replace('\t', '        '))]
    const { observations } = await read(text([...lines, entry(ERROR)]))
    expect(observations).toMatchObject([RENEWED, { kind: 'lease.update-failed' }])
  })

  it('from JSON entries and from one of the streams of a container', async () => {
    const json = WHOLE.map((line) =>
      JSON.stringify({
        MESSAGE: line,
        _HOSTNAME: 'w',
        _PID: '7',
        __REALTIME_TIMESTAMP: '1773483457123456',
        SYSLOG_IDENTIFIER: 'kubelet',
      }),
    )
    expect((await read(text(json))).observations).toMatchObject([{ ...RENEWED, line: 1 }])
    const cri = WHOLE.flatMap((line) => [
      `2026-03-14T10:17:37.123456789Z stderr F ${line}`,
      '2026-03-14T10:17:37.123456789Z stdout F something else',
    ])
    expect((await read(text(cri))).observations).toMatchObject([{ ...RENEWED, line: 1 }])
  })

  it('if another one follows it', async () => {
    const lines = [HEAD, ...VALUE, ' > curlCommand=<', '\tcurl -v', TAIL]
    expect((await read(text(lines))).observations).toMatchObject([RENEWED])
  })

  it('if it is an error', async () => {
    const lines = [
      'E0314 10:17:38.000000    1234 controller.go:195] "Failed to update lease" err=<',
      `\tPut "${URL}?timeout=10s": dial tcp 10.0.0.10:6443: connect: connection refused`,
      '\tand a second line',
      ' > interval="7s"',
    ]
    expect((await read(text(lines))).observations).toMatchObject([
      { kind: 'lease.update-failed', node: 'worker-1', cause: 'connection-refused' },
    ])
  })

  it('if its lines look like records', async () => {
    const lines = [HEAD, `\t${ERROR}`, TAIL]
    expect((await read(text(lines))).observations).toMatchObject([RENEWED])
    const entries = [entry(HEAD), entry(`\t${ERROR}`), entry(TAIL)]
    expect((await read(text(entries))).observations).toMatchObject([RENEWED])
  })
})

describe('a value that is never closed', () => {
  const OPEN = [{ ...RENEWED, latencyMs: null }, { kind: 'lease.update-failed' }]

  it('ends with the next record of its process, which is complete', async () => {
    for (const form of [(line: string) => line, entry]) {
      const { observations } = await read(text([HEAD, ...VALUE, ERROR].map((line) => form(line))))
      expect(observations).toMatchObject(OPEN)
    }
  })

  it('ends with the source', async () => {
    expect((await read(text([HEAD, ...VALUE]))).observations).toMatchObject([OPEN[0]])
  })

  it('ends after MAX_LINES_BETWEEN lines of other processes', async () => {
    const others = Array.from({ length: MAX_LINES_BETWEEN }, () => entry(NOISE, 99))
    const late = await read(text([entry(HEAD), ...others, entry(TAIL)]))
    expect(late.observations).toMatchObject([{ ...RENEWED, latencyMs: null }])
    const inTime = await read(text([entry(HEAD), ...others.slice(1), entry(TAIL)]))
    expect(inTime.observations).toMatchObject([RENEWED])
  })

  it('is cut beyond MAX_VALUE_LINES and added to the problems', async () => {
    const lines = Array.from({ length: MAX_VALUE_LINES }, () => '\tx')
    const long = await read(text([NOISE, HEAD, ...lines, TAIL, ERROR]))
    expect(long.observations).toMatchObject(OPEN)
    expect(long.problems.filter(({ code }) => code === 'record-too-long')).toMatchObject([
      { line: 2, count: 1 },
    ])
    const longest = await read(text([HEAD, ...lines.slice(2), TAIL, ERROR]))
    expect(longest.observations[0]).toMatchObject(RENEWED)
    expect(longest.problems).toEqual([])
  })

  it('ends if more than MAX_OPEN_VALUES are open', async () => {
    const heads = Array.from({ length: MAX_OPEN_VALUES + 1 }, (_, i) => entry(HEAD, 1000 + i))
    const tails = Array.from({ length: MAX_OPEN_VALUES + 1 }, (_, i) => entry(TAIL, 1000 + i))
    const { observations } = await read(text([...heads, ...tails]))
    expect(observations).toHaveLength(MAX_OPEN_VALUES + 1)
    expect(observations.filter((o) => o.kind === 'lease.renewed' && o.latencyMs === null)).toMatchObject([
      { line: 1 },
    ])
  })
})

describe('a record that a container runtime cut', () => {
  it('is located at its first piece', async () => {
    const at = '2026-03-14T10:17:38.000000000Z stderr'
    const { observations } = await read(
      text([`${at} P ${ERROR.slice(0, 60)}`, `${at} P ${ERROR.slice(60, 80)}`, `${at} F ${ERROR.slice(80)}`]),
    )
    expect(observations).toMatchObject([{ kind: 'lease.update-failed', error: 'EOF', line: 1 }])
  })
})
