/** Notes about records without a time that should have one: they set no boundary. */
import type { Note, Observation, ObservationKind } from '../../model/index.ts'
import { titleOf } from '../../wording/observation-words.ts'
import { groupBy } from '../evidence/group-by.ts'
import { order } from '../evidence/order.ts'
import type { NotedEvidence } from './notable.ts'
import { note } from './note.ts'

/** Lists two notes of a source at most: about lines of a log, and about rows that print an age. */
export function undatedNotes({ nodes, unnamed }: NotedEvidence): Note[] {
  const undated = [...nodes.map((n) => n.observations), unnamed].flatMap((observations) =>
    observations.filter((o) => o.timeUs === null && o.kind !== 'node.seen' && o.kind !== 'lease.seen'),
  )
  return [...groupBy(undated, ({ source }) => source)].flatMap(([source, all]) => {
    const [failures, others] = [all.filter(isFailure), all.filter((o) => !isFailure(o))]
    return [failures, others].flatMap((lines) => {
      const [first] = lines
      if (!first) return []
      const names = [...new Set(lines.flatMap(({ node }) => node ?? []))]
      const categories = new Set(lines.flatMap((o) => ('cause' in o && o.cause) || []))
      const [category = 'unknown' as const] = categories.size === 1 ? categories : []
      const reported = [...new Set(lines.map(({ kind }) => REPORTED[kind] ?? titleOf(kind)))].sort(order)
      const params = {
        source,
        count: lines.length,
        isFailure: isFailure(first),
        nodes: names,
        category,
        reported,
      }
      return [note('undated', params, { proof: lines, source })]
    })
  })
}

/** What rows of tables report, in the words of Kubernetes. */
const REPORTED: { readonly [K in ObservationKind]?: string } = {
  'node.not-ready': 'NotReady',
  'node.pods-not-ready': 'pods NotReady',
  'node.ready': 'Ready',
  'node.registered': 'registered',
  'node.deleted': 'deleted',
  'pod.eviction-marked': 'eviction',
  'pod.evicted': 'eviction',
  'pod.eviction-cancelled': 'cancelled eviction',
  'kubelet.started': 'start of the kubelet',
  'kubelet.stopped': 'end of the kubelet',
  'kubelet.oom': 'out of memory',
  'log.gap': 'reboot',
}

/** Whether a record is a line of a log, which prints its own time. */
function isFailure({ kind, component }: Observation): boolean {
  return component === 'kubelet' && kind !== 'node.ready' && kind !== 'kubelet.oom'
}
