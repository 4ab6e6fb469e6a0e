/**
 * What a kubelet's processes tell of its life: where its log could have spoken, when it ended, when it began.
 */

import type { Observation } from '../../model/index.ts'
import type { ProcessReading } from '../../store/reading.ts'
import { SECOND_US } from '../../time/instant.ts'
import type { NodeEvidence } from '../evidence/gather.ts'
import { type Gap, isBoot } from './log-gaps.ts'
import type { Spell } from './not-ready-periods.ts'

/** Where the kubelet's log could have told something: its processes' spans, cut at told gaps. */
export function coverageOf(
  processes: readonly ProcessReading[],
  gaps: readonly Gap[],
): { startUs: number; endUs: number }[] {
  const spans: { startUs: number; endUs: number }[] = []
  for (const p of processes) {
    let startUs = p.firstUs
    for (const gap of gaps) {
      if (gap.source !== p.source || gap.startUs <= startUs || gap.startUs >= p.lastUs) continue
      spans.push({ startUs, endUs: gap.startUs })
      startUs = gap.endUs
    }
    spans.push({ startUs, endUs: p.lastUs })
  }
  return spans
}

export function lastOf(evidence: NodeEvidence, controllerEndUs: number | null): number | null {
  let last = controllerEndUs
  for (const p of evidence.processes) last = Math.max(last ?? p.lastUs, p.lastUs)
  for (const o of evidence.observations) if (o.timeUs !== null) last = Math.max(last ?? o.timeUs, o.timeUs)
  return last
}

/** What ended the kubelet's process between two moments; undefined where nothing tells that it ended. */
export function endOfProcess(
  evidence: NodeEvidence,
  gaps: readonly Gap[],
  fromUs: number,
  untilUs: number,
): 'node-reboot' | 'node-shutdown' | 'kubelet-stopped' | undefined {
  const within = (timeUs: number | null): boolean => timeUs !== null && timeUs > fromUs && timeUs <= untilUs
  if (gaps.some((gap) => isBoot(gap) && gap.endUs > fromUs && gap.startUs <= untilUs)) return 'node-reboot'
  const told = evidence.observations.filter((o) => within(o.timeUs))
  if (told.some((o) => o.kind === 'kubelet.shutdown')) return 'node-shutdown'
  const begun = evidence.processes.some(
    (p) => p.pid !== null && within(p.firstUs) && predecessors(evidence.processes).has(p),
  )
  return begun || told.some(isLife) ? 'kubelet-stopped' : undefined
}

/** By list, what `predecessors` found: it is asked for each outage. */
const found = new WeakMap<readonly ProcessReading[], ReadonlyMap<ProcessReading, ProcessReading>>()

/** By process the one before it in its source: of those with another pid that began earlier, the last to begin. */
export function predecessors(
  processes: readonly ProcessReading[],
): ReadonlyMap<ProcessReading, ProcessReading> {
  const known = found.get(processes)
  if (known) return known
  const before = new Map<ProcessReading, ProcessReading>()
  /** By source: the last that began before the newest moment, the last before it of another pid, and the newest. */
  const begun = new Map<string, { last?: ProcessReading; other?: ProcessReading; newest: ProcessReading[] }>()
  for (const p of [...processes].sort((a, b) => a.firstUs - b.firstUs)) {
    const own = begun.get(p.source) ?? { newest: [] }
    begun.set(p.source, own)
    if (own.newest[0] && own.newest[0].firstUs < p.firstUs) {
      for (const earlier of own.newest) {
        if (own.last && own.last.pid !== earlier.pid) own.other = own.last
        own.last = earlier
      }
      own.newest = []
    }
    own.newest.push(p)
    const predecessor = own.last?.pid === p.pid ? own.other : own.last
    if (predecessor) before.set(p, predecessor)
  }
  found.set(processes, before)
  return before
}

function isLife(o: Observation): boolean {
  return o.kind === 'kubelet.started' || o.kind === 'kubelet.stopped'
}

/** Every start of a kubelet writes Ready=False first: that is part of the start. */
export const START_UP_US: number = 60 * SECOND_US

export function startedJustBefore(spell: Spell, evidence: NodeEvidence): boolean {
  const near = (timeUs: number | null): boolean =>
    timeUs !== null && Math.abs(spell.startUs - timeUs) <= START_UP_US
  return (
    evidence.observations.some((o) => o.kind === 'kubelet.started' && near(o.timeUs)) ||
    evidence.processes.some((p) => near(p.firstUs) && predecessors(evidence.processes).has(p))
  )
}
