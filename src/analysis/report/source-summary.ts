/**
 * The sources of a report.
 *
 * Authority: `report.schema.json`, README ("How to read a report").
 */
import { CONTROL_PLANE } from '../../model/clock.ts'
import type { Problem, SourceSummary, VersionRange } from '../../model/index.ts'
import { figuresOf } from '../../store/process-figures.ts'
import type { ProcessReading, SourceReading } from '../../store/reading.ts'
import type { Evidence } from '../evidence/gather.ts'
import { order } from '../evidence/order.ts'

/** Summarises the sources by name. `analysisProblems` are those that the readings do not contain. */
export function summariseSources(
  readings: readonly SourceReading[],
  evidence: Pick<Evidence, 'nodeOf'>,
  analysisProblems: readonly Problem[],
): SourceSummary[] {
  const counts = new Map<string, number>()
  for (const { source, count } of analysisProblems) counts.set(source, (counts.get(source) ?? 0) + count)
  return [...readings]
    .sort((a, b) => order(a.name, b.name))
    .map((reading, i, sorted) => {
      const own = reading.problems.reduce((sum, { count }) => sum + count, 0)
      // An archive may hold several sources of one name: the first counts the problems of their common evidence.
      const isFirst = sorted[i - 1]?.name !== reading.name
      return summariseSource(reading, evidence, own + (isFirst ? (counts.get(reading.name) ?? 0) : 0))
    })
}

function summariseSource(
  reading: SourceReading,
  evidence: Pick<Evidence, 'nodeOf'>,
  problems: number,
): SourceSummary {
  const { processes, firstUs, lastUs } = reading
  const { nodes, clocks, observations } = contentOf(processes, evidence)
  let verbosity: number | null = null
  let version: VersionRange | null = null
  for (const p of processes) {
    const shown = verbosityOf(p)
    if (shown !== null) verbosity = Math.max(verbosity ?? shown, shown)
    version ??= p.kubernetesVersion
  }
  return {
    name: reading.name,
    envelopes: reading.envelopes,
    components: [...new Set(processes.flatMap((p) => p.component ?? []))].sort(order),
    nodes: [...nodes].sort(order),
    clocks: [...clocks].sort(order),
    kubernetesVersion: version,
    verbosity,
    bytes: reading.bytes,
    lines: reading.lines,
    records: reading.records,
    observations,
    firstAtUs: firstUs,
    lastAtUs: lastUs,
    coverage: firstUs === null || lastUs === null ? [] : [{ startUs: firstUs, endUs: lastUs }],
    problems,
  }
}

/** The nodes and clocks that a source names, and the number of its observations. */
interface SourceContent {
  readonly nodes: Set<string>
  readonly clocks: Set<string>
  observations: number
}

function contentOf(
  processes: readonly ProcessReading[],
  { nodeOf }: Pick<Evidence, 'nodeOf'>,
): SourceContent {
  const content: SourceContent = { nodes: new Set(), clocks: new Set(), observations: 0 }
  for (const p of processes) addContent(content, p, nodeOf.get(p) ?? null)
  return content
}

function addContent(content: SourceContent, p: ProcessReading, node: string | null): void {
  const { nodes, clocks } = content
  if (p.component === 'kubelet' && node !== null) nodes.add(node)
  const figures = p.stored ?? figuresOf(p)
  content.observations += figures.observations
  for (const named of figures.nodes) nodes.add(named)
  for (const clock of figures.clocks) clocks.add(clock)
  // A stored process has no stale lines.
  if (!p.stored) addStaleContent(content, p)
  for (const [named, rows] of figures.requests) {
    content.observations += rows
    const owner = named ?? node
    if (owner === null) continue
    nodes.add(owner)
    clocks.add(p.component === 'kubelet' ? owner : CONTROL_PLANE)
  }
}

function addStaleContent(content: SourceContent, { stale }: ProcessReading): void {
  for (const [named, lines] of stale) {
    content.observations += lines.length
    if (named !== null) content.nodes.add(named)
    for (const { clock } of lines.shapes) if (clock !== null) content.clocks.add(clock)
  }
}

/** From the flag, or 6 where the process prints requests; null: unknown. */
function verbosityOf({ flags, printsRequests }: ProcessReading): number | null {
  const flag = flags.get('v')
  const level = Number(flag)
  if (flag !== undefined && Number.isInteger(level)) return level
  return printsRequests ? 6 : null
}
