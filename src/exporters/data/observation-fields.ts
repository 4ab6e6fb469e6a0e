/**
 * Formats an observation as the JSON of the output contract, which `observe`, the timeline and its CSV share.
 *
 * Instants are RFC 3339 UTC with microseconds.
 */

import type { Facts, JsonObject, JsonValue, Observation, ObservationKind } from '../../model/index.ts'
import { isRequest, type RequestKind } from '../../model/kinds.ts'
import { requestStartUs } from '../../model/request.ts'
import { escapeHidden } from '../../text/printable.ts'
import { formatInstant, SECOND_US } from '../../time/instant.ts'

const REQUEST = ['verb', 'statusCode', 'latencyMs'] as const
const FAILURE = ['error', 'cause', 'alsoCauses', 'causeDetail'] as const

/** Fields of each kind that keep their name in the output; `derivedTimes` adds the instants. */
const FIELDS: { readonly [K in ObservationKind]: readonly (keyof Facts[K])[] } = {
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
  'node.register-failed': FAILURE,
  'node.registered': [],
  'node.deleted': ['reason'],
  'kubelet.oom': ['victim'],
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
  'node.seen': ['conditions', 'taints', 'labels'],
  'log.gap': ['reason', 'lost'],
}

/** Formats the fields of an observation in print order. Every field is present; a missing value is null. */
export function formatObservation(observation: Observation): JsonObject {
  const { kind, timeUs, node, clock, component, source, line, pid } = observation
  const ofKind: Record<string, JsonValue> = {}
  const facts = observation as unknown as Readonly<Record<string, JsonValue>>
  for (const name of FIELDS[kind]) ofKind[name] = facts[name] ?? null
  return {
    kind,
    at: formatInstant(timeUs),
    node,
    clock,
    component,
    source,
    line,
    pid,
    ...ofKind,
    ...derivedTimes(observation),
  }
}

/**
 * Formats an observation as one line of JSON with its line end, hidden characters escaped. Concatenates the fields,
 * which is twice as fast as building the object for JSON.stringify.
 */
export function formatObservationLine(observation: Observation): string {
  const { kind, timeUs, line, pid } = observation
  // Requests are nearly all observations of a kubelet at -v=6: reading their fields by name costs a tenth of the time.
  if (isRequest(observation)) {
    const { beforeTime, beforeLine, beforeLatency, beforeStart } = requestLineParts(observation)
    const before = `${beforeTime}${instant(timeUs)}${beforeLine}${line}${beforeLatency}`
    return `${before}${json(observation.latencyMs)}${beforeStart}${instant(startedUs(observation))}}\n`
  }
  let out = `${beforeTime(kind)}${instant(timeUs)}${provenance(observation)}${line},"pid":${pid}`
  const facts = observation as unknown as Readonly<Record<string, JsonValue>>
  for (const field of FIELDS[kind]) out += `,"${field}":${json(facts[field] ?? null)}`
  const times = derivedTimes(observation)
  for (const field in times) out += `,"${field}":${json(times[field] as JsonValue)}`
  return `${out}}\n`
}

/** The text of a request's line around its time, line, latency and start. */
export interface RequestLineParts {
  readonly beforeTime: string
  readonly beforeLine: string
  readonly beforeLatency: string
  readonly beforeStart: string
}

/** Returns the parts of a request's line that depend neither on its times nor on line and latency. */
export function requestLineParts(observation: Observation<RequestKind>): RequestLineParts {
  return {
    beforeTime: beforeTime(observation.kind),
    beforeLine: provenance(observation),
    beforeLatency: request(observation),
    beforeStart: ',"startedAt":',
  }
}

function beforeTime(kind: ObservationKind): string {
  return `{"kind":"${kind}","at":`
}

/** Quotes an instant, in which no character needs an escape. */
function instant(timeUs: number | null): string {
  const text = formatInstant(timeUs)
  return text === null ? 'null' : `"${text}"`
}

/** Is true for printable ASCII without quote and backslash. Most texts are short: a regular expression is slower. */
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

type ProvenanceFields = Pick<Observation, 'node' | 'clock' | 'component' | 'source'>

/**
 * Cache of the last text, because consecutive observations mostly share node and source. Safe in module scope: the
 * text is a function of the four fields that are compared, so no caller can see another's.
 */
let lastProvenance: ProvenanceFields & { readonly text: string } = {
  ...{ node: null, clock: null, component: 'kubelet', source: '' },
  text: '',
}

function provenance({ node, clock, component, source }: ProvenanceFields): string {
  const last = lastProvenance
  const isSame =
    last.node === node &&
    last.clock === clock &&
    last.component === component &&
    last.source === source &&
    last.text !== ''
  if (isSame) return last.text
  const text = `,"node":${json(node)},"clock":${json(clock)},"component":"${component}","source":${json(source)},"line":`
  lastProvenance = { node, clock, component, source, text }
  return text
}

type RequestFields = Pick<Observation<RequestKind>, 'pid' | 'verb' | 'statusCode'>

/** Cache of the last text of a request's fields, safe as `lastProvenance` is. */
let lastRequest: RequestFields & { readonly text: string } = {
  pid: null,
  verb: '',
  statusCode: null,
  text: '',
}

function request({ pid, verb, statusCode }: RequestFields): string {
  const last = lastRequest
  const isSame = last.pid === pid && last.verb === verb && last.statusCode === statusCode && last.text !== ''
  if (isSame) return last.text
  const text = `,"pid":${pid},"verb":${json(verb)},"statusCode":${json(statusCode)},"latencyMs":`
  lastRequest = { pid, verb, statusCode, text }
  return text
}

/**
 * Start of a request; null if unknown. The log truncates latencies to whole milliseconds, so the start is up to one
 * millisecond earlier than time minus latency.
 */
export function startedUs({ timeUs, latencyMs, receivedUs }: Observation<RequestKind>): number | null {
  if (receivedUs !== undefined) return receivedUs
  return timeUs === null || latencyMs === null ? null : requestStartUs(timeUs, latencyMs)
}

/** Formats the instants that follow from the record's time or that the observation holds as integers. */
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
