/** How far the kubelet logs of a node cover an incident. */
import type { Evidence } from '../evidence/gather.ts'
import type { IncidentDraft } from './draft.ts'

/**
 * Returns the last moment that shows an outage: after the end of a kubelet no other one follows, as far as the logs of the
 * node go. Null: the end of the evidence.
 */
export function silentUntil(
  { node, silentUntilUs, processEnd }: IncidentDraft,
  logs: Evidence['kubeletLogs'],
): number | null {
  if (silentUntilUs !== null || !processEnd) return silentUntilUs
  const untilUs = Math.max(...(logs.get(node) ?? []).map(({ endUs }) => endUs))
  return Number.isFinite(untilUs) ? untilUs : null
}

/** Whether a kubelet log of the node covers the time from the start to the mark, or else to the next renewal. */
export function isLogged(
  { node, startUs, boundaries }: IncidentDraft,
  logs: Evidence['kubeletLogs'],
): boolean {
  const { markedNotReady, firstRenewalAfter } = boundaries
  const untilUs = markedNotReady?.atUs ?? firstRenewalAfter?.atUs ?? startUs
  return logs.get(node)?.some((log) => log.startUs <= startUs && log.endUs >= untilUs) ?? false
}
