/** Compares two reports that were written as JSON. The code is loaded when it is called. */
import type { ComparedIncident, ComparedNode, ComparedReport } from '../exporters/text/comparison.ts'
import { UsageError } from '../model/errors.ts'
import type { ExportOptions, JsonObject, JsonValue } from '../model/index.ts'
import { parseInstant } from '../time/instant.ts'

/** A report as text, and how the reader knows it. */
export interface NamedReport {
  readonly name: string
  /** What `-o json` wrote. */
  readonly text: string
}

/** Returns a text for people. Rejects with a UsageError for what is no report. */
export async function compare(
  before: NamedReport,
  after: NamedReport,
  options: Pick<ExportOptions, 'timeZone' | 'color' | 'width'>,
): Promise<string> {
  const { formatComparison } = await import('../exporters/text/comparison.ts')
  return [...formatComparison([readReport(before), readReport(after)], options)].join('')
}

function readReport({ name, text }: NamedReport): ComparedReport {
  const report = objectOf(parsed(name, text))
  if (report.schemaVersion !== 1 || !Array.isArray(report.nodes) || !Array.isArray(report.incidents))
    throw noReport(name)
  const window = objectOf(report.window)
  const incidents = report.incidents.map((incident) => readIncident(objectOf(incident), timeOf(window.end)))
  const outagesOf = groupOutages(incidents)
  return {
    name,
    startUs: timeOf(window.start),
    endUs: timeOf(window.end),
    nodes: report.nodes.map((node) => readNode(objectOf(node), outagesOf)),
    incidents,
  }
}

function parsed(name: string, text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch (cause) {
    throw noReport(name, cause)
  }
}

function noReport(name: string, cause?: unknown): UsageError {
  return new UsageError(`invalid report "${name}": use a file that -o json wrote`, { given: name, cause })
}

function groupOutages(incidents: readonly ComparedIncident[]): ReadonlyMap<string, ComparedIncident[]> {
  const outages = new Map<string, ComparedIncident[]>()
  for (const incident of incidents) {
    if (incident.kind !== 'lease-outage' || incident.node === null) continue
    const own = outages.get(incident.node)
    if (own) own.push(incident)
    else outages.set(incident.node, [incident])
  }
  return outages
}

function readNode(
  node: JsonObject,
  outagesOf: ReadonlyMap<string, readonly ComparedIncident[]>,
): ComparedNode {
  const heartbeat = objectOf(node.heartbeat)
  const availability = objectOf(node.availability)
  const name = textOf(node.node) ?? ''
  const outages = outagesOf.get(name) ?? []
  return {
    node: name,
    state: textOf(node.state) ?? '',
    renewals: numberOf(heartbeat.renewals) ?? 0,
    failures: numberOf(heartbeat.failures) ?? 0,
    outages: numberOf(availability.outages) ?? 0,
    inDoubt: outages.filter(({ isInDoubt }) => isInDoubt).length,
    isOpen: outages.some(({ open }) => open),
    outageSeconds: numberOf(availability.outageSeconds),
    outageBounds: boundsOf(availability.outageSecondsBounds),
  }
}

function readIncident(incident: JsonObject, windowEndUs: number | null): ComparedIncident {
  const intervals = objectOf(incident.intervals)
  const bounds = objectOf(incident.intervalBounds)
  const name = bounds.silenceSeconds == null ? 'notReadySeconds' : 'silenceSeconds'
  const renewal = objectOf(objectOf(incident.boundaries).lastRenewal)
  const startUs = timeOf(incident.start)
  const endUs = timeOf(incident.end)
  const isOpen = incident.open === true
  const pods = Array.isArray(incident.evictions) ? (incident.evictions as readonly JsonValue[]) : []
  return {
    id: textOf(incident.id) ?? '',
    number: numberOf(incident.number),
    node: textOf(incident.node),
    affected: numberOf(incident.affected),
    // Codes are only printed, as they are.
    kind: (textOf(incident.kind) ?? 'lease-outage') as ComparedIncident['kind'],
    cause: (textOf(objectOf(incident.cause).category) ?? 'unknown') as ComparedIncident['cause'],
    deviation: textOf(objectOf(incident.deviation).markedNotReady) as ComparedIncident['deviation'],
    startUs,
    startBounds: renewal.exact === false ? [timeOf(renewal.earliest), timeOf(renewal.latest)] : null,
    endUs,
    untilUs: endUs ?? (isOpen ? windowEndUs : startUs),
    open: isOpen,
    isInDoubt: incident.inDoubt === true,
    seconds: numberOf(intervals[name]),
    bounds: boundsOf(bounds[name]),
    pods: pods.map((eviction) => textOf(objectOf(eviction).pod) ?? ''),
  }
}

/** Empty for what is no object. */
function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

const textOf = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null)

const numberOf = (value: JsonValue | undefined): number | null =>
  typeof value === 'number' && value >= 0 ? value : null

const timeOf = (value: JsonValue | undefined): number | null =>
  typeof value === 'string' ? parseInstant(value) : null

function boundsOf(value: JsonValue | undefined): readonly [number | null, number | null] | null {
  if (!Array.isArray(value)) return null
  const [least, most] = value as readonly JsonValue[]
  return [numberOf(least), numberOf(most)]
}
