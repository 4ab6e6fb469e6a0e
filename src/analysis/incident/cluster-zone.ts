/**
 * The zone of a cluster outage: stated where its nodes are all of one zone and each node of the other zones renewed its
 * lease meanwhile.
 *
 * A node without a known zone, or with one that changed, or a record of an unnamed node, may belong to any zone: then
 * nothing is stated. Nor where another node was down, or shows no renewal of that time: missing evidence is no renewal.
 */
import type { Claim, SourceLine } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import { claim } from '../../wording/claims.ts'
import { groupBy } from '../evidence/group-by.ts'
import { IntervalIndex } from '../evidence/interval-index.ts'
import { aheadUs } from '../node/node-timeline.ts'
import { type IncidentDraft, onSharedClock } from './draft.ts'
import type { NodeAnalysis } from './node-analysis.ts'

/** Nodes that all outages together are compared with: a fleet may have thousands of outages. */
const MOST_COMPARED = 5_000_000

/** Lines that the claim cites: labels and renewals of the first nodes. */
const MOST_CITED = 3

interface Zone {
  readonly nodes: readonly NodeAnalysis[]
  /** When any of its nodes was down. */
  readonly down: IntervalIndex
}

/** Returns what states the zone of a group of outages; null: it is not proved. */
export type ZoneClaims = (group: readonly IncidentDraft[]) => Claim | null

export function zoneClaimsOf(nodes: readonly NodeAnalysis[], hasUnnamed: boolean): ZoneClaims {
  const isKnown = !hasUnnamed && nodes.every(hasOneZone)
  const byKey = groupBy(isKnown ? nodes : [], keyOf)
  if (byKey.size < 2) return () => null
  const zones = new Map([...byKey].map(([key, ofZone]) => [key, { nodes: ofZone, down: downOf(ofZone) }]))
  const zoneOf = new Map(nodes.map((node) => [node.node, keyOf(node)]))
  const names = groupBy(
    [...byKey.values()].flatMap(([first]) => first ?? []),
    ({ labels }) => labels.zone ?? '',
  )
  let compared = 0
  return (group) => {
    const affected = new Set(group.map(({ node }) => node))
    const key = zoneOf.get(group[0]?.node ?? '')
    const zone = key === undefined ? undefined : zones.get(key)
    if (!zone || zone.nodes.length !== affected.size) return null
    if (!zone.nodes.every(({ node }) => affected.has(node))) return null
    compared += nodes.length
    if (compared > MOST_COMPARED) return null
    const renewals = renewalsMeanwhile(
      [...zones.values()].filter((other) => other !== zone),
      group,
    )
    const [first] = zone.nodes
    if (!renewals || !first) return null
    const { zone: name, region } = first.labels
    const sameName = names.get(name ?? '') ?? []
    const isUnique = sameName.length === 1
    // A node without a region may be of either zone.
    if (!isUnique && sameName.some(({ labels }) => labels.region === null)) return null
    const params = {
      zone: name ?? '',
      region: isUnique ? null : region,
      nodes: affected.size,
      others: nodes.length - affected.size,
    }
    const labelled = zone.nodes.slice(0, MOST_CITED).map(({ labelledAt }) => labelledAt)
    return claim('cluster.zone', params, [...labelled, ...renewals.slice(0, MOST_CITED)])
  }
}

function hasOneZone({ labels, changedLabels }: NodeAnalysis): boolean {
  return labels.zone !== null && !changedLabels.includes('zone') && !changedLabels.includes('region')
}

function keyOf({ labels }: NodeAnalysis): string {
  return `${labels.region ?? ''}/${labels.zone}`
}

function downOf(nodes: readonly NodeAnalysis[]): IntervalIndex {
  const drafts = nodes.flatMap((node) => node.drafts)
  return new IntervalIndex(
    drafts.filter(({ kind }) => kind === 'lease-outage' || kind === 'not-ready').map(onSharedClock),
  )
}

/** Returns a renewal of each node while all of a group were certainly down; null if a node has none, or was down itself. */
function renewalsMeanwhile(zones: readonly Zone[], group: readonly IncidentDraft[]): SourceLine[] | null {
  const spans = group.map(onSharedClock)
  const [startUs, endUs] = [leastOf(spans.map((s) => s.startUs)), mostOf(spans.map((s) => s.endUs))]
  if (zones.some(({ down }) => down.touches(startUs, endUs))) return null
  const certain = group.map(certainSpan)
  const shared = {
    startUs: mostOf(certain.map((s) => s.startUs)),
    endUs: leastOf(certain.map((s) => s.endUs)),
  }
  const found: SourceLine[] = []
  for (const node of zones.flatMap(({ nodes }) => nodes)) {
    const ahead = aheadUs(node)
    const i = node.renewals.firstWhere((atUs) => atUs > shared.startUs + ahead)
    const after = [node.renewals.get(i), node.renewals.get(i + 1)]
    const renewal = after.find((r) => r && r.startUs > shared.startUs + ahead)
    if (!renewal || renewal.atUs > shared.endUs + ahead) return null
    found.push(renewal.witness)
  }
  return found
}

/** Leaves out what the bounds of an outage leave open. */
function certainSpan(draft: IncidentDraft): Interval {
  const { startUs, endUs } = onSharedClock(draft)
  const { lastRenewal: from, firstRenewalAfter, readyAgain } = draft.boundaries
  const to = firstRenewalAfter ?? readyAgain
  return {
    startUs: startUs + (from ? (from.latestUs ?? from.atUs) - from.atUs : 0),
    endUs: endUs - (to ? to.atUs - (to.earliestUs ?? to.atUs) : 0),
  }
}

function leastOf(times: readonly number[]): number {
  return times.reduce((least, us) => Math.min(least, us))
}

function mostOf(times: readonly number[]): number {
  return times.reduce((most, us) => Math.max(most, us))
}
