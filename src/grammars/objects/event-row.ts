/** Converts a row of a table of events to an Event, and gives its findings. */
import type { Finding, JsonObject } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { parseAges } from './ages.ts'
import { findingsOfEvent } from './event-object.ts'
import { instant } from './fields.ts'

export interface EventCells {
  /** An age, or an RFC 3339 time. */
  readonly when: string
  readonly reason: string
  /** `node/worker-1` or `Node/worker-1`. */
  readonly object: string
  readonly namespace: string | null
  readonly message: string
  readonly source: string | null
}

export interface RowEvent {
  readonly event: JsonObject
  readonly when: string
}

const KINDS: Readonly<Record<string, string>> = { node: 'Node', pod: 'Pod' }

/** Returns the Event of a row; null if it is no row of events, or is about neither a node nor a pod. */
export function eventOfRow({
  when,
  reason,
  object,
  namespace,
  message,
  source,
}: EventCells): RowEvent | null {
  const slash = object.indexOf('/')
  const kind = KINDS[object.slice(0, Math.max(slash, 0)).toLowerCase()]
  const name = object.slice(slash + 1)
  if (kind === undefined || name === '' || reason === '') return null
  const component = source?.split(',')[0] ?? (isOfKubelet(reason, message) ? 'kubelet' : null)
  const space = kind === 'Pod' ? (namespace ?? namespaceIn(message, name)) : null
  const event = { involvedObject: { kind, name, namespace: space }, reason, message, source: { component } }
  return { event, when }
}

/** Without a source only these are known to be of the kubelet. */
function isOfKubelet(reason: string, message: string): boolean {
  return reason === 'NodeReady' || reason === 'SystemOOM' || message.startsWith('Starting kubelet')
}

/** Returns the namespace in `Marking for deletion Pod default/web-0`. */
function namespaceIn(message: string, pod: string): string | null {
  const at = message.lastIndexOf(' Pod ')
  const [, space = null, name] = at < 0 ? [] : (/^([\w-]+)\/(\S+)$/.exec(message.slice(at + 5)) ?? [])
  return name === pod ? space : null
}

/** Returns the findings of a row: at its time, or without a time once for each occurrence that it counts, with its age. */
export function findingsOfRow({ event, when }: RowEvent): readonly Finding[] {
  const findings = findingsOfEvent(event)
  const at = instant(when)
  if (at) return findings.map((finding) => ({ ...finding, ...at }))
  const undated = findings.map((finding) => ({ ...finding, timeUs: null, resolutionUs: SECOND_US }))
  const ages = parseAges(when)
  if (ages.length === 0) return undated
  return ages.flatMap((age) => undated.map((finding) => ({ ...finding, age })))
}
