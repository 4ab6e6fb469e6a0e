/**
 * Replaces names of nodes, hosts, pods, namespaces, zones, pools, sources and users, and addresses, in a report and in quoted
 * lines. The same name gets the same pseudonym; what is measured does not change. Pure.
 *
 * Texts that leasegap wrote or recognised are covered. A line of a log may contain a name in free text that nothing
 * marks as one.
 */
import type { Heartbeat, Incident, NodeLabels, Observation, Report } from '../model/index.ts'
import { STANDARD_INPUT } from '../model/source.ts'
import { renderClaims } from '../wording/claims.ts'
import { type NameKind, Pseudonyms } from './pseudonyms.ts'

export interface Redaction {
  readonly report: Report
  /** Returns the name of a source as it was; for one that the report does not name, the same. */
  sourceBehind(name: string): string
  /** Redacts a quoted line. */
  text(line: string): string
}

/** Fields with words of leasegap or of Kubernetes, not names of a cluster. */
const CODES: ReadonlySet<string> = new Set([
  ...['kind', 'category', 'cause', 'where', 'confidence', 'code', 'component', 'components', 'envelopes'],
  ...['verb', 'state', 'status', 'from', 'boundary', 'tiedBy', 'markedNotReady', 'endedBy', 'conditionType'],
  ...[
    'effect',
    'leasegap',
    'causeDetail',
    'reason',
    'deviation',
    'sign',
    'inferred',
    'log',
    'cluster',
    'type',
  ],
])

/** Fields that hold one name. */
const NAMES: Readonly<Record<string, NameKind>> = {
  node: 'node',
  nodes: 'node',
  first: 'node',
  alignedFrom: 'node',
  host: 'host',
}

/** Fields that hold the value of a label. */
const LABELS: Readonly<Record<string, NameKind>> = { region: 'region', zone: 'zone', pool: 'pool' }

/** Words of file names that are the same everywhere. */
const FILE_WORDS: ReadonlySet<string> = new Set([
  ...['kubelet', 'kube', 'controller', 'manager', 'apiserver', 'audit', 'events', 'nodes', 'leases', 'pods'],
  ...[
    'journal',
    'syslog',
    'messages',
    'system',
    'describe',
    'node',
    'lease',
    'before',
    'during',
    'after',
    'previous',
  ],
  ...['log', 'txt', 'json', 'jsonl', 'ndjson', 'yaml', 'gz', 'xz', 'zst', 'bz2', 'export'],
])

export function redact(report: Report): Redaction {
  const pseudonyms = new Pseudonyms()
  for (const text of stringsIn(plain(report))) pseudonyms.reserve(text)
  const originals = new Map<string, string>()
  for (const [i, { name }] of sourcesOf(report).entries()) {
    if (name === STANDARD_INPUT) continue
    const pseudonym = sourcePseudonym(name, i + 1)
    originals.set(pseudonym, name)
    pseudonyms.set(name, pseudonym)
  }
  const names = namesIn(report, pseudonyms)
  const redactValue = <T>(value: T): T => mapStrings(value, '', names, pseudonyms) as T
  // The first pass finds names that only a later text shows to be one.
  redactValue(plain(report))
  const redacted = redactValue(plain(report))
  return {
    report: {
      ...redacted,
      // A sentence may name a zone that is a plain word.
      incidents: redacted.incidents.map(
        (incident): Incident =>
          incident.claims.length === 0 ? incident : { ...incident, verdict: renderClaims(incident.claims) },
      ),
      notes: redacted.notes.map((note) => ({ ...note, text: renderClaims([note.claim]) })),
      ...(report.selection && {
        selection: {
          ...report.selection,
          nodes: report.selection.nodes && redacted.nodes.map(({ node }) => node),
        },
      }),
      *heartbeats() {
        for (const heartbeat of report.heartbeats()) yield redactHeartbeat(heartbeat, pseudonyms)
      },
      ...(report.nodesWithin && {
        nodesWithin: (spanOf) =>
          redactValue(report.nodesWithin?.((clock) => spanOf(pseudonyms.inText(clock))) ?? []),
      }),
    },
    sourceBehind: (name) => originals.get(name) ?? name,
    text: (line) => pseudonyms.inText(line),
  }
}

/** The data of a report, without its functions. */
function plain({
  heartbeats: _heartbeats,
  nodesWithin: _nodesWithin,
  ...rest
}: Report): Omit<Report, 'heartbeats' | 'nodesWithin'> {
  return rest
}

/** Every source that the report names: those that were read, and those that could not be. */
function sourcesOf({ sources, problems }: Report): { readonly name: string }[] {
  const names = new Set([...sources.map(({ name }) => name), ...problems.map(({ source }) => source)])
  return [...names].map((name) => ({ name }))
}

/** `source-1/kubelet.log`; `source-1` if the name of the file reveals more than what it contains. */
function sourcePseudonym(name: string, n: number): string {
  const file = name.split(/[/\\!]/).at(-1) ?? ''
  const words = file.toLowerCase().split(/[._-]/)
  const isCommon = words.every((word) => FILE_WORDS.has(word) || /^\d{0,2}$/.test(word))
  return isCommon && file !== '' ? `source-${n}/${file}` : `source-${n}`
}

/** Learns the names that fields hold. Returns how a field is replaced that holds one name. */
function namesIn(report: Report, pseudonyms: Pseudonyms): (key: string, name: string) => string | null {
  for (const summary of report.nodes) {
    learnNode(summary.node, pseudonyms)
    learnLabels(summary, pseudonyms)
  }
  for (const { node, nodes = [], evictions } of report.incidents) {
    for (const name of [...(node === null ? [] : [node]), ...nodes]) learnNode(name, pseudonyms)
    for (const { pod } of evictions) learnPod(pod, pseudonyms)
  }
  for (const { pod } of report.unassignedEvictions) learnPod(pod, pseudonyms)
  for (const { observation } of report.timeline) learnObservation(observation, pseudonyms)
  for (const { clocks } of report.sources)
    for (const clock of clocks) {
      const host = clock.split('/')[1]
      if (host !== undefined) pseudonyms.of('host', host)
    }
  return (key, name) => {
    const [label, kind] = [LABELS[key], NAMES[key]]
    if (label !== undefined) return pseudonyms.ofLabel(label, name)
    return kind === undefined ? null : pseudonyms.of(kind, name)
  }
}

function learnNode(name: string, pseudonyms: Pseudonyms): void {
  pseudonyms.of('node', name)
  const [host = ''] = name.split('.')
  if (host !== name) pseudonyms.addAlias(host, name)
}

/** Learns region, zone and pool, as `mapStrings` finds them in their fields. */
function learnLabels({ region, zone, pool }: NodeLabels, pseudonyms: Pseudonyms): void {
  for (const [kind, value] of Object.entries({ region, zone, pool }))
    if (value !== null) pseudonyms.ofLabel(kind as NameKind, value)
}

/** Learns `namespace/name`, or a bare name. */
function learnPod(pod: string, pseudonyms: Pseudonyms): void {
  const [first = '', second] = pod.split('/')
  if (second !== undefined) pseudonyms.of('namespace', first)
  pseudonyms.of('pod', second ?? first)
}

function learnObservation(o: Observation, pseudonyms: Pseudonyms): void {
  if (o.node !== null) learnNode(o.node, pseudonyms)
  if (o.host !== null) pseudonyms.of('host', o.host)
  if ('pod' in o && o.pod !== null) learnPod(o.pod, pseudonyms)
  if (o.kind === 'node.seen' && o.labels) learnLabels(o.labels, pseudonyms)
  if (o.kind === 'zone.state') pseudonyms.ofLabel('zone', o.zone)
  // The name of the process's machine, and an identifier of the process.
  if (o.kind === 'lease.seen' && o.holderIdentity !== null)
    pseudonyms.of('host', o.holderIdentity.split('_')[0] ?? '')
}

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) yield* stringsIn(item)
}

/** Copies plain data with its strings replaced. `key`: the field that holds it, also of the elements of an array. */
function mapStrings(
  value: unknown,
  key: string,
  nameOf: (key: string, name: string) => string | null,
  pseudonyms: Pseudonyms,
): unknown {
  if (typeof value === 'string') {
    if (CODES.has(key)) return value
    return nameOf(key, value) ?? pseudonyms.inText(value)
  }
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, key, nameOf, pseudonyms))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, mapStrings(item, name, nameOf, pseudonyms)]),
  )
}

function redactHeartbeat(heartbeat: Heartbeat, pseudonyms: Pseudonyms): Heartbeat {
  const { node, clock, source, alignedFrom } = heartbeat
  return {
    ...heartbeat,
    node: pseudonyms.of('node', node),
    clock: pseudonyms.inText(clock),
    source: pseudonyms.inText(source),
    ...(alignedFrom === undefined ? {} : { alignedFrom: pseudonyms.of('node', alignedFrom) }),
  }
}
