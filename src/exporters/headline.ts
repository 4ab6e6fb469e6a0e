/** What a report found, in a line: for the table, the page and the picture. */
import type { Incident, Report } from '../model/index.ts'
import { formatCount, formatWhole } from '../wording/durations.ts'
import { countOfKind, type TitleFacts, titleOf } from '../wording/incident-words.ts'
import { isDoubted } from '../wording/params-of.ts'

/** Incidents that are no members of a cluster outage. */
export function separateIncidents({ incidents }: Pick<Report, 'incidents'>): Incident[] {
  const members = new Set(incidents.flatMap((incident) => incident.members ?? []))
  return incidents.filter(({ id }) => !members.has(id))
}

/**
 * `1 lease outage on 1 of 3 nodes`, `1 possible lease outage on …` where its node may have renewed, `no incident, 3 nodes`. Of a choice of nodes it counts those, while the verdict of an
 * outage of several nodes counts all.
 */
export function headline(report: Report): string {
  const { nodes, selection } = report
  const facts = separateIncidents(report).map((one) => ({ kind: one.kind, isInDoubt: isDoubted(one) }))
  return countIncidents(facts, {
    affected: nodes.filter(({ incidents }) => incidents.length > 0).length,
    nodes: nodes.length,
    areSelected: Boolean(selection?.nodes),
  })
}

/** Counts incidents by kind, and the nodes that they affect. It also runs in the page of a report. */
export function countIncidents(
  incidents: readonly TitleFacts[],
  {
    affected,
    nodes,
    areSelected = false,
  }: { readonly affected: number; readonly nodes: number; readonly areSelected?: boolean },
): string {
  const titles = new Map<string, { readonly facts: TitleFacts; readonly count: number }>()
  for (const facts of incidents) {
    const title = titleOf(facts)
    titles.set(title, { facts, count: (titles.get(title)?.count ?? 0) + 1 })
  }
  const counts = [...titles.values()].map(({ facts, count }) => countOfKind(facts, count))
  const all = formatCount(nodes, areSelected ? 'selected node' : 'node')
  const of =
    counts.length > 0 && affected > 0 ? ` on ${formatWhole(affected)} of ${all}` : nodes > 0 ? `, ${all}` : ''
  return `${counts.join(', ') || 'no incident'}${of}`
}
