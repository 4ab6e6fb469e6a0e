/** The trace for Perfetto, checked against the Trace Event Format. */
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../../src/model/index.ts'
import { CROWDED, REPORTS } from '../../support/crowded-report.ts'
import { HOSTILE } from '../../support/fixture-values.ts'
import { BARE, CLOSED } from '../../support/incident-fixture.ts'
import { REPORT } from '../../support/report-fixture.ts'
import { writeReport } from '../../support/write-report.ts'

const ajv = new Ajv({ allErrors: true, discriminator: true })
function errorsOf(schema: object, document: unknown): unknown[] {
  ajv.validate(schema, document)
  return ajv.errors ?? []
}

describe('perfetto', () => {
  const ids = { pid: { type: 'integer', minimum: 0 }, tid: { type: 'integer', minimum: 0 } }
  const event = (ph: string, required: readonly string[], properties: object): object => ({
    properties: {
      ph: { const: ph },
      name: { type: 'string' },
      ...ids,
      args: { type: 'object' },
      ...properties,
    },
    required: ['name', 'pid', 'tid', 'args', ...required],
    additionalProperties: false,
  })
  const time = { cat: { type: 'string' }, ts: { type: 'integer' } }
  const SCHEMA = {
    type: 'object',
    required: ['traceEvents'],
    properties: {
      displayTimeUnit: { enum: ['ms', 'ns'] },
      otherData: { type: 'object' },
      traceEvents: {
        type: 'array',
        items: {
          type: 'object',
          required: ['ph'],
          discriminator: { propertyName: 'ph' },
          oneOf: [
            event('M', [], {}),
            event('X', ['ts', 'dur'], { ...time, dur: { type: 'integer', minimum: 0 } }),
            event('i', ['ts', 's'], { ...time, s: { enum: ['g', 'p', 't'] } }),
          ],
        },
      },
    },
    additionalProperties: false,
  }
  interface TraceEvent {
    readonly name: string
    readonly ph: string
    readonly pid: number
    readonly tid: number
    readonly ts: number
    readonly dur: number
    readonly args: Readonly<Record<string, unknown>>
  }
  const eventsOf = async (report: Report): Promise<TraceEvent[]> =>
    JSON.parse(await writeReport('perfetto', report)).traceEvents

  it.each(REPORTS)('follows the Trace Event Format: %s', async (_, report) => {
    expect(errorsOf(SCHEMA, JSON.parse(await writeReport('perfetto', report)))).toEqual([])
  })

  it('names a process after each node and each thread once', async () => {
    const events = await eventsOf(CROWDED)
    const named = events.filter(({ name }) => name === 'process_name')
    expect(named.map(({ args }) => args.name)).toEqual(['cluster', 'demo-worker', '__proto__', HOSTILE])
    expect(new Set(named.map(({ pid }) => pid)).size).toBe(4)
    const thread = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`
    const threads = events.filter(({ name }) => name === 'thread_name').map(thread)
    expect(new Set(threads).size).toBe(threads.length)
    const used = events.filter(({ ph }) => ph !== 'M').map(thread)
    expect(new Set(used)).toEqual(new Set(threads))
  })

  it('puts overlapping spans on separate tracks', async () => {
    const spans = (await eventsOf(CROWDED)).filter(({ ph }) => ph === 'X')
    for (const one of spans) {
      const beside = spans.filter((other) => other.pid === one.pid && other.tid === one.tid && other !== one)
      const overlapping = beside.filter(({ ts, dur }) => ts < one.ts + one.dur && one.ts < ts + dur)
      expect(overlapping).toEqual([])
    }
    const outages = spans.filter(({ name, pid }) => name.endsWith('outage') && pid === 2)
    expect(new Set(outages.map(({ tid }) => tid)).size).toBe(2)
  })

  it('contains silence, failures and marks to the microsecond', async () => {
    const events = await eventsOf(REPORT)
    const { lastRenewal, firstRenewalAfter, markedNotReady, readyAgain } = CLOSED.boundaries
    const [silence] = events.filter(({ name, ph }) => name === 'lease outage' && ph === 'X')
    expect(silence).toMatchObject({
      ts: lastRenewal?.atUs,
      args: { line: 10380, category: 'network-unreachable' },
    })
    expect((silence?.ts ?? 0) + (silence?.dur ?? 0)).toBe(firstRenewalAfter?.atUs)
    const [unknown] = events.filter(({ name }) => name === 'marked unknown')
    expect([unknown?.ts, unknown?.dur]).toEqual([
      markedNotReady?.atUs,
      (readyAgain?.atUs ?? 0) - (markedNotReady?.atUs ?? 0),
    ])
    const instants = events.filter(({ ph }) => ph === 'i').map(({ name }) => name)
    expect(instants).toEqual(expect.arrayContaining(['last renewal', 'Ready again', 'evicted default/web-0']))
  })

  it('extends an open incident to the end of the evidence', async () => {
    const [span] = (await eventsOf({ ...REPORT, incidents: [BARE] })).filter(({ ph }) => ph === 'X')
    expect(span).toMatchObject({ ts: BARE.startUs, args: { open: true } })
    expect((span?.ts ?? 0) + (span?.dur ?? 0)).toBe(REPORT.window.endUs)
  })
})
