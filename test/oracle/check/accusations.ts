/** What an incident blames: its cause, its side, and the controller's deviation. */
import type { FaultKind } from '../cluster/truth.ts'
import type { Bounds, Incident } from '../contract.ts'
import type { Contradiction } from '../contradiction.ts'
import { isJoinedAfterStep } from './contract-rules.ts'
import { type Evidence, type Gap, show, us } from './evidence.ts'

const SECOND = 1_000_000
const TOLERANCE_US = 20_000
/** The longest latency of a request that meets no fault. */
const LONGEST_LATENCY_US = 400_000

const KNOWN_CATEGORIES = new Set(
  (
    'dns network-unreachable no-route connection-refused connection-reset connection-lost closed-connection timeout tls auth ' +
    'not-found conflict throttled server-error eof canceled other kubelet-stopped kubelet-silent container-runtime ' +
    'network-plugin pleg node-shutdown node-reboot clock-jump unknown'
  ).split(' '),
)
const KNOWN_PLACES = new Set(
  'node-network dns api-server load-balancer node-auth kubelet node control-plane clock unknown'.split(' '),
)

/** Causes and sides that are true of a fault. */
const TRUE_OF: Readonly<Record<FaultKind, readonly [categories: string, places: string]>> = {
  'link-down': ['network-unreachable timeout connection-lost closed-connection', 'node-network'],
  drop: ['timeout connection-lost closed-connection', 'node-network'],
  refused: ['connection-refused eof connection-reset', 'api-server'],
  'load-balancer': ['connection-refused eof connection-reset', 'load-balancer api-server'],
  slow: ['timeout', 'api-server'],
  unavailable: ['server-error', 'api-server'],
  dns: ['dns', 'dns'],
  auth: ['auth', 'node-auth'],
  tls: ['tls', 'node-auth'],
  'kubelet-stopped': ['kubelet-stopped', 'kubelet'],
  'kubelet-killed': ['kubelet-stopped', 'kubelet'],
  'kubelet-restarted': ['kubelet-stopped', 'kubelet'],
  'crash-loop': ['kubelet-stopped', 'kubelet'],
  reboot: ['kubelet-stopped node-reboot', 'kubelet node'],
  hung: ['kubelet-silent', 'kubelet node'],
  suspended: ['kubelet-silent', 'kubelet node'],
  'runtime-down': ['container-runtime', 'node'],
  'clock-step': ['clock-jump', 'clock'],
  'controller-killed': ['', 'control-plane'],
}

export function checkCause(
  evidence: Evidence,
  incident: Incident,
  fromUs: number,
  toUs: number,
): Contradiction[] {
  const { category, where, confidence } = incident.cause
  const claim = `${incident.id}: ${category} at ${where}, confidence ${confidence} (${incident.cause.error?.slice(-90) ?? 'no error'})`
  const found: Contradiction[] = []
  if (!KNOWN_CATEGORIES.has(category))
    found.push({
      kind: `unknown cause ${category}`,
      claim,
      truth: 'the contract of reports does not name it',
    })
  if (!KNOWN_PLACES.has(where))
    found.push({ kind: `unknown side ${where}`, claim, truth: 'the contract of reports does not name it' })
  if (confidence !== 'high') return found
  const faults = evidence.faultsIn(fromUs - SECOND, toUs)
  const truth =
    faults.map((f) => `${f.kind} of ${f.nodes.join(',')} ${show(f.fromUs)}–${show(f.toUs)}`).join('; ') ||
    'no fault'
  const categories = faults.flatMap((f) => TRUE_OF[f.kind][0].split(' '))
  const places = faults.flatMap((f) => placesOf(f.kind, f.nodes.length === evidence.truth.nodes.length))
  const kinds =
    [
      ...new Set(
        faults.map((f) =>
          f.nodes.length === evidence.truth.nodes.length ? `${f.kind} of all nodes` : f.kind,
        ),
      ),
    ]
      .sort()
      .join('+') || 'no fault'
  if (evidence.hasSteps) {
    categories.push('clock-jump')
    places.push('clock')
  }
  if (category !== 'unknown' && !categories.includes(category))
    found.push({ kind: `cause ${category} (high) under ${kinds}`, claim, truth })
  if (where !== 'unknown' && !places.includes(where))
    found.push({ kind: `side ${where} (high) under ${kinds}`, claim, truth })
  return found
}

/** Packets dropped at all nodes at once: nothing in a kubelet's log tells which end dropped them. */
function placesOf(kind: FaultKind, everywhere: boolean): string[] {
  if (kind === 'drop' && everywhere) return []
  return TRUE_OF[kind][1].split(' ')
}

export function checkDeviation(evidence: Evidence, incident: Incident, gap: Gap): Contradiction[] {
  const { markedNotReady: deviation, reason } = incident.deviation
  if (deviation === null) return []
  const { node, truth } = evidence
  const untilUs = gap.after === null ? Number.POSITIVE_INFINITY : gap.toUs + 5 * SECOND
  const mark = node.readyChanges.find(
    (c) => c.status === 'Unknown' && c.atUs >= gap.fromUs && c.atUs <= untilUs,
  )
  const claim = `${incident.id}: deviation ${deviation} (${reason})`
  const marked = mark === undefined ? 'never marked Unknown' : `marked Unknown at ${show(mark.atUs)}`
  const text = `${marked}; renewed ${show(gap.fromUs)} and ${show(gap.toUs)}; the controller kept its rules (grace ${truth.graceUs / SECOND} s)`
  switch (deviation) {
    case 'never':
    case 'early':
    case 'late':
      return [
        {
          kind: `deviation ${deviation}${mark === undefined ? '' : ' of a marked node'}`,
          claim,
          truth: text,
        },
      ]
    case 'in-time':
      return mark === undefined && !isJoinedAfterStep(evidence, incident, 'control-plane')
        ? [{ kind: 'deviation in-time of a node never marked', claim, truth: text }]
        : []
    case 'not-expected':
      return mark === undefined
        ? []
        : [{ kind: 'deviation not-expected of a marked node', claim, truth: text }]
    default:
      return [
        { kind: `unknown deviation ${deviation}`, claim, truth: 'the contract of reports does not name it' },
      ]
  }
}

/** The expected mark contains the true one, on equal clocks and under one leader. */
export function checkExpected(evidence: Evidence, incident: Incident, gap: Gap): Contradiction[] {
  const bounds = incident.expected.markedNotReady
  if (bounds === null || !evidence.isOneClock) return []
  const untilUs = gap.after === null ? Number.POSITIVE_INFINITY : gap.toUs + 5 * SECOND
  const mark = evidence.node.readyChanges.find(
    (c) => c.status === 'Unknown' && c.atUs >= gap.fromUs && c.atUs <= untilUs,
  )
  if (mark === undefined) return []
  const changed = evidence.truth.leaderships.some(
    (l) => l.fromUs > evidence.truth.startUs && l.fromUs > gap.fromUs - SECOND && l.fromUs < mark.atUs,
  )
  if (changed || contains(bounds, mark.atUs)) return []
  return [
    {
      kind: 'expected mark is wrong',
      claim: `${incident.id}: expected ${bounds.earliest} … ${bounds.latest}`,
      truth: `marked Unknown at ${show(mark.atUs)} by a controller that keeps its rules`,
    },
  ]
}

/** The fault of the network that began in the gap began in the fault window. */
export function checkFaultWindow(evidence: Evidence, incident: Incident, gap: Gap): Contradiction[] {
  const window = incident.faultWindow
  const faults = evidence.faultsIn(gap.fromUs, gap.toUs)
  const fault = faults[0]
  if (window === null || faults.length !== 1 || fault === undefined || evidence.hasSteps) return []
  if (!['link-down', 'drop', 'refused', 'load-balancer', 'unavailable', 'auth', 'tls'].includes(fault.kind))
    return []
  if (fault.fromUs < gap.fromUs) return []
  const atUs = evidence.on(incident.boundaries.firstFailure?.clock ?? 'control-plane', fault.fromUs)
  // The contract adds the longest latency of a success to the start of the first request that failed: a longer one may
  // have been on its way.
  const sinceOnly = { ...window, latest: null }
  const untilOnly = { ...window, earliest: null }
  if (contains(sinceOnly, atUs) && contains(untilOnly, atUs - LONGEST_LATENCY_US)) return []
  return [
    {
      kind: `fault window is wrong (${fault.kind})`,
      claim: `${incident.id}: the fault began ${window.earliest} … ${window.latest}`,
      truth: `${fault.kind} from ${show(atUs)}`,
    },
  ]
}

function contains({ earliest, latest }: Bounds, atUs: number): boolean {
  return (
    (earliest === null || us(earliest) <= atUs + TOLERANCE_US) &&
    (latest === null || us(latest) >= atUs - TOLERANCE_US)
  )
}
