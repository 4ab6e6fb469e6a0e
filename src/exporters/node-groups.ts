/**
 * Nodes of a report by zone, or by pool: how many had outages, for how long, and why. Figures of a group are bounded as
 * those of its nodes.
 */
import type { CauseCategory, NodeSummary, Report, SecondsBounds } from '../model/index.ts'
import { formatWhole } from '../wording/durations.ts'

export type GroupKind = 'zone' | 'pool'

export interface NodeGroup {
  /** Distinguishes it from the others. */
  readonly key: string
  /** As labels name it, the zone with its region where several regions have a zone of that name; null: no label does. */
  readonly name: string | null
  readonly nodes: readonly NodeSummary[]
  /** Nodes with a lease outage. */
  readonly failed: number
  readonly outages: number
  readonly longestSeconds: number | null
  /** Null without an outage. */
  readonly longestBounds: SecondsBounds | null
  /** Share of the covered time of its nodes in which they did not renew; null where no time is covered. */
  readonly lostShare: SecondsBounds | null
  /** Nodes with covered time. */
  readonly covered: number
  /** Of its outages, the most frequent first. */
  readonly causes: readonly (readonly [category: CauseCategory, outages: number])[]
}

/** Key of the nodes without a label. */
const UNKNOWN = ''

/** Separates region and zone: no label contains it. */
const SEPARATOR = '/'

/** Whether a node was in another zone or pool before, perhaps during its outages. */
function hasChanged({ changedLabels = [] }: NodeSummary, kind: GroupKind): boolean {
  return changedLabels.includes(kind) || (kind === 'zone' && changedLabels.includes('region'))
}

/** Returns what gives the key of the group of a node. One without a region is of that with its zone, if it is the only one. */
function groupKeys(nodes: readonly NodeSummary[], kind: GroupKind): (node: NodeSummary) => string {
  if (kind === 'pool') return (node) => (hasChanged(node, kind) ? UNKNOWN : (node.pool ?? UNKNOWN))
  const regionsOf = new Map<string, Set<string>>()
  for (const { region, zone } of nodes)
    if (zone !== null && region !== null) regionsOf.set(zone, (regionsOf.get(zone) ?? new Set()).add(region))
  return (node) => {
    const { region, zone } = node
    if (zone === null || hasChanged(node, kind)) return UNKNOWN
    const [only = '', ...others] = region === null ? (regionsOf.get(zone) ?? []) : [region]
    return others.length > 0 ? UNKNOWN : `${only}${SEPARATOR}${zone}`
  }
}

/** Lists the groups, those with most outages first, the nodes without a label last. Empty if no node has one. */
export function groupNodes(report: Pick<Report, 'nodes' | 'incidents'>, kind: GroupKind): NodeGroup[] {
  const byKey = new Map<string, NodeSummary[]>()
  const keyOf = groupKeys(report.nodes, kind)
  for (const node of report.nodes) {
    const key = keyOf(node)
    const known = byKey.get(key)
    if (known) known.push(node)
    else byKey.set(key, [node])
  }
  if (byKey.size === 0 || (byKey.size === 1 && byKey.has(UNKNOWN))) return []
  const causes = causesByNode(report)
  const nameOf = namesOf(byKey, kind)
  return [...byKey]
    .map(([key, nodes]) => measured(key, nameOf(key), nodes, causes))
    .sort(
      (a, b) =>
        Number(a.key === UNKNOWN) - Number(b.key === UNKNOWN) ||
        b.outages - a.outages ||
        b.failed - a.failed ||
        (a.key < b.key ? -1 : 1),
    )
}

/** Makes one group of several, without a name. */
export function joinGroups(groups: readonly NodeGroup[], report: Pick<Report, 'incidents'>): NodeGroup {
  return measured(
    UNKNOWN,
    null,
    groups.flatMap(({ nodes }) => nodes),
    causesByNode(report),
  )
}

function namesOf(
  byKey: ReadonlyMap<string, readonly NodeSummary[]>,
  kind: GroupKind,
): (key: string) => string | null {
  const nameIn = (key: string): string | null =>
    key === UNKNOWN ? null : (byKey.get(key)?.[0]?.[kind] ?? null)
  const counts = new Map<string | null, number>()
  for (const key of byKey.keys()) counts.set(nameIn(key), (counts.get(nameIn(key)) ?? 0) + 1)
  return (key) => ((counts.get(nameIn(key)) ?? 0) > 1 ? key : nameIn(key))
}

/** `a`, `a (changed)` where the node was in another zone or pool before; empty if none is known. */
export function labelText(node: NodeSummary, kind: GroupKind): string {
  const name = node[kind]
  return name === null ? '' : `${name}${hasChanged(node, kind) ? ' (changed)' : ''}`
}

/** `unknown`: the zones or pools of the nodes of a group without a name. */
export function unknownText({ nodes }: Pick<NodeGroup, 'nodes'>, kind: GroupKind): string {
  return nodes.some((node) => hasChanged(node, kind)) ? 'unknown or changed' : 'unknown'
}

type Causes = ReadonlyMap<string, ReadonlyMap<CauseCategory, number>>

function causesByNode({ incidents }: Pick<Report, 'incidents'>): Causes {
  const byNode = new Map<string, Map<CauseCategory, number>>()
  for (const { kind, node, cause } of incidents) {
    if (kind !== 'lease-outage' || node === null) continue
    const counts = byNode.get(node) ?? new Map<CauseCategory, number>()
    counts.set(cause.category, (counts.get(cause.category) ?? 0) + 1)
    byNode.set(node, counts)
  }
  return byNode
}

function measured(
  key: string,
  name: string | null,
  nodes: readonly NodeSummary[],
  causesOf: Causes,
): NodeGroup {
  let [failed, outages, covered, coveredSeconds, leastLost] = [0, 0, 0, 0, 0]
  let mostLost: number | null = 0
  let longestSeconds: number | null = null
  let longestBounds: SecondsBounds | null = null
  for (const { availability: a } of nodes) {
    outages += a.outages
    if (a.outages > 0) failed++
    if (a.longestSeconds !== null) longestSeconds = Math.max(longestSeconds ?? 0, a.longestSeconds)
    if (a.longestSecondsBounds) longestBounds = longerOf(longestBounds, a.longestSecondsBounds)
    if (a.shareBounds && a.coveredSeconds !== null) {
      const [least, most] = a.shareBounds
      covered++
      coveredSeconds += a.coveredSeconds
      leastLost += (1 - (most ?? 1)) * a.coveredSeconds
      mostLost = mostLost === null || least === null ? null : mostLost + (1 - least) * a.coveredSeconds
    }
  }
  const shareOf = (seconds: number): number => seconds / coveredSeconds
  return {
    ...{ key, name, nodes, failed, outages, longestSeconds, longestBounds, covered },
    lostShare:
      coveredSeconds === 0 ? null : [shareOf(leastLost), mostLost === null ? null : shareOf(mostLost)],
    causes: summedCauses(nodes, causesOf),
  }
}

/** The most frequent first. */
function summedCauses(nodes: readonly NodeSummary[], causesOf: Causes): NodeGroup['causes'] {
  const causes = new Map<CauseCategory, number>()
  for (const { node } of nodes)
    for (const [category, count] of causesOf.get(node) ?? [])
      causes.set(category, (causes.get(category) ?? 0) + count)
  return [...causes].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
}

function longerOf(a: SecondsBounds | null, b: SecondsBounds): SecondsBounds {
  if (!a) return b
  const [[leastA, mostA], [leastB, mostB]] = [a, b]
  return [
    leastA === null || leastB === null ? (leastA ?? leastB) : Math.max(leastA, leastB),
    mostA === null || mostB === null ? null : Math.max(mostA, mostB),
  ]
}

/** Nodes with outages below which nothing is concentrated. */
const FEWEST_FAILED = 3
/** The share of them that is in one group, and how much more than the group's share of all nodes that is. */
const LEAST_SHARE = 0.75
const LEAST_RATIO = 1.5

/**
 * States in which zone, and in which pool, most of the nodes with outages are, where that is more than their number
 * explains. Names where the nodes are, not why.
 */
export function concentrations(report: Pick<Report, 'nodes' | 'incidents' | 'selection'>): string[] {
  // Others are left out by the user's choice, perhaps for their zone.
  if (report.selection?.nodes) return []
  return (['zone', 'pool'] as const).flatMap((kind) => {
    const groups = groupNodes(report, kind)
    const known = groups.filter(({ name }) => name !== null)
    const all = report.nodes.length
    const failed = groups.reduce((sum, group) => sum + group.failed, 0)
    const [most] = known.toSorted((a, b) => b.failed - a.failed)
    if (!most || known.length < 2 || failed < FEWEST_FAILED) return []
    const share = most.failed / failed
    if (share < LEAST_SHARE || share < LEAST_RATIO * (most.nodes.length / all)) return []
    const unknown = groups.find(({ name }) => name === null)
    const [ofGroup, ofAll] = [formatWhole(most.failed), formatWhole(failed)]
    const part = most.failed === failed ? `All ${ofAll}` : `${ofGroup} of the ${ofAll}`
    const rest = unknown
      ? `; the ${kind} of ${formatWhole(unknown.nodes.length)} is ${unknownText(unknown, kind)}`
      : ''
    return [
      `${part} nodes with outages are in ${kind} ${most.name}, which has ${formatWhole(most.nodes.length)} of the ${formatWhole(all)} nodes in evidence${rest}`,
    ]
  })
}
