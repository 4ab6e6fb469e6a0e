/** The lines that formats with evidence quote: what proves the boundaries, the evictions, and the changes of a state. */
import type { ObservationKind, Report, SourceLine } from '../model/index.ts'

/** More would weigh more than the report; those of incidents come first. */
const MAX_LINES = 1000

/** Kinds of the timeline that change a state of a node or of the controller. */
const CHANGES: ReadonlySet<ObservationKind> = new Set<ObservationKind>([
  'node.not-ready',
  'node.ready',
  'node.taint-queued',
  'node.healthy-again',
  'node.deleted',
  'kubelet.started',
  'kubelet.stopped',
  'kubelet.not-ready',
  'cluster.disruption-entered',
  'cluster.disruption-left',
])

export function quotedLines({ incidents, timeline }: Report): SourceLine[] {
  const places = new Map<string, SourceLine>()
  const add = ({ source, line }: SourceLine): void => {
    if (places.size < MAX_LINES) places.set(`${line} ${source}`, { source, line })
  }
  for (const { evidence, evictions } of incidents) for (const place of [...evidence, ...evictions]) add(place)
  for (const { observation } of timeline) if (CHANGES.has(observation.kind)) add(observation)
  return [...places.values()]
}
