/**
 * Times moved to the control plane's clock. The cases clock-ahead and clock-behind are real logs of which the
 * kubelet's were moved by 90 s: aligned they must equal the stamps before the move, as samples/network-cut has it.
 */
import { describe, expect, it } from 'vitest'
import { analyze, exporters } from '../../src/index.ts'
import type { Exporter, Incident, Report } from '../../src/model/index.ts'
import { parseInstant } from '../../src/time/instant.ts'
import { align } from '../../src/transform/align.ts'
import { PLAIN, written } from '../support/report-fixture.ts'
import { schemaErrors } from '../support/schema.ts'

const at = (time: string): number => parseInstant(`2026-11-22T${time}Z`) as number
const read = (path: string): Promise<Report> => analyze([path], { year: 2026 })
const outageOf = (report: Report): Incident =>
  report.incidents.find(({ kind }) => kind === 'lease-outage') as Incident
const asJson = (report: Report): Promise<string> =>
  written((exporters.find(({ name }) => name === 'json') as Exporter).write(report, PLAIN))
/** How far two stamps of one moment may differ. */
const TOLERANCE_US = 20_000

describe.each(['clock-ahead', 'clock-behind'])('align of test/e2e/cases/%s', (name) => {
  const path = `test/e2e/cases/${name}`

  it('restores on one clock the stamps before they were moved', async () => {
    const { boundaries, startUs, endUs, faultWindow } = outageOf(align(await read(path)))
    // samples/network-cut/logs/kubelet.log: lines 200, 234, 644, 679, 666.
    const stamped = {
      lastRenewal: at('10:44:56.909546'),
      firstFailure: at('10:45:17.087933'),
      lastFailure: at('10:48:21.679414'),
      firstRenewalAfter: at('10:48:28.685696'),
      readyAgain: at('10:48:25.855636'),
    }
    for (const [boundary, us] of Object.entries(stamped)) {
      const moved = boundaries[boundary as keyof typeof stamped]
      expect(Math.abs((moved?.atUs ?? 0) - us), boundary).toBeLessThan(TOLERANCE_US)
      expect(moved).toMatchObject({ clock: 'control-plane', alignedFrom: 'demo-worker', exact: true })
    }
    expect(startUs).toBe(boundaries.lastRenewal?.atUs)
    expect(endUs).toBe(boundaries.firstRenewalAfter?.atUs)
    // The link was cut at 10:45:03.563.
    expect(faultWindow?.earliestUs).toBeLessThan(at('10:45:03.563'))
    expect(faultWindow?.latestUs).toBeGreaterThan(at('10:45:03.563'))
  })

  it('leaves what the control plane stamped, and intervals on one clock', async () => {
    const before = outageOf(await read(path))
    const after = outageOf(align(await read(path)))
    expect(after.id).toBe(before.id)
    expect(after.expected).toEqual(before.expected)
    for (const boundary of ['controllerLastSeen', 'markedNotReady', 'taintQueued'] as const) {
      expect(after.boundaries[boundary]).toEqual(before.boundaries[boundary])
    }
    for (const interval of [
      'silenceSeconds',
      'toFirstFailureSeconds',
      'failingSeconds',
      'graceSeconds',
    ] as const) {
      expect(after.intervals[interval]).toBe(before.intervals[interval])
      expect(after.intervalBounds[interval]).toEqual(before.intervalBounds[interval])
    }
  })

  it('measures across what were two clocks, with what is uncertain of the offset', async () => {
    const { crossClock, intervals, intervalBounds } = outageOf(align(await read(path)))
    expect(crossClock).toEqual([])
    // 10:45:41.157206 (kube-controller-manager.log:5) − 10:44:56.909546
    const [min, max] = intervalBounds.detectionSeconds ?? [null, null]
    expect(intervals.detectionSeconds).toBeCloseTo(44.24766, 1)
    expect(min).toBeLessThan(44.24766)
    expect(max).toBeGreaterThan(44.24766)
  })

  it('marks all that it moved, and keeps everything in order', async () => {
    const report = align(await read(path))
    const [node] = report.nodes
    expect(node).toMatchObject({ node: 'demo-worker', clock: 'control-plane', alignedFrom: 'demo-worker' })
    const kubelet = report.sources.find(({ name: source }) => source.endsWith('kubelet.log'))
    expect(kubelet).toMatchObject({ clocks: ['control-plane'], alignedFrom: 'demo-worker' })
    for (const { observation } of report.timeline) {
      expect(observation.clock).toBe('control-plane')
      expect(observation.alignedFrom).toBe(observation.component === 'kubelet' ? 'demo-worker' : undefined)
    }
    const times = report.timeline.flatMap(({ observation }) => observation.timeUs ?? [])
    expect(times).toEqual([...times].sort((a, b) => a - b))
    const heartbeats = [...report.heartbeats()].filter(({ source }) => source === kubelet?.name)
    expect(heartbeats.length).toBeGreaterThan(5)
    for (const heartbeat of heartbeats) expect(heartbeat.alignedFrom).toBe('demo-worker')
    expect(report.window.endUs).toBeLessThan(at('10:50:00'))
    expect(outageOf(report).verdict).toContain('after 2026-11-22T10:44:56.9')
    expect(outageOf(report).verdict).not.toContain('clock')
  })

  it('is valid, and does not touch the report that it was given', async () => {
    const report = await read(path)
    const before = await asJson(report)
    const after = await asJson(align(report))
    expect(await asJson(report)).toBe(before)
    expect(before).not.toContain('alignedFrom')
    expect(schemaErrors('report', JSON.parse(after))).toEqual([])
    for (const name of ['csv', 'csv-timeline', 'csv-heartbeats']) {
      const exporter = exporters.find((one) => one.name === name) as Exporter
      expect(await written(exporter.write(align(report), PLAIN))).toMatch(/,demo-worker(?:,,,)?\r\n/)
    }
  })
})

describe('align of a node without a known offset', () => {
  it('leaves it as it is and adds a warning', async () => {
    const report = await read('test/e2e/cases/network-cut-v6/kubelet.log')
    const aligned = align(report)
    const rest = { heartbeats: 0, nodesWithin: 0, warnings: 0 }
    expect({ ...aligned, ...rest }).toEqual({ ...report, ...rest })
    expect(aligned.warnings.filter(({ code }) => code === 'not-aligned').map(({ node }) => node)).toEqual([
      'demo-worker',
    ])
  })

  it('treats a node with a clock that was set meanwhile alike', async () => {
    const report = await read('test/e2e/cases/clock-ahead')
    const jump = { node: 'demo-worker', fromUs: 1, toUs: 2, value: 5, limit: 0 }
    const set = { ...report, warnings: [{ ...jump, code: 'clock-jump' as const }] }
    const aligned = align(set)
    expect(aligned.incidents).toEqual(report.incidents)
    expect(aligned.warnings.map(({ code }) => code)).toEqual(['clock-jump', 'not-aligned'])
  })

  it('adds no warning where only the control plane stamped anything', async () => {
    const report = await read('test/e2e/cases/network-cut-v6/kube-controller-manager.log')
    expect(report.nodes.map(({ clock }) => clock)).toContain('control-plane')
    expect(align(report).warnings).toEqual(report.warnings)
  })
})

describe('align by an offset with 0 within its bounds', () => {
  it('moves nothing, and keeps nothing exact that the offset leaves open', async () => {
    const report = await read('samples/network-cut/logs')
    expect(report.nodes[0]?.clockOffset).toMatchObject({ pairs: 1 })
    const before = outageOf(report)
    const after = outageOf(align(report))
    expect(after.startUs).toBe(before.startUs)
    expect(after.intervals).toEqual(before.intervals)
    expect(after.crossClock).toEqual([])
    const { earliestSeconds, latestSeconds } = report.nodes[0]?.clockOffset ?? {}
    const { lastRenewal } = after.boundaries
    expect(lastRenewal).toMatchObject({ exact: false, atUs: at('10:44:56.909546') })
    expect(lastRenewal?.latestUs).toBe(at('10:44:56.909546') - Math.round((earliestSeconds ?? 0) * 1e6))
    expect(lastRenewal?.earliestUs).toBe(
      (before.boundaries.lastRenewal?.earliestUs ?? 0) - Math.round((latestSeconds ?? 0) * 1e6),
    )
  })
})

describe('align of a cluster outage', () => {
  it('makes it again from its members', async () => {
    const report = await read('test/e2e/cases/all-nodes-cut')
    const group = report.incidents.find(({ members }) => members)
    expect(group?.first).toBe('demo-worker')
    // As if demo-worker's clock had been 5 s slow: then it fell silent last.
    const nodes = report.nodes.map((node) => ({
      ...node,
      clockOffset:
        node.node === 'demo-worker'
          ? { offsetSeconds: -5, earliestSeconds: -5.001, latestSeconds: -4.999, pairs: 3 }
          : null,
    }))
    const aligned = align({ ...report, nodes })
    const moved = aligned.incidents.find(({ members }) => members)
    expect(moved?.id).toBe(group?.id)
    expect(moved?.first).not.toBe('demo-worker')
    expect(moved?.members?.at(-1)).toBe(outageOf(report).id)
    const starts = aligned.incidents.map(({ startUs }) => startUs)
    expect(starts).toEqual([...starts].sort((a, b) => a - b))
  })
})
