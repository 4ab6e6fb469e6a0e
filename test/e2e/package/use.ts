/**
 * The installed package as TypeScript sees it: compiled with `strict` in a fresh project, never run. Every export is
 * used once.
 */
import {
  type AnalyzeOptions,
  align,
  analyze,
  type CollectOptions,
  type Content,
  type CustomEnvelope,
  type CustomGrammar,
  collect,
  compare,
  containers,
  type Exporter,
  envelopes,
  explain,
  exporterNamed,
  exporters,
  formatNotes,
  formatObservationLine,
  formatStories,
  framings,
  grammars,
  type Input,
  type NamedReport,
  type Observation,
  type ObservationLineStream,
  observe,
  observeLines,
  planCollection,
  type Report,
  type ReportJson,
  readQuotes,
  redact,
  render,
  type Source,
  SourceError,
  type SourceKind,
  type SourceStream,
  type Story,
  select,
  sourceKinds,
  stories,
  toJson,
  UsageError,
  version,
  watch,
} from 'leasegap'

const source: Source = {
  id: 'memory',
  label: 'kubelet.log',
  path: null,
  size: null,
  modifiedUs: null,
  async *open({ signal, bytes, time } = {}) {
    signal?.throwIfAborted()
    yield new Uint8Array((bytes?.end ?? 0) - (bytes?.start ?? 0) + (time?.sinceUs ?? 0))
  },
}
const content: Content = { name: 'a', data: new ReadableStream<Uint8Array>() }
const inputs: readonly Input[] = ['kubelet.log', source, content, { name: 'b', data: 'text' }]

const envelope: CustomEnvelope = {
  name: 'mine',
  bypassLiterals: ['||'],
  unwrap: (body) => (typeof body === 'string' ? { body: body.slice(2) } : undefined),
}
const grammar: CustomGrammar = {
  name: 'mine',
  component: 'kubelet',
  literals: ['lights out'],
  parse: ({ statement }) =>
    statement?.message === 'lights out' ? { kind: 'kubelet.shutdown', node: null } : undefined,
}
const exporter: Exporter = {
  name: 'count',
  title: 'the number of incidents',
  endings: ['count'],
  *write({ incidents }) {
    yield `${incidents.length}`
  },
}

export async function use(signal: AbortSignal): Promise<readonly (string | null)[]> {
  const options: AnalyzeOptions = { year: 2026, signal, envelopes: [envelope], grammars: [grammar] }
  const report: Report = align(select(await analyze(inputs, options), { nodes: ['worker-*'] }))
  const document: ReportJson = toJson(report)
  const start: string | null | undefined = document.incidents[0]?.boundaries.lastRenewal?.at
  const [entry] = document.timeline
  const status: number | null = entry?.kind === 'lease.renewed' ? entry.statusCode : null
  const chosen: readonly Story[] = stories(report)
  const quote = await readQuotes(
    inputs,
    chosen.flatMap(({ sentences }) => sentences.flatMap(({ evidence }) => evidence)),
  )
  const page = { timeZone: 'UTC', color: false, width: 80 }
  const saved: NamedReport = { name: 'report.json', text: JSON.stringify(document) }
  const stream: SourceStream<Observation> = observe(inputs, { follow: true, signal })
  for await (const observation of stream) formatObservationLine(observation)
  const lines: ObservationLineStream = observeLines(inputs, { signal })
  for await (const piece of lines) if (piece.length > lines.observedSources.size) break
  for await (const { grammar, reason } of explain('kubelet.log')) if (grammar === reason) break
  const kinds: readonly SourceKind[] = sourceKinds
  return [
    version,
    start ?? `${status}`,
    await render(report, 'count', { exporters: [exporter] }),
    ...formatStories(chosen, [], quote, page),
    ...formatNotes(report, [], page),
    await compare(saved, saved, page),
    redact(report).text('a line'),
    ...stream.problems.map(({ excerpt }) => excerpt),
    ...[containers, envelopes, exporters, framings, grammars, kinds].map(([one]) => one?.title ?? null),
    exporterNamed('json').name,
  ]
}

export async function useCluster(signal: AbortSignal): Promise<readonly string[]> {
  const options: Omit<CollectOptions, 'version'> = {
    nodes: ['worker-1'],
    time: { sinceUs: null, untilUs: null },
    signal,
  }
  const names: string[] = []
  await watch({ signal, onEvent: ({ kind }) => names.push(kind) })
  return [...names, ...(await planCollection(options)).missing, ...(await collect('out', options)).missing]
}

export function reasonOf(error: unknown): string {
  if (error instanceof UsageError) return [error.given, ...error.allowed, error.try].join(' ')
  return error instanceof SourceError ? `${error.label}: ${error.reason}` : 'a defect'
}
