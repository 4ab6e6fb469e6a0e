/**
 * A kubelet's reports of itself while it starts: a runtime or a network plugin that is not ready yet is no incident.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { firstIndexWhere } from '../../../bytes/binary-search.ts'
import type { Observation } from '../../../model/index.ts'
import { MINUTE_US } from '../../../time/instant.ts'
import type { KubeletRun } from './kubelet-runs.ts'

/** Leaves out what a kubelet reports of itself in the first minute of its process. `runs` are by start. */
export function withoutFirstReports(
  observations: readonly Observation[],
  runs: readonly KubeletRun[],
): readonly Observation[] {
  const starts = runs.filter((run) => run.isStartInEvidence || run.registeredUs !== null)
  if (starts.length === 0) return observations
  return observations.filter(({ kind, timeUs, pid }) => {
    if (kind !== 'kubelet.not-ready' || timeUs === null) return true
    const next = firstIndexWhere(starts.length, (i) => (starts[i] as KubeletRun).firstUs > timeUs)
    const run = starts[next - 1]
    return run === undefined || run.pid !== pid || timeUs - run.firstUs >= MINUTE_US
  })
}
