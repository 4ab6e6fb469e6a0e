/**
 * `perfetto`: the incidents as a trace for ui.perfetto.dev and chrome://tracing, one JSON document.
 *
 * A node is a process, an interval a complete event, a boundary or eviction an instant event. Times are µs since the
 * epoch, UTC.
 *
 * Authority: Trace Event Format (Google), JSON Object Format; complete events (`X`) of one thread may nest but not
 * overlap, so overlapping spans are put on separate tracks.
 */

import type { Boundary, Incident, JsonObject, Report } from '../../model/index.ts'
import { escapeHidden } from '../../text/printable.ts'
import { formatInstant } from '../../time/instant.ts'
import { BOUNDARY_NAMES, BOUNDARY_TITLES } from '../../wording/incident-words.ts'
import { type IncidentSpan, type SpanKind, spansOf, spanTitle } from './spans.ts'

/** Rows of a node from top to bottom. A row has as many threads as its overlapping spans need. */
const ROWS = ['incident', 'kubelet', 'control plane', 'taint', 'boundaries'] as const
type Row = (typeof ROWS)[number]

const ROW_OF: { readonly [K in SpanKind]: Row } = {
  'lease-outage': 'incident',
  'not-ready': 'incident',
  'status-outage': 'incident',
  'kubelet-restart': 'incident',
  'log-gap': 'incident',
  'cluster-outage': 'incident',
  failing: 'kubelet',
  'marked-unknown': 'control plane',
  'marked-not-ready': 'control plane',
  tainted: 'taint',
}

/** Distance of the first thread ids of two rows; tracks beyond it share the last one. */
const TRACKS_PER_ROW = 1000

function evidenceOf({ clock, source, line, exact, earliestUs, latestUs }: Boundary): JsonObject {
  const bounds = exact ? {} : { earliest: formatInstant(earliestUs), latest: formatInstant(latestUs) }
  return { clock, source, line, ...bounds }
}

/** A node or the cluster as a process of the trace. */
class Process {
  readonly #pid: number
  /** End of the last span of each track, by row. */
  readonly #tracks = new Map<Row, number[]>()

  constructor(pid: number) {
    this.#pid = pid
  }

  *name(name: string): Generator<JsonObject> {
    yield { name: 'process_name', ph: 'M', pid: this.#pid, tid: 0, args: { name } }
    yield { name: 'process_sort_index', ph: 'M', pid: this.#pid, tid: 0, args: { sort_index: this.#pid } }
  }

  /** Spans must be passed in order of their start. */
  *span({ kind, startUs, endUs, open, from }: IncidentSpan, incident: Incident): Generator<JsonObject> {
    const { id, cause, verdict } = incident
    const row = ROW_OF[kind]
    const tracks = this.#tracks.get(row) ?? []
    this.#tracks.set(row, tracks)
    const free = tracks.findIndex((busyUntilUs) => busyUntilUs <= startUs)
    const track = free === -1 ? Math.min(tracks.length, TRACKS_PER_ROW - 1) : free
    const isNew = track === tracks.length
    tracks[track] = endUs
    const thread = { pid: this.#pid, tid: this.#tid(row, track) }
    if (isNew) yield* this.#nameThread(row, track)
    const whole = row === 'incident' ? { category: cause.category, where: cause.where, verdict } : {}
    const args = { incident: id, open, ...whole, ...(from && evidenceOf(from)) }
    yield {
      name: spanTitle(kind, incident),
      cat: kind,
      ph: 'X',
      ts: startUs,
      dur: endUs - startUs,
      ...thread,
      args,
    }
  }

  *instant(name: string, cat: string, atUs: number, args: JsonObject): Generator<JsonObject> {
    if (!this.#tracks.has('boundaries')) {
      this.#tracks.set('boundaries', [])
      yield* this.#nameThread('boundaries', 0)
    }
    const thread = { pid: this.#pid, tid: this.#tid('boundaries', 0) }
    yield { name, cat, ph: 'i', s: 't', ts: atUs, ...thread, args }
  }

  #tid(row: Row, track: number): number {
    return 1 + ROWS.indexOf(row) * TRACKS_PER_ROW + track
  }

  *#nameThread(row: Row, track: number): Generator<JsonObject> {
    const thread = { ph: 'M', pid: this.#pid, tid: this.#tid(row, track) }
    const name = track === 0 ? row : `${row} ${track + 1}`
    yield { name: 'thread_name', ...thread, args: { name } }
    yield { name: 'thread_sort_index', ...thread, args: { sort_index: this.#tid(row, track) } }
  }
}

function* instantsOf(incident: Incident, process: Process): Generator<JsonObject> {
  const { id, boundaries, evictions } = incident
  for (const name of BOUNDARY_NAMES) {
    const boundary = boundaries[name]
    if (boundary === null) continue
    const args = { incident: id, ...evidenceOf(boundary) }
    yield* process.instant(BOUNDARY_TITLES[name], 'boundary', boundary.atUs, args)
  }
  for (const { pod, atUs, source, line, tiedBy } of evictions) {
    if (atUs !== null)
      yield* process.instant(`evicted ${pod}`, 'eviction', atUs, { incident: id, tiedBy, source, line })
  }
}

function* eventsOf({ nodes, incidents, window }: Report): Generator<JsonObject> {
  // The cluster is listed above its nodes.
  const byNode = new Map<string | null, Incident[]>([[null, []]])
  for (const { node } of nodes) byNode.set(node, [])
  for (const incident of incidents) {
    const ofNode = byNode.get(incident.node)
    if (ofNode) ofNode.push(incident)
    else byNode.set(incident.node, [incident])
  }
  let pid = 0
  for (const [node, ofNode] of byNode) {
    pid++
    if (node === null && ofNode.length === 0) continue
    const process = new Process(pid)
    yield* process.name(node ?? 'cluster')
    const spans = ofNode.flatMap((incident) =>
      spansOf(incident, window.endUs).map((span) => ({ span, incident })),
    )
    spans.sort((a, b) => a.span.startUs - b.span.startUs || b.span.endUs - a.span.endUs)
    for (const { span, incident } of spans) yield* process.span(span, incident)
    for (const incident of ofNode) yield* instantsOf(incident, process)
  }
}

export function* write(report: Report): Generator<string> {
  const { startUs, endUs } = report.window
  const about = {
    leasegap: report.leasegap,
    start: formatInstant(startUs),
    end: formatInstant(endUs),
  }
  yield `{"displayTimeUnit":"ms","otherData":${escapeHidden(JSON.stringify(about))},"traceEvents":[`
  let separator = '\n'
  for (const event of eventsOf(report)) {
    yield `${separator}${escapeHidden(JSON.stringify(event))}`
    separator = ',\n'
  }
  yield '\n]}\n'
}
