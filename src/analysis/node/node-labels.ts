/**
 * Region, zone and pool of a node by its Node objects: those of the newest that prints labels.
 *
 * An object prints no time of its own. It is at least as new as the newest time in its conditions and taints; where
 * objects of the same age differ in a label, nothing is known of it.
 */
import type { NodeLabels, Observation, SourceLine } from '../../model/index.ts'
import { parseInstant } from '../../time/instant.ts'

type SeenNode = Observation<'node.seen'>

/** Labels, and the line of the newest object that prints them. */
export interface LabelsOfNode {
  readonly labels: NodeLabels
  /** Null: no object prints labels. */
  readonly labelledAt: SourceLine | null
  /** Labels that objects have with several values: that of another time than the newest's is not known. */
  readonly changedLabels: readonly (keyof NodeLabels)[]
}

export function newestLabels(seen: readonly SeenNode[]): LabelsOfNode {
  const labelled = seen.filter(({ labels }) => labels !== undefined)
  const [first] = labelled
  if (!first?.labels)
    return { labels: { region: null, zone: null, pool: null }, labelledAt: null, changedLabels: [] }
  // A watch prints an object for each heartbeat, with the same labels nearly always.
  if (labelled.every(({ labels }) => isSame(labels, first.labels)))
    return { labels: first.labels, labelledAt: lineOf(first), changedLabels: [] }
  let newestUs = Number.NEGATIVE_INFINITY
  let newest: SeenNode[] = []
  for (const o of labelled) {
    const timeUs = newestTimeUs(o)
    if (timeUs < newestUs) continue
    if (timeUs > newestUs) newest = []
    newestUs = timeUs
    newest.push(o)
  }
  const all = newest.map(({ labels }) => labels as NodeLabels)
  return {
    labels: { region: onlyOf(all, 'region'), zone: onlyOf(all, 'zone'), pool: onlyOf(all, 'pool') },
    labelledAt: lineOf(newest[0] as SeenNode),
    changedLabels: LABEL_NAMES.filter((name) => hasSeveral(labelled, name)),
  }
}

const LABEL_NAMES = ['region', 'zone', 'pool'] as const

/** Whether objects differ in a label that they have. */
function hasSeveral(seen: readonly SeenNode[], key: keyof NodeLabels): boolean {
  return new Set(seen.flatMap(({ labels }) => labels?.[key] ?? [])).size > 1
}

function lineOf({ source, line }: SeenNode): SourceLine {
  return { source, line }
}

function isSame(a: NodeLabels | undefined, b: NodeLabels | undefined): boolean {
  return a?.region === b?.region && a?.zone === b?.zone && a?.pool === b?.pool
}

function onlyOf(all: readonly NodeLabels[], key: keyof NodeLabels): string | null {
  const value = all[0]?.[key] ?? null
  return all.every((labels) => labels[key] === value) ? value : null
}

function newestTimeUs({ timeUs, conditions, taints }: SeenNode): number {
  const printed = [
    ...conditions.flatMap((condition) => [condition.lastHeartbeatTime, condition.lastTransitionTime]),
    ...taints.map(({ timeAdded }) => timeAdded),
  ]
  return printed.reduce(
    (newest, text) => Math.max(newest, text === null ? newest : (parseInstant(text) ?? newest)),
    timeUs ?? Number.NEGATIVE_INFINITY,
  )
}
