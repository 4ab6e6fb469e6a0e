/** The forms of observations, by kind. The compiler asks for each field of each kind. */
import type {
  Cause,
  Component,
  Facts,
  LogGapReason,
  NodeCondition,
  NodeLabels,
  NotReadyCategory,
  ObservationKind,
  Provenance,
  Taint,
} from '../../model/observation.ts'
import {
  type Check,
  isCount,
  isNumber,
  isText,
  isTime,
  isTrue,
  listOf,
  objectOf,
  oneOf,
  optional,
  orNull,
} from './checks.ts'

/** A check for each field. */
type Fields<T> = { readonly [F in keyof T]-?: Check }

const CAUSES = {
  dns: 1,
  'network-unreachable': 1,
  'no-route': 1,
  'connection-refused': 1,
  'connection-reset': 1,
  'connection-lost': 1,
  'closed-connection': 1,
  timeout: 1,
  tls: 1,
  auth: 1,
  'not-found': 1,
  conflict: 1,
  throttled: 1,
  'server-error': 1,
  eof: 1,
  canceled: 1,
  other: 1,
} satisfies Record<Cause, 1>

const COMPONENTS = {
  kubelet: 1,
  'kube-controller-manager': 1,
  'kube-apiserver': 1,
  'api-object': 1,
  journald: 1,
  systemd: 1,
} satisfies Record<Component, 1>

const NOT_READY = {
  'node-shutdown': 1,
  'container-runtime': 1,
  'network-plugin': 1,
  pleg: 1,
} satisfies Record<NotReadyCategory, 1>

const GAP_REASONS = { boot: 1, rotated: 1, suppressed: 1 } satisfies Record<LogGapReason, 1>

export const isComponent: Check = oneOf(COMPONENTS)
export const isCause: Check = oneOf(CAUSES)

const textOrNull = orNull(isText)
const numberOrNull = orNull(isNumber)

const CONDITION: Fields<NodeCondition> = {
  type: textOrNull,
  status: textOrNull,
  reason: textOrNull,
  message: textOrNull,
  lastHeartbeatTime: textOrNull,
  lastTransitionTime: textOrNull,
}

const TAINT: Fields<Taint> = { key: isText, effect: isText, timeAdded: textOrNull }

const LABELS: Fields<NodeLabels> = { region: textOrNull, zone: textOrNull, pool: textOrNull }

const REQUEST: Fields<Facts['lease.renewed']> = {
  verb: isText,
  statusCode: numberOrNull,
  latencyMs: numberOrNull,
  receivedUs: optional(isTime),
  timeoutSeconds: optional(isNumber),
}

const FAILURE: Fields<Facts['lease.update-failed']> = {
  error: textOrNull,
  cause: orNull(isCause),
  alsoCauses: listOf(isCause),
  causeDetail: textOrNull,
  timeoutSeconds: optional(isNumber),
}

const READY: Fields<Facts['node.ready']> = {
  status: textOrNull,
  reason: textOrNull,
  isEvent: optional(isTrue),
}

const POD = { pod: isText }
const LOCK = { lock: textOrNull }
const TAINTED = { taint: isText, effect: isText }

const FACTS: { readonly [K in ObservationKind]: Fields<Facts[K]> } = {
  'lease.renewed': REQUEST,
  'lease.read': REQUEST,
  'lease.request-failed': REQUEST,
  'lease.update-failed': FAILURE,
  'lease.update-fallback': FAILURE,
  'lease.ensure-failed': { ...FAILURE, retryIntervalSeconds: numberOrNull },
  'lease.retries-exhausted': { error: textOrNull, retryIntervalSeconds: numberOrNull },
  'lease.seen': {
    renewTimeUs: orNull(isTime),
    managedTimeUs: orNull(isTime),
    holderIdentity: textOrNull,
    leaseDurationSeconds: numberOrNull,
  },
  'node-status.updated': REQUEST,
  'node-status.update-failed': FAILURE,
  'node-status.retries-exhausted': FAILURE,
  'api.answered': REQUEST,
  'kubelet.started': { isReboot: optional(isTrue) },
  'kubelet.stopped': { isRestart: optional(isTrue) },
  'kubelet.shutdown': {},
  'kubelet.certificate-expired': {},
  'kubelet.not-ready': { reason: textOrNull, message: textOrNull, category: orNull(oneOf(NOT_READY)) },
  'node.register-failed': FAILURE,
  'node.registered': {},
  'node.deleted': { reason: textOrNull },
  'kubelet.oom': { victim: textOrNull },
  'node.stale': {
    conditionType: textOrNull,
    durationSeconds: isNumber,
    condition: orNull(objectOf(CONDITION)),
  },
  'node.never-posted': { conditionType: textOrNull },
  'node.not-ready': { ...READY, category: orNull(oneOf(NOT_READY)) },
  'node.ready': READY,
  'node.taint-queued': { status: oneOf({ Unknown: 1, False: 1 }) },
  'node.pods-not-ready': {},
  'node.healthy-again': {},
  'node.tainted': TAINTED,
  'node.untainted': TAINTED,
  'zone.state': { zone: isText, state: isText },
  'cluster.disruption-entered': {},
  'cluster.disruption-left': {},
  'pod.eviction-marked': POD,
  'pod.evicted': POD,
  'pod.eviction-cancelled': { pod: textOrNull },
  'controller.reset': {},
  'controller.leader-acquired': LOCK,
  'controller.leader-lost': LOCK,
  'node.seen': {
    conditions: listOf(objectOf(CONDITION)),
    taints: listOf(objectOf(TAINT)),
    labels: optional(objectOf(LABELS)),
  },
  'log.gap': { reason: oneOf(GAP_REASONS), lost: numberOrNull },
}

export const isRequestKind: Check = oneOf(FACTS)

const PROVENANCE: Fields<Provenance> = {
  timeUs: orNull(isTime),
  resolutionUs: isCount,
  node: textOrNull,
  clock: textOrNull,
  component: isComponent,
  source: isText,
  line: isCount,
  pid: numberOrNull,
  host: textOrNull,
  alignedFrom: optional(isText),
}

const BY_KIND: ReadonlyMap<unknown, Check> = new Map(
  Object.entries(FACTS).map(([kind, facts]) => [kind, objectOf({ kind: isText, ...PROVENANCE, ...facts })]),
)

/** Whether a parsed value is an observation of a known kind. */
export const isObservation: Check = (value) => {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined
  return BY_KIND.get(kind)?.(value) ?? false
}
