/**
 * Reports of slices of real logs, compared with expectations in expect.json.
 *
 * The expectations were worked out by hand from the lines that they cite. SOURCE.md describes how the slices were cut,
 * shifted or spliced. The list of incidents of a run is complete, and a boundary that is not listed must be null.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'
import type { Boundaries, Boundary, Incident, Report } from '../../src/model/index.ts'
import { formatInstant } from '../../src/time/instant.ts'

const CASES = 'test/e2e/cases'

/** A boundary with the timestamp of one line. `began` is the start of the request. */
interface Exact {
  readonly at: string
  readonly line: string
  readonly began?: string
}
/** A boundary between two times. Null: this side is unknown. */
interface Bounded {
  readonly earliest: string | null
  readonly latest: string | null
  readonly line: string
  readonly because: string
}
/** A boundary that many lines report: the median, between the first and the last. */
interface Measured {
  readonly between: readonly [string, string]
  readonly line: string
  readonly because: string
}
interface ExpectedIncident {
  readonly node: string | null
  readonly kind: string
  readonly open: boolean
  readonly cause: {
    readonly category: string
    readonly where: string
    readonly confidence: string
    readonly alsoCauses: readonly string[]
  }
  readonly boundaries: Partial<Readonly<Record<keyof Boundaries, Exact | Bounded | Measured>>>
  readonly intervals?: Partial<Readonly<Record<keyof Incident['intervals'], number>>>
  readonly retries?: { readonly failures: number }
  readonly missedRenewals?: number | null
  readonly faultWindow?: readonly [string, string]
  /** When the controller is expected to mark the node Unknown. */
  readonly expected?: readonly [string, string]
  readonly deviation?: string | null
  readonly reason?: string
  readonly crossClock?: readonly string[]
  /** A part of the verdict. */
  readonly verdictContains?: string
  /** Pods, each with the evidence that connects it to the node. */
  readonly evictions?: readonly (readonly [string, string])[]
  readonly start?: string
  readonly end?: string
  /** Number of incidents of a cluster-outage. */
  readonly members?: number
  readonly nodes?: readonly string[]
  readonly first?: string
  readonly affected?: number
  readonly seen?: number
}
interface Run {
  readonly inputs: readonly string[]
  /** Zone of stamps that print none, where nothing in the inputs proves it. */
  readonly zone?: string
  readonly incidents: readonly ExpectedIncident[]
  /** Codes, or codes with value and limit. */
  readonly warnings?: readonly (string | readonly [string, number, number])[]
  readonly unassigned?: readonly string[]
  /** Failed attempts by node, if they are no incident. */
  readonly failures?: Readonly<Record<string, number>>
  readonly clockOffset?: Readonly<Record<string, { readonly is: number; readonly widest: number }>>
}
interface Expectation {
  /** The date of all times in the file, UTC. */
  readonly day: string
  readonly runs: readonly Run[]
}

const expectations = readdirSync(CASES).map((name) => {
  const text = readFileSync(join(CASES, name, 'expect.json'), 'utf8')
  return { name, ...(JSON.parse(text) as Expectation) }
})
const runs = expectations.flatMap(({ name, day, runs: of }) =>
  of.map((run) => ({ name, day, run, inputs: run.inputs.join(' + ') })),
)

describe.each(expectations)('$name', ({ name }) => {
  it('contains SOURCE.md and only small slices', () => {
    const files = readdirSync(join(CASES, name))
    expect(files).toContain('SOURCE.md')
    for (const file of files)
      expect(readFileSync(join(CASES, name, file)).length, file).toBeLessThanOrEqual(60_000)
  })
})

describe.each(runs)('$name: $inputs', ({ name, day, run }) => {
  const read = (): Promise<Report> =>
    analyze(
      run.inputs.map((input) => join(CASES, name, input)),
      {
        year: Number(day.slice(0, 4)),
        ...(run.zone && { inputZones: { default: run.zone, perSource: new Map() } }),
      },
    )

  it('has exactly the expected incidents', async () => {
    const report = await read()
    const actual = report.incidents.map((i) => toShown(i, day))
    expect(actual.map(({ kind, node }) => ({ kind, node }))).toEqual(
      run.incidents.map(({ kind, node }) => ({ kind, node })),
    )
    for (const [i, wanted] of run.incidents.entries()) {
      expect(pick(actual[i] as Shown, wanted)).toEqual(pick(wanted as unknown as Shown, wanted))
      const incident = report.incidents[i] as Incident
      checkBoundaries(incident.boundaries, wanted.boundaries, name, day)
      expect(incident.verdict).toContain(wanted.verdictContains ?? '')
    }
  })

  it('has the expected warnings, counts and clock offsets', async () => {
    const report = await read()
    if (run.warnings)
      expect(
        report.warnings.map(({ code, value, limit }, i) =>
          Array.isArray(run.warnings?.[i]) ? [code, value, limit] : code,
        ),
      ).toEqual(run.warnings)
    expect(report.unassignedEvictions.map((e) => e.pod)).toEqual(run.unassigned ?? [])
    expect(report.problems.filter((p) => p.code === 'contradiction')).toEqual([])
    for (const [node, failures] of Object.entries(run.failures ?? {}))
      expect(report.nodes.find((n) => n.node === node)?.heartbeat.failures).toBe(failures)
    for (const [node, { is, widest }] of Object.entries(run.clockOffset ?? {})) {
      const offset = report.nodes.find((n) => n.node === node)?.clockOffset
      expect(offset?.earliestSeconds).toBeLessThanOrEqual(is)
      expect(offset?.latestSeconds).toBeGreaterThanOrEqual(is)
      expect((offset?.latestSeconds ?? 0) - (offset?.earliestSeconds ?? 0)).toBeLessThanOrEqual(widest)
    }
  })
})

type Shown = Readonly<Record<string, unknown>>

/** An incident in the form of expect.json. */
function toShown(i: Incident, day: string): Shown & { kind: string; node: string | null } {
  return {
    node: i.node,
    kind: i.kind,
    open: i.open,
    cause: {
      category: i.cause.category,
      where: i.cause.where,
      confidence: i.cause.confidence,
      alsoCauses: i.cause.alsoCauses.map((c) => c.cause),
    },
    intervals: i.intervals,
    retries: { failures: i.retries.failures },
    missedRenewals: i.missedRenewals,
    faultWindow: i.faultWindow && [clock(i.faultWindow.earliestUs, day), clock(i.faultWindow.latestUs, day)],
    expected: i.expected.markedNotReady && [
      clock(i.expected.markedNotReady.earliestUs, day),
      clock(i.expected.markedNotReady.latestUs, day),
    ],
    deviation: i.deviation.markedNotReady,
    reason: i.deviation.reason,
    crossClock: i.crossClock,
    evictions: i.evictions.map((e) => [e.pod, e.tiedBy]),
    start: clock(i.startUs, day),
    end: clock(i.endUs, day),
    members: i.members?.length,
    nodes: i.nodes,
    first: i.first,
    affected: i.affected,
    seen: i.seen,
  }
}

/** The fields of an incident that are expected, except boundaries, verdict and comments. */
function pick(from: Shown, wanted: ExpectedIncident): Shown {
  const picked: Record<string, unknown> = {}
  for (const key of Object.keys(wanted)) {
    if (key === 'boundaries' || key === 'because' || key === 'verdictContains') continue
    const value = from[key]
    picked[key] =
      key === 'intervals'
        ? Object.fromEntries(
            Object.keys(wanted.intervals ?? {}).map((k) => [k, (value as Record<string, number>)[k]]),
          )
        : value
  }
  return picked
}

function checkBoundaries(
  actual: Boundaries,
  wanted: ExpectedIncident['boundaries'],
  name: string,
  day: string,
): void {
  for (const [key, boundary] of Object.entries(actual) as [keyof Boundaries, Boundary | null][]) {
    const want = wanted[key]
    if (!want) {
      expect(boundary, key).toBeNull()
      continue
    }
    const got = boundary && {
      exact: boundary.exact,
      earliest: clock(boundary.earliestUs, day),
      latest: clock(boundary.latestUs, day),
      line: `${basename(boundary.source)}:${boundary.line}`,
    }
    if ('at' in want) {
      const { at, line, began } = want
      expect(got, key).toEqual({ exact: true, earliest: began ?? at, latest: at, line })
      expect(clock((boundary as Boundary).atUs, day), key).toBe(at)
      expect(lineOf(name, line), `${key} cites a line that contains it`).toContain(at)
    } else if ('between' in want) {
      const [earliest, latest] = want.between
      expect(got, key).toEqual({ exact: true, earliest, latest, line: want.line })
    } else {
      const { earliest, latest, line } = want
      expect(got, key).toEqual({ exact: false, earliest, latest, line })
      if (boundary?.earliestUs != null && boundary.latestUs !== null)
        expect(boundary.atUs, key).toBe(Math.round((boundary.earliestUs + boundary.latestUs) / 2))
    }
  }
}

/** The text of a line that is cited as FILE:LINE. */
function lineOf(name: string, where: string): string {
  const [file, line] = where.split(':') as [string, string]
  return readFileSync(join(CASES, name, file), 'utf8').split('\n')[Number(line) - 1] ?? ''
}

/** The time of day, or date and time on another day. */
function clock(timeUs: number | null, day: string): string | null {
  const text = formatInstant(timeUs)
  return text?.startsWith(day) ? text.slice(11, -1) : text
}
