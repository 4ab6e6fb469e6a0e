/** Notes about kubelets that failed to list their Node, where no incident of the node shows why. */
import type { Incident, Note } from '../../model/index.ts'
import type { NotedEvidence } from './notable.ts'
import { note } from './note.ts'

/** Lists a note for each node. It claims no outage: the lease may have been renewed by another connection. */
export function outOfReachNotes({ nodes }: NotedEvidence, incidents: readonly Incident[]): Note[] {
  const explained = new Set(
    incidents.flatMap(({ node, cause }) => (cause.category === 'unknown' ? [] : node)),
  )
  return nodes.flatMap(({ node, processes }) => {
    const lists = processes.flatMap(({ failedLists, source }) =>
      failedLists ? { ...failedLists, source } : [],
    )
    const last = lists.toSorted((a, b) => (a.lastUs ?? 0) - (b.lastUs ?? 0)).at(-1)
    if (!last || explained.has(node)) return []
    const times = lists.flatMap(({ firstUs, lastUs }) => [firstUs, lastUs].filter((us) => us !== null))
    const params = {
      node,
      fromUs: times.length === 0 ? null : Math.min(...times),
      untilUs: times.length === 0 ? null : Math.max(...times),
      category: last.cause ?? ('unknown' as const),
      error: last.error,
    }
    return [note('api-out-of-reach', params, { proof: [{ source: last.source, line: last.line }], node })]
  })
}
