/**
 * Tests the published schema with the samples, with reports built by hand, and against the types. The schema rejects
 * unknown fields, so a new field must be added to it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exporters, formatObservationLine } from '../../src/index.ts'
import type {
  Assumption,
  BoundaryName,
  Cause,
  CauseCategory,
  CauseWhere,
  Component,
  Deviation,
  Eviction,
  Exporter,
  IncidentKind,
  IntervalName,
  NodeSummary,
  ObservationKind,
  ProblemCode,
  WarningCode,
} from '../../src/model/index.ts'
import { OBSERVATIONS } from '../support/observation-fixture.ts'
import { EMPTY_REPORT, PLAIN, REPORT, written } from '../support/report-fixture.ts'
import { SCHEMA, schemaAt, schemaErrors } from '../support/schema.ts'

const exporterOf = (name: string): Exporter => exporters.find((one) => one.name === name) as Exporter

describe('the schema', () => {
  it.each(readdirSync('samples'))('accepts the report of samples/%s', (name) => {
    const report = JSON.parse(readFileSync(join('samples', name, 'expected.json'), 'utf8'))
    expect(schemaErrors('report', report)).toEqual([])
  })

  it('accepts reports built by hand, in all JSON formats', async () => {
    for (const report of [REPORT, EMPTY_REPORT]) {
      const document = JSON.parse(await written(exporterOf('json').write(report, PLAIN)))
      expect(schemaErrors('report', document)).toEqual([])
      const lines = (await written(exporterOf('ndjson').write(report, PLAIN))).split('\n').slice(0, -1)
      expect(lines).toHaveLength(report.incidents.length)
      for (const line of lines) expect(schemaErrors('incident', JSON.parse(line))).toEqual([])
    }
    for (const observation of OBSERVATIONS)
      expect(schemaErrors('observation', JSON.parse(formatObservationLine(observation)))).toEqual([])
  })
})

describe('the schema with an invalid report', () => {
  const valid = JSON.parse(readFileSync('samples/network-cut/expected.json', 'utf8'))
  const changed = (change: (report: typeof valid) => void): string[] => {
    const report = structuredClone(valid)
    change(report)
    return schemaErrors('report', report)
  }

  it.each<[string, (report: typeof valid) => void]>([
    ['an unknown field of the report', (r) => Object.assign(r, { extra: 1 })],
    ['an unknown field of an incident', (r) => Object.assign(r.incidents[0], { extra: 1 })],
    ['an unknown field of an observation', (r) => Object.assign(r.timeline[0], { extra: 1 })],
    [
      'a field of another kind of observation',
      (r) => Object.assign(r.timeline[0], { zone: 'a', state: 'b' }),
    ],
    ['a missing field', (r) => delete r.nodes[0].state],
    ['an instant without microseconds', (r) => Object.assign(r.window, { start: '2026-11-22T10:44:56Z' })],
    [
      'members on another incident than a cluster outage',
      (r) => Object.assign(r.incidents[0], { members: [] }),
    ],
    ['a cluster outage without members', (r) => Object.assign(r.incidents[0], { kind: 'cluster-outage' })],
    ['line 0', (r) => Object.assign(r.incidents[0].evidence[0], { line: 0 })],
  ])('rejects %s', (_, change) => {
    expect(changed(change)).not.toEqual([])
  })
})

describe('the lists of the schema', () => {
  // The compiler rejects a list with a missing or an unknown member of its type.
  const causes = {
    ...{ dns: 0, 'network-unreachable': 0, 'no-route': 0, 'connection-refused': 0, 'connection-reset': 0 },
    ...{ 'connection-lost': 0, 'closed-connection': 0, timeout: 0, tls: 0, auth: 0, 'not-found': 0 },
    ...{ conflict: 0, throttled: 0, 'server-error': 0, eof: 0, canceled: 0, other: 0 },
  } satisfies Record<Cause, 0>
  const categories = {
    ...causes,
    ...{ 'kubelet-stopped': 0, 'kubelet-silent': 0, 'container-runtime': 0, 'network-plugin': 0, pleg: 0 },
    ...{ 'node-shutdown': 0, 'node-reboot': 0, 'clock-jump': 0, unknown: 0 },
  } satisfies Record<CauseCategory, 0>
  const wheres = {
    ...{ 'node-network': 0, dns: 0, 'api-server': 0, 'load-balancer': 0, 'node-auth': 0, kubelet: 0 },
    ...{ node: 0, 'control-plane': 0, clock: 0, unknown: 0 },
  } satisfies Record<CauseWhere, 0>
  const kinds = Object.fromEntries(
    readFileSync('src/model/observation.ts', 'utf8')
      .match(/export interface Facts \{[\s\S]*?\n\}/)?.[0]
      .match(/(?<=^ {2}')[^']+(?=':)/gm)
      ?.map((kind) => [kind, 0]) ?? [],
  ) as Record<ObservationKind, 0>
  const problems = {
    ...{ unreadable: 0, skipped: 0, 'unrecognised-lines': 0, 'line-too-long': 0, 'record-too-long': 0 },
    ...{ binary: 0, 'invalid-utf8': 0, 'truncated-input': 0, 'broken-record': 0, 'broken-archive': 0 },
    ...{ 'limit-reached': 0, 'no-time': 0, 'impossible-time': 0, 'stamps-disagree': 0 },
    ...{ 'no-node': 0, contradiction: 0, 'two-kubelets': 0 },
  } satisfies Record<ProblemCode, 0>
  const warnings = {
    ...{ 'slow-renewals': 0, 'shrinking-margin': 0, flapping: 0, 'clock-offset': 0, 'clock-jump': 0 },
    'not-aligned': 0,
  } satisfies Record<WarningCode, 0>
  const components = {
    ...{
      kubelet: 0,
      'kube-controller-manager': 0,
      'kube-apiserver': 0,
      'api-object': 0,
      journald: 0,
      systemd: 0,
    },
  } satisfies Record<Component, 0>
  const incidents = {
    ...{ 'lease-outage': 0, 'not-ready': 0, 'status-outage': 0, 'kubelet-restart': 0, 'log-gap': 0 },
    'cluster-outage': 0,
  } satisfies Record<IncidentKind, 0>
  const boundaries = {
    ...{ lastRenewal: 0, firstFailure: 0, lastFailure: 0, firstRenewalAfter: 0, controllerLastSeen: 0 },
    ...{ markedNotReady: 0, taintQueued: 0, firstEviction: 0, readyAgain: 0 },
  } satisfies Record<BoundaryName, 0>
  const intervals = {
    ...{ silenceSeconds: 0, toFirstFailureSeconds: 0, failingSeconds: 0, detectionSeconds: 0 },
    ...{ graceSeconds: 0, notReadySeconds: 0, recoverySeconds: 0, toEvictionSeconds: 0 },
  } satisfies Record<IntervalName, 0>
  const deviations = {
    ...{ 'in-time': 0, early: 0, late: 0, never: 0, 'not-expected': 0 },
  } satisfies Record<Deviation, 0>
  const ties = {
    ...{ object: 0, event: 0, audit: 0, 'only-tainted-node': 0 },
  } satisfies Record<NonNullable<Eviction['tiedBy']>, 0>
  const states = { renewing: 0, failing: 0, silent: 0, deleted: 0, unknown: 0 } satisfies Record<
    NodeSummary['state'],
    0
  >
  const assumptions = {
    ...{
      year: 0,
      inputZone: 0,
      graceSeconds: 0,
      renewIntervalSeconds: 0,
      monitorPeriodSeconds: 0,
      tolerationSeconds: 0,
      thinnedRenewals: 0,
    },
  } satisfies Record<Assumption['name'], 0>

  const valuesOf = (path: string): unknown[] =>
    (schemaAt(`${path}.enum`) as unknown[]).filter((value) => value !== null)
  const fieldsOf = (path: string): string[] => Object.keys(schemaAt(`${path}.properties`) as object)
  const listed: readonly (readonly [string, object, unknown[]])[] = [
    ['causes', causes, valuesOf('cause')],
    ['categories', categories, valuesOf('incidentCause.properties.category')],
    ['wheres', wheres, valuesOf('incidentCause.properties.where')],
    ['kinds of observations', kinds, valuesOf('kind')],
    ['problems', problems, valuesOf('problem.properties.code')],
    ['warnings', warnings, valuesOf('warning.properties.code')],
    ['components', components, valuesOf('component')],
    ['kinds of incidents', incidents, valuesOf('incident.properties.kind')],
    ['names of boundaries', boundaries, valuesOf('boundaryName')],
    ['boundaries', boundaries, fieldsOf('boundaries')],
    ['names of intervals', intervals, valuesOf('intervalName')],
    ['intervals', intervals, fieldsOf('intervals')],
    ['deviations', deviations, valuesOf('deviation.properties.markedNotReady')],
    ['ties', ties, valuesOf('eviction.properties.tiedBy')],
    ['states', states, valuesOf('node.properties.state')],
    ['assumptions', assumptions, fieldsOf('assumptions')],
  ]

  it.each(listed)('contain the %s of the types', (_, known, values) => {
    expect(Object.keys(known).length).toBeGreaterThan(1)
    expect([...values].sort()).toEqual(Object.keys(known).sort())
  })

  it('describe every field in one line', () => {
    const undocumented: string[] = []
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return
      for (const [key, child] of Object.entries(value)) {
        if (key === 'properties' && !/\/(if|else)$/.test(path)) {
          for (const [name, field] of Object.entries<{ description?: string }>(child)) {
            if (!field.description || field.description.includes('\n')) undocumented.push(`${path}/${name}`)
          }
        }
        visit(child, `${path}/${key}`)
      }
    }
    visit(SCHEMA, '')
    expect(undocumented).toEqual([])
  })
})
