/**
 * An incident in one or two plain sentences that can be pasted into a post-mortem. Times are UTC; a bounded
 * time is told with its bounds, an unknown one is not told.
 */
import { formatInstant } from '../time.ts'
import type { Boundary, CauseCategory, CauseWhere, Incident } from '../types.ts'

const CATEGORY_WORDS: Readonly<Record<CauseCategory, string>> = {
  dns: 'name resolution failed',
  'network-unreachable': 'its network was unreachable',
  'no-route': 'there was no route to the API server',
  'connection-refused': 'connections to the API server were refused',
  'connection-reset': 'connections to the API server were reset',
  'connection-lost': 'the connection to the API server was lost',
  'closed-connection': 'its connections had been closed',
  timeout: 'requests to the API server got no answer in time',
  tls: 'the TLS handshake failed',
  auth: 'the API server refused its credentials or rights',
  'not-found': 'the API server did not find the object',
  conflict: 'somebody else wrote the same object',
  throttled: 'its requests were throttled',
  'server-error': 'the API server answered with errors',
  eof: 'the API server closed connections',
  canceled: 'its requests were canceled',
  other: 'its requests failed',
  'kubelet-stopped': 'the kubelet process ended',
  'kubelet-silent': 'the kubelet fell silent',
  'container-runtime': 'the container runtime was down',
  'network-plugin': 'the network plugin was not ready',
  pleg: 'the pod lifecycle event generator was not healthy',
  'node-shutdown': 'the node was shutting down',
  'node-reboot': 'the node rebooted',
  'clock-jump': 'its clock jumped',
  unknown: '',
}

const WHERE_WORDS: Readonly<Record<CauseWhere, string>> = {
  'node-network': "on the node's network",
  dns: 'in name resolution',
  'api-server': 'on the side of the API server',
  'load-balancer': 'between the node and the API server',
  'node-auth': "in the node's credentials or rights",
  kubelet: 'in the kubelet',
  node: 'on the node',
  'control-plane': 'in the control plane',
  clock: 'in a clock',
  unknown: '',
}

export type Told = Omit<Incident, 'verdict'>

export function verdictOf(incident: Told): string {
  switch (incident.kind) {
    case 'lease-outage':
      return outage(incident)
    case 'not-ready':
      return notReady(incident)
    case 'status-outage':
      return `${incident.node} could not post its status from ${when(incident.boundaries.firstFailure)} to ${when(
        incident.boundaries.lastFailure,
      )} while it renewed its lease${because(incident)}.`
    case 'kubelet-restart':
      return `The kubelet of ${incident.node} was restarted between ${instant(incident.startUs)} and ${instant(incident.endUs)}; its lease was renewed in time.`
    case 'log-gap':
      return `Lines are missing from the log of ${incident.node} at ${instant(incident.startUs)}: nothing is known of that time.`
    case 'cluster-outage':
      return `${incident.affected} of ${incident.seen} nodes (${(incident.nodes ?? []).join(', ')}) fell silent together from ${instant(
        incident.startUs,
      )}, ${incident.first} first${because(incident)}.`
  }
}

function outage(incident: Told): string {
  const { lastRenewal, firstRenewalAfter, markedNotReady, readyAgain } = incident.boundaries
  const { silenceSeconds, detectionSeconds, graceSeconds } = incident.intervals
  const since = lastRenewal ? ` after ${when(lastRenewal)}` : ''
  const until = firstRenewalAfter
    ? ` and renewed it again at ${when(firstRenewalAfter)}${silenceSeconds === null ? '' : `, ${duration(silenceSeconds, firstRenewalAfter, lastRenewal)} later`}`
    : incident.open
      ? ' and had not renewed it when the evidence ends'
      : ''
  const first = `${incident.node} stopped renewing its lease${since}${until}${because(incident)}.`
  if (!markedNotReady) {
    const reason = incident.deviation.reason
    if (incident.deviation.markedNotReady === 'never')
      return `${first} The controller should have marked it Unknown by ${instant(incident.expected.markedNotReady?.latestUs ?? null)} and never did.`
    return incident.deviation.markedNotReady === 'not-expected'
      ? `${first} That was too short for the controller to mark it Unknown.`
      : `${first} No evidence tells whether the controller marked it Unknown${reason ? ` (${reason})` : ''}.`
  }
  const detected =
    detectionSeconds === null
      ? graceSeconds === null
        ? ''
        : `, ${round(graceSeconds)} s after it last saw a renewal`
      : `, ${duration(detectionSeconds, markedNotReady, lastRenewal)} after the last renewal`
  const judged =
    incident.deviation.markedNotReady === 'in-time'
      ? ' (in time)'
      : incident.deviation.markedNotReady
        ? ` (${incident.deviation.markedNotReady}${incident.deviation.reason ? `: ${incident.deviation.reason}` : ''})`
        : ''
  const evicted =
    incident.evictions.length > 0
      ? `, evicted ${incident.evictions.length} pod${incident.evictions.length === 1 ? '' : 's'}`
      : ''
  const again = readyAgain ? ` and it was Ready again at ${when(readyAgain)}` : ''
  return `${first} The controller marked it not ready at ${when(markedNotReady)}${detected}${judged}${evicted}${again}.`
}

function notReady(incident: Told): string {
  const { markedNotReady, taintQueued, readyAgain } = incident.boundaries
  const from = markedNotReady ?? taintQueued
  const until = readyAgain
    ? ` until ${when(readyAgain)}`
    : incident.open
      ? ' and still was when the evidence ends'
      : ''
  const who =
    incident.cause.where === 'control-plane'
      ? ' although its lease was being renewed'
      : ' while it renewed its lease'
  return `${incident.node} was not ready from ${from ? when(from) : instant(incident.startUs)}${until}${who}${because(incident)}.`
}

function because(incident: Told): string {
  const what = CATEGORY_WORDS[incident.cause.category]
  const where = WHERE_WORDS[incident.cause.where]
  if (what === '' && where === '') return '; nothing tells why'
  if (what === '') return `; the fault lies ${where}`
  return where === '' ? `: ${what}` : `: ${what}, ${where}`
}

function when(b: Boundary | null): string {
  if (!b) return 'an unknown time'
  if (b.exact) return instant(b.atUs)
  if (b.earliestUs === null) return `${instant(b.latestUs)} at the latest`
  if (b.latestUs === null) return `${instant(b.earliestUs)} at the earliest`
  return `${instant(b.earliestUs)}–${instant(b.latestUs).slice(11)}`
}

/** Milliseconds are enough for a sentence. */
function instant(timeUs: number | null): string {
  const text = formatInstant(timeUs === null ? null : Math.round(timeUs / 1000) * 1000)
  return text === null ? 'an unknown time' : `${text.slice(0, 23)}Z`
}

function duration(seconds: number, a: Boundary, b: Boundary | null): string {
  return `${a.exact && b?.exact ? '' : 'about '}${round(seconds)} s`
}

function round(seconds: number): string {
  return String(Math.round(seconds * 10) / 10)
}
