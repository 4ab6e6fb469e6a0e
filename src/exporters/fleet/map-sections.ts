/** What the maps of a fleet show: the nodes in sections, those of one zone or pool below each other, and the groups. */
import type { NodeSummary, Report } from '../../model/index.ts'
import { formatWhole } from '../../wording/durations.ts'
import { type GroupKind, groupNodes, joinGroups, type NodeGroup, unknownText } from '../node-groups.ts'
import { COLUMNS, downIn, type HeatMap, type HeatRow } from './heat.ts'

/** A row of a map, and what is printed before it. */
export interface MapRow {
  readonly label: string
  /** Level of each column. */
  readonly levels: Uint8Array
}

/** Rows below a title; it is empty if there is one section only. */
export interface MapSection {
  readonly title: string
  readonly rows: readonly MapRow[]
}

/** Groups with a row of their own; the others share one. */
const MOST_GROUPS = 20

/** A group with its title. */
export interface TitledGroup extends NodeGroup {
  readonly title: string
}

/** Lists the groups with most outages, then the others as one, then the nodes of unknown group; empty for less than two. */
export function titledGroups(report: Report, kind: GroupKind): TitledGroup[] {
  const groups = groupNodes(report, kind)
  if (groups.length < 2) return []
  const named = groups.filter(({ name }) => name !== null)
  const isFolded = named.length > MOST_GROUPS
  const shown = isFolded ? named.slice(0, MOST_GROUPS - 1) : named
  const others = named.slice(shown.length)
  return [
    ...shown.map((group) => ({ ...group, title: group.name ?? '' })),
    ...(isFolded
      ? [{ ...joinGroups(others, report), title: `${formatWhole(others.length)} other ${kind}s` }]
      : []),
    ...groups
      .filter(({ name }) => name === null)
      .map((group) => ({ ...group, title: `${kind} ${unknownText(group, kind)}` })),
  ]
}

/** Rows of the map of nodes, and runs of cells in them: more would make a page of several megabytes. */
const MOST_ROWS = 10_000
const MOST_RUNS = 300_000

/** Returns the first rows, as many as a page holds. */
export function drawnRows(rows: readonly HeatRow[]): readonly HeatRow[] {
  let runs = 0
  for (const [n, { levels }] of rows.entries()) {
    for (let column = 0; column < COLUMNS; column++)
      if ((levels[column] as number) > 0 && levels[column] !== levels[column - 1]) runs++
    if (n === MOST_ROWS || runs > MOST_RUNS) return rows.slice(0, n)
  }
  return rows
}

/** Sorts the rows of nodes into the groups, which keep their order; without groups there is one section. */
export function sectionsOf(
  rows: readonly HeatRow[],
  groups: readonly TitledGroup[],
  labelOf: (node: string) => string,
): MapSection[] {
  const mapRow = ({ node, levels }: HeatRow): MapRow => ({ label: labelOf(node), levels })
  if (groups.length === 0) return [{ title: '', rows: rows.map(mapRow) }]
  const groupOf = indexByNode(groups)
  const sections = groups.map(({ title, nodes }) => ({ title, nodes: nodes.length, rows: [] as MapRow[] }))
  for (const row of rows) sections[groupOf.get(row.node) ?? -1]?.rows.push(mapRow(row))
  return sections
    .filter((section) => section.rows.length > 0)
    .map(({ title, nodes, rows: own }) => ({
      title: `${title}: ${formatWhole(own.length)} of ${formatWhole(nodes)} nodes`,
      rows: own,
    }))
}

/** How many nodes of a group were down in each column of a map. */
export interface GroupBars {
  readonly label: string
  readonly nodes: number
  readonly downNodes: readonly number[]
}

export function groupBars(map: HeatMap, groups: readonly TitledGroup[]): GroupBars[] {
  const groupOf = indexByNode(groups)
  const rowsOf = groups.map((): HeatRow[] => [])
  for (const row of map.rows) rowsOf[groupOf.get(row.node) ?? -1]?.push(row)
  return groups.map(({ title, nodes }, i) => ({
    label: title,
    nodes: nodes.length,
    downNodes: downIn(rowsOf[i] ?? []),
  }))
}

function indexByNode(groups: readonly TitledGroup[]): ReadonlyMap<string, number> {
  return new Map(groups.flatMap(({ nodes }, i) => nodes.map(({ node }: NodeSummary) => [node, i] as const)))
}
