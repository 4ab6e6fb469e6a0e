/**
 * Many nodes at once: racks of ten that fall silent together, ten times each. The lines are those of one real
 * outage (test/e2e/cases/network-cut-v2), with the node's name replaced and the time shifted.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyzeReadings } from '../../../src/analysis/index.ts'
import { exporters } from '../../../src/index.ts'
import type { Report } from '../../../src/model/index.ts'
import { readSource } from '../../../src/read/read-source.ts'
import type { SourceReading } from '../../../src/store/reading.ts'
import { sourceOf } from '../../support/read-text.ts'

const CASE = 'test/e2e/cases/network-cut-v2'
const RACK = 10
const ROUNDS = 10
/** Longer than an outage, so that racks are separate. */
const BETWEEN_RACKS_SECONDS = 240

const lines = (file: string): string[] => readFileSync(join(CASE, file), 'utf8').trimEnd().split('\n')
/** Up to the first attempt that waits 7 s for the next, and two lines long after. */
const last = lines('kubelet.log').at(-1) as string
const kubelet = [...lines('kubelet.log').slice(0, 13), last, later(last, 21)]
const all = lines('kube-controller-manager.log')
/** The first stale lines, the mark, the taint; the recovery, sooner than it was. */
const controller = [...all.slice(0, 6), all[13] as string, later(all.at(-1) as string, -120)]

/** A klog line so many seconds later. */
function later(line: string, seconds: number): string {
  return line.replace(/^(.)(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)/, (_, severity: string, ...parts: string[]) => {
    const [month, day, hour, minute, second] = parts.map(Number) as [number, number, number, number, number]
    const at = new Date(Date.UTC(2026, month - 1, day, hour, minute, second + seconds)).toISOString()
    return `${severity}${at.slice(5, 7)}${at.slice(8, 10)} ${at.slice(11, 19)}`
  })
}

function of(node: string, seconds: number, text: readonly string[]): string[] {
  return text.map((line) => later(line, seconds).replaceAll('demo-worker', node))
}

async function fleet(nodes: number): Promise<Report> {
  const logs = new Map<string, string[]>([['kube-controller-manager.log', []]])
  const racks = Math.ceil(nodes / RACK)
  for (let round = 0; round < ROUNDS; round++)
    for (let i = 0; i < nodes; i++) {
      const node = `worker-${String(i).padStart(4, '0')}`
      const seconds = (round * racks + Math.floor(i / RACK)) * BETWEEN_RACKS_SECONDS
      const log = logs.get(node) ?? []
      logs.set(node, log)
      log.push(...of(node, seconds, kubelet))
      logs.get('kube-controller-manager.log')?.push(...of(node, seconds, controller))
    }
  const readings: SourceReading[] = []
  for (const [name, log] of logs) {
    const settings = { zone: () => 0, year: 2026, nowUs: 0, node: null }
    const reader = await readSource(sourceOf(`${log.join('\n')}\n`, name), settings, (o, from) =>
      from.keep(o),
    )
    readings.push(reader.reading())
  }
  return analyzeReadings(readings, {
    leasegap: '0.0.0',
    graceSeconds: null,
    renewIntervalSeconds: null,
    assumptions: [],
    all: false,
  })
}

async function sizes(report: Report): Promise<Record<string, number>> {
  const sized: Record<string, number> = {
    timeline: report.timeline.length,
    incidents: report.incidents.length,
  }
  for (const exporter of exporters) {
    if (exporter.name === 'html') continue
    sized[exporter.name] = 0
    for await (const piece of exporter.write(report, { timeZone: 'UTC', color: false, width: 80 }))
      sized[exporter.name] = (sized[exporter.name] as number) + piece.length
  }
  return sized
}

describe('racks of ten that fall silent ten times', () => {
  it('make one outage each, and one cluster outage for each rack', async () => {
    const nodes = 40
    const report = await fleet(nodes)
    const outages = report.incidents.filter((i) => i.kind === 'lease-outage')
    const groups = report.incidents.filter((i) => i.kind === 'cluster-outage')
    expect(report.incidents.length).toBe(outages.length + groups.length)
    expect(outages.length).toBe(nodes * ROUNDS)
    expect(groups.length).toBe((nodes / RACK) * ROUNDS)
    for (const group of groups) expect([group.affected, group.seen]).toEqual([RACK, nodes])
    for (const node of report.nodes) expect(node.incidents.length).toBe(ROUNDS)
    for (const { boundaries, deviation, cause, open } of outages) {
      expect(boundaries.markedNotReady?.from).toBe('node.not-ready')
      expect([deviation.markedNotReady, cause.category, open]).toEqual([
        'in-time',
        'network-unreachable',
        false,
      ])
    }
    expect(new Set(report.incidents.map((i) => i.id)).size).toBe(report.incidents.length)
  }, 60_000)

  it('make output that grows in step with the nodes', async () => {
    const few = await sizes(await fleet(50))
    const many = await sizes(await fleet(100))
    for (const [name, size] of Object.entries(many)) {
      expect(size, name).toBeLessThan((few[name] as number) * 2.1)
    }
  }, 60_000)
})
