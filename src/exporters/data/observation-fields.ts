/**
 * The JSON of one observation. In: an observation with its times as integers; out: an object with the names
 * of the output contract, instants as RFC 3339 UTC with microseconds. `observe` prints it, one a line; the
 * report's timeline and the timeline CSV hold the same.
 */

import type { Facts, JsonObject, JsonValue, Observation, ObservationKind } from '../../model/index.ts'
import { isRequest, type RequestKind } from '../../model/kinds.ts'
import { requestStartUs } from '../../model/request.ts'
import { escapeHidden } from '../../text/printable.ts'
import { formatInstant, SECOND_US } from '../../time/instant.ts'

const REQUEST = ['verb', 'statusCode', 'latencyMs'] as const
const FAILURE = ['error', 'cause', 'alsoCauses', 'causeDetail'] as const

/** Own fields of each kind that are printed under their own name; times of other names are added below. */
const OWN: { readonly [K in ObservationKind]: readonly (keyof Facts[K])[] } = {
  'lease.renewed': REQUEST,
  'lease.read': REQUEST,
  'lease.request-failed': REQUEST,
  'lease.update-failed': FAILURE,
  'lease.update-fallback': FAILURE,
  'lease.ensure-failed': [...FAILURE, 'retryIntervalSeconds'],
  'lease.retries-exhausted': ['error', 'retryIntervalSeconds'],
  'lease.seen': ['holderIdentity', 'leaseDurationSeconds'],
  'node-status.updated': REQUEST,
  'node-status.update-failed': FAILURE,
  'node-status.retries-exhausted': FAILURE,
  'api.answered': REQUEST,
  'kubelet.started': [],
  'kubelet.stopped': [],
  'kubelet.shutdown': [],
  'kubelet.certificate-expired': [],
  'kubelet.not-ready': ['reason', 'message'],
  'node.registered': [],
  'node.stale': ['conditionType', 'durationSeconds', 'condition'],
  'node.never-posted': ['conditionType'],
  'node.not-ready': ['status', 'reason'],
  'node.ready': ['status', 'reason'],
  'node.taint-queued': ['status'],
  'node.pods-not-ready': [],
  'node.healthy-again': [],
  'node.tainted': ['taint', 'effect'],
  'node.untainted': ['taint', 'effect'],
  'zone.state': ['zone', 'state'],
  'cluster.disruption-entered': [],
  'cluster.disruption-left': [],
  'pod.eviction-marked': ['pod'],
  'pod.evicted': ['pod'],
  'pod.eviction-cancelled': ['pod'],
  'controller.reset': [],
  'controller.leader-acquired': ['lock'],
  'controller.leader-lost': ['lock'],
  'node.seen': ['conditions', 'taints'],
  'log.gap': ['reason', 'lost'],
}

/** The fields of an observation, in the order they are printed. Every one is there; absence is null. */
export function formatObservation(observation: Observation): JsonObject {
  const { kind, timeUs, node, clock, component, source, line, pid } = observation
  const own: Record<string, JsonValue> = {}
  const facts = observation as unknown as Readonly<Record<string, JsonValue>>
  for (const name of OWN[kind]) own[name] = facts[name] ?? null
  return {
    kind,
    at: formatInstant(timeUs),
    node,
    clock,
    component,
    source,
    line,
    pid,
    ...own,
    ...derivedTimes(observation),
  }
}

/**
 * The same as a line of JSON with its line end, hidden characters escaped. Written out field by field, which is
 * twice as fast as building the object for JSON.stringify.
 */
export function formatObservationLine(observation: Observation): string {
  const { kind, timeUs, line, pid } = observation
  const head = `{"kind":"${kind}","at":`
  // Nearly all that a kubelet's log tells at -v=6: to look its fields up by name would cost a tenth of all the time.
  if (isRequest(observation)) {
    const { latencyMs } = observation
    const start = `${instant(startedUs(observation))}}\n`
    return `${head}${instant(timeUs)}${whose(observation)}${line}${asked(observation)}${json(latencyMs)},"startedAt":${start}`
  }
  let out = `${head}${instant(timeUs)}${whose(observation)}${line},"pid":${pid}`
  const facts = observation as unknown as Readonly<Record<string, JsonValue>>
  for (const field of OWN[kind]) out += `,"${field}":${json(facts[field] ?? null)}`
  const times = derivedTimes(observation)
  for (const field in times) out += `,"${field}":${json(times[field] as JsonValue)}`
  return `${out}}\n`
}

/** Nothing in it is to be escaped. */
function instant(timeUs: number | null): string {
  const text = formatInstant(timeUs)
  return text === null ? 'null' : `"${text}"`
}

/** Text that JSON prints as it is: printable ASCII without quote and backslash. Most is short, a regular expression would cost more. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c < 32 || c > 126 || c === 34 || c === 92) return false
  }
  return true
}

function json(value: JsonValue): string {
  if (value === null) return 'null'
  if (typeof value === 'number' && Number.isFinite(value)) return `${value}`
  return typeof value === 'string' && isPlain(value) ? `"${value}"` : escapeHidden(JSON.stringify(value))
}

type Whose = Pick<Observation, 'node' | 'clock' | 'component' | 'source'>

/** What was printed last, for many in a row are of one node and source. */
let printed: Whose & { readonly text: string } = {
  ...{ node: null, clock: null, component: 'kubelet', source: '' },
  text: '',
}

function whose({ node, clock, component, source }: Whose): string {
  const isAlike =
    printed.node === node &&
    printed.clock === clock &&
    printed.component === component &&
    printed.source === source &&
    printed.text !== ''
  if (!isAlike) {
    const text = `,"node":${json(node)},"clock":${json(clock)},"component":"${component}","source":${json(source)},"line":`
    printed = { node, clock, component, source, text }
  }
  return printed.text
}

type Asked = Pick<Observation<RequestKind>, 'pid' | 'verb' | 'statusCode'>

/** The same of requests. */
let printedRequest: Asked & { readonly text: string } = { pid: null, verb: '', statusCode: null, text: '' }

function asked({ pid, verb, statusCode }: Asked): string {
  const before = printedRequest
  const isAlike =
    before.pid === pid && before.verb === verb && before.statusCode === statusCode && before.text !== ''
  if (!isAlike) {
    const text = `,"pid":${pid},"verb":${json(verb)},"statusCode":${json(statusCode)},"latencyMs":`
    printedRequest = { pid, verb, statusCode, text }
  }
  return printedRequest.text
}

/** When the request began; null where nothing tells. Its count is cut to whole milliseconds: it began up to one earlier. */
function startedUs({ timeUs, latencyMs, receivedUs }: Observation<RequestKind>): number | null {
  if (receivedUs !== undefined) return receivedUs
  return timeUs === null || latencyMs === null ? null : requestStartUs(timeUs, latencyMs)
}

/** Instants that follow from the record's own time, or that are held as integers. */
function derivedTimes(observation: Observation): JsonObject {
  if (isRequest(observation)) return { startedAt: formatInstant(startedUs(observation)) }
  const { timeUs } = observation
  switch (observation.kind) {
    case 'lease.seen':
      return {
        renewTime: formatInstant(observation.renewTimeUs),
        managedTime: formatInstant(observation.managedTimeUs),
      }
    case 'node.stale': {
      const seenUs = timeUs === null ? null : timeUs - Math.round(observation.durationSeconds * SECOND_US)
      return { lastSeenAt: formatInstant(seenUs) }
    }
    default:
      return {}
  }
}
