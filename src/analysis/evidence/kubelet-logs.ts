/** The spans of the kubelet logs of each node, whatever they contain. */
import type { Interval } from '../../model/interval.ts'
import type { ProcessReading, SourceReading } from '../../store/reading.ts'

/** A source without stamps may be of any time. */
export function kubeletLogsOf(
  readings: readonly SourceReading[],
  nodeOf: ReadonlyMap<ProcessReading, string | null>,
): Map<string, Interval[]> {
  const logs = new Map<string, Interval[]>()
  for (const { given, processes, firstUs, lastUs } of readings) {
    const kubelets = processes.filter((p) => p.runsKubelet)
    const nodes = new Set([given?.node ?? null, ...kubelets.map((p) => nodeOf.get(p) ?? null)])
    const span = { startUs: firstUs ?? Number.NEGATIVE_INFINITY, endUs: lastUs ?? Number.POSITIVE_INFINITY }
    for (const node of nodes) if (node !== null) logs.set(node, [...(logs.get(node) ?? []), span])
  }
  return logs
}
