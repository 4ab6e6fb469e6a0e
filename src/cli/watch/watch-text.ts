/** Events of a watch in words, and as the fields of a JSON object. */
import type { NodeInTrouble, OpenIncident, WatchEvent } from '../../index.ts'
import { formatInstant } from '../../time/instant.ts'
import { formatLocal } from '../../time/zones.ts'

export function eventText(event: WatchEvent, zone: string): string {
  const clock = (us: number | null): string => (us === null ? 'an unknown time' : clockOf(us, zone))
  switch (event.kind) {
    case 'watching':
      return event.blindSeconds === null
        ? `watching ${event.what}`
        : `watching ${event.what} again; blind for ${seconds(event.blindSeconds)}`
    case 'blind':
      return `blind: ${event.what} can't be watched, so nothing is known of them: ${event.reason}`
    case 'incident':
      return `${event.node ?? 'unnamed node'}: incident ${event.change}: ${event.verdict}`
    case 'left-out':
      return `${event.what}: lines that are too long were left out: ${event.lines} until now`
    case 'no-lease':
      return `${event.node}: no lease in kube-node-lease, so its renewals can't be watched`
    case 'late':
      return `${event.node}: late; last renewal ${clock(event.lastRenewalUs)}${event.notReadyFromUs === null ? '' : `, NotReady expected from ${clock(event.notReadyFromUs)}`}`
    case 'renewed':
      return event.silenceSeconds === null
        ? `${event.node}: renewed again, at ${clock(event.renewedUs)} at the latest; the renewal before was at ${clock(event.lastRenewalUs)}`
        : `${event.node}: renewed again at ${clock(event.renewedUs)}, ${seconds(event.silenceSeconds)} after ${clock(event.lastRenewalUs)}`
    case 'not-ready':
      return `${event.node}: NotReady (${event.reason ?? event.status}) since ${clock(event.markedUs)}`
    case 'ready':
      return `${event.node}: Ready since ${clock(event.readyUs)}`
    case 'tainted':
      return `${event.node}: tainted at ${clock(event.taintedUs)}; pods with the default toleration are evicted from ${clock(event.evictionUs)}`
    case 'deleted':
      return `${event.node}: deleted`
  }
}

/** The status of a node, as it is rewritten each second. */
export function nodeText(node: NodeInTrouble, zone: string): string {
  const { lateSeconds, isAtLeast, notReadyInSeconds, isReady, evictionUs, incident } = node
  const parts = [
    ...(lateSeconds === null ? [] : [`late by ${isAtLeast ? 'at least ' : ''}${Math.floor(lateSeconds)} s`]),
    ...(notReadyInSeconds === null
      ? []
      : [
          notReadyInSeconds > 0
            ? `NotReady expected in ${Math.ceil(notReadyInSeconds)} s`
            : 'NotReady is due',
        ]),
    ...(isReady === false ? ['NotReady'] : []),
    ...(evictionUs === null ? [] : [`pods evicted from ${clockOf(evictionUs, zone)}`]),
    ...(incident === null ? [] : incidentParts(incident, zone)),
  ]
  return `${node.node}  ${parts.join(', ')}`
}

/** What the logs show, on their clock. */
function incidentParts({ since, isMarked, notReadyFromUs }: OpenIncident, zone: string): string[] {
  return [
    `incident since ${sinceOf(since, zone)}`,
    ...(isMarked ? ['marked NotReady'] : []),
    ...(notReadyFromUs === null ? [] : [`NotReady expected from ${clockOf(notReadyFromUs, zone)}`]),
  ]
}

/** Instants become RFC 3339 without the unit in their names. */
export function eventFields(event: WatchEvent): object {
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) =>
      name.endsWith('Us') ? [name.slice(0, -2), formatInstant(value as number | null)] : [name, value],
    ),
  )
}

/** `10:44:56.909`, `10:44:46.500–10:44:56.909`, `10:44:56.909 or earlier`. */
function sinceOf({ earliestUs, latestUs }: OpenIncident['since'], zone: string): string {
  if (earliestUs === null)
    return latestUs === null ? 'an unknown time' : `${clockOf(latestUs, zone)} or earlier`
  if (latestUs === null) return `${clockOf(earliestUs, zone)} or later`
  const [start, end] = [clockOf(earliestUs, zone), clockOf(latestUs, zone)]
  return start === end ? start : `${start}–${end}`
}

/** `10:44:56.909` */
function clockOf(us: number, zone: string): string {
  return formatLocal(us, zone)?.slice(11, 23) ?? ''
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`
}
