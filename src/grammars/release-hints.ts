/**
 * Kubernetes minor releases that print a record in its form.
 *
 * Input: a record and the kind of its observation. Output: an inclusive range of minors; null for an open end. The
 * hints of one process are intersected.
 * Authority: wordings of kubernetes/kubernetes 1.14–1.36 in the grammars; version lines of server.go and
 * controllermanager.go; user agents.
 */
import type { LogRecord, ObservationKind, Statement, VersionRange } from '../model/index.ts'

const OLDEST = 0
const NEWEST = Number.POSITIVE_INFINITY

/** First minor that prints the kind structured; earlier minors print it as plain text. Null: no hint. */
const STRUCTURED_FROM: Readonly<Record<ObservationKind, number | null>> = {
  'lease.renewed': 33,
  'lease.read': 33,
  'lease.request-failed': 33,
  'lease.update-failed': 27,
  'lease.update-fallback': 27,
  'lease.ensure-failed': 27,
  'lease.retries-exhausted': 27,
  'lease.seen': null,
  'node-status.updated': 33,
  'node-status.update-failed': 21,
  'node-status.retries-exhausted': 21,
  'api.answered': 33,
  'kubelet.started': 21,
  'kubelet.stopped': null,
  'kubelet.shutdown': null,
  'kubelet.certificate-expired': 21,
  'kubelet.not-ready': 21,
  'node.register-failed': null,
  'node.registered': null,
  'node.deleted': null,
  'kubelet.oom': null,
  'node.stale': 27,
  'node.never-posted': 27,
  'node.not-ready': null,
  'node.ready': null,
  'node.taint-queued': 27,
  'node.pods-not-ready': 23,
  'node.healthy-again': 27,
  'node.tainted': 23,
  'node.untainted': 23,
  'zone.state': 27,
  'cluster.disruption-entered': 27,
  'cluster.disruption-left': 27,
  'pod.eviction-marked': null,
  'pod.evicted': 21,
  'pod.eviction-cancelled': null,
  'controller.reset': 27,
  'controller.leader-acquired': 35,
  'controller.leader-lost': 35,
  'node.seen': null,
  'log.gap': null,
}

/** Returns undefined if the record gives no hint. Never throws. */
export function versionHint(record: LogRecord, kind?: ObservationKind): VersionRange | undefined {
  const { statement } = record
  if (!statement) return undefined
  const printed = printedMinor(statement)
  if (printed !== undefined) return range(printed, printed)
  // Without a severity the record is JSON, where plain messages also have values, or a message of systemd.
  if (kind === undefined || statement.severity === null) return undefined
  const from = STRUCTURED_FROM[kind]
  if (from === null || !hasOwnWording(statement, kind)) return undefined
  return statement.values === null
    ? plain(statement.message, kind, Math.min(from - 1, lastWithFile(statement.file, kind)))
    : structured(statement, kind, from)
}

/** Returns false for Events printed into a log and for other messages that do not follow the table. */
function hasOwnWording(statement: Statement, kind: ObservationKind): boolean {
  if (statement.file === 'event.go' || statement.message === 'Event occurred') return false
  return kind !== 'controller.leader-lost' || statement.file === 'leaderelection.go'
}

/** The last minor before the node controller was divided, and its file and the kubelet's renamed. */
const LAST_WITH_OLD_FILES = 9

function lastWithFile(file: string | null, kind: ObservationKind): number {
  const isOld =
    file === 'nodecontroller.go' ||
    (file === 'node_controller.go' && kind === 'node.stale') ||
    (file === 'kubelet.go' && kind.startsWith('node-status.'))
  return isOld ? LAST_WITH_OLD_FILES : NEWEST
}

function plain(message: string, kind: ObservationKind, last: number): VersionRange {
  if (message.includes('/coordination.k8s.io/v1beta1/')) return range(14, 15)
  if (kind === 'node.stale')
    return range(OLDEST, message.includes(' condition is: ') ? Math.min(15, last) : last)
  if (kind === 'lease.update-fallback')
    return message.includes('node lease') ? range(16, 19) : range(20, last)
  if (kind.startsWith('lease.') && last < 32) {
    return message.includes('node lease') ? range(14, 19) : range(20, last)
  }
  return range(OLDEST, last)
}

function structured(statement: Statement, kind: ObservationKind, first: number): VersionRange {
  const { message, values } = statement
  if (kind === 'pod.evicted') {
    if (message !== 'Deleting pod') return range(21, 28)
    return values?.has('logger') ? range(30, NEWEST) : range(29, 29)
  }
  if (kind === 'kubelet.not-ready') {
    const condition = values?.get('condition') ?? ''
    if (condition.startsWith('{"')) return range(28, NEWEST)
    return condition === '' ? range(first, NEWEST) : range(first, 27)
  }
  if (message.endsWith(', removed all taints')) return range(32, NEWEST)
  const last = kind === 'node.healthy-again' ? 31 : NEWEST
  // Loggers print their name since contextual logging is on by default, from 1.30.
  return range(values?.has('logger') ? Math.max(first, 30) : first, last)
}

/** Returns the minor in `Kubelet version: v1.20.2`, `"Starting" version="v1.30.14"`, `User-Agent: kubelet/v1.27.1 …`. */
function printedMinor(statement: Statement): number | undefined {
  const { message, values, file } = statement
  if (values) {
    if (message === 'Kubelet version') return minorIn(values.get('kubeletVersion') ?? '')
    if (message === 'Starting' && file === 'controllermanager.go') return minorIn(values.get('version') ?? '')
    for (const key of ['curlCommand', 'headers']) {
      const value = values.get(key)
      const agent = value === undefined ? -1 : value.indexOf('kubelet/v')
      if (value !== undefined && agent >= 0) return minorIn(value.slice(agent + 8))
    }
    return undefined
  }
  if (message.startsWith('Kubelet version: ')) return minorIn(message.slice(17))
  if (message.startsWith('Version: ') && file === 'controllermanager.go') return minorIn(message.slice(9))
  const agent = message.indexOf('User-Agent: kubelet/v')
  return agent < 0 ? undefined : minorIn(message.slice(agent + 20))
}

/** Returns the minor of `v1.27.1`; undefined for another major. */
function minorIn(text: string): number | undefined {
  const minor = /^v?1\.(\d{1,3})(?:\D|$)/.exec(text)?.[1]
  return minor === undefined ? undefined : Number(minor)
}

function range(min: number, max: number): VersionRange {
  return { min: min === OLDEST ? null : `1.${min}`, max: max === NEWEST ? null : `1.${max}` }
}
