/** Rows of a lane and the inputs of its drawing. */
import { FACT, type Fact, type Lane, type Model } from '../model.ts'
import type { RenewalColumns } from '../renewal-columns.ts'
import type { MarkerShape } from '../shapes.ts'
import type { Scale, Tick } from '../view.ts'

/** Vertical positions within a lane, in pixels from its top. */
export interface Rows {
  readonly height: number
  readonly tall: boolean
  /** Top and height. */
  readonly kubelet: readonly [number, number]
  /** Null if the control plane reports nothing about the node: the lane has one row. */
  readonly control: readonly [number, number] | null
  readonly taintY: number
}

export const TALL: Rows = { height: 88, tall: true, kubelet: [16, 26], control: [54, 16], taintY: 74 }

const SINGLE: Rows = { height: 56, tall: true, kubelet: [16, 26], control: null, taintY: 0 }

const COMPACT: Rows = { height: 30, tall: false, kubelet: [4, 13], control: [20, 5], taintY: 27 }

/** More lanes than this are compact. */
export const MAX_TALL = 8

/** What the control plane recorded about a node beyond that it exists and renews. */
const TELLING: ReadonlySet<MarkerShape> = new Set<MarkerShape>(['down', 'stale', 'taint', 'eviction'])

function hasControlRow({ facts, incidents }: Model, lane: Lane): boolean {
  const isTelling = (index: number): boolean => {
    const fact = facts[index] as Fact
    return fact[FACT.byNode] === 0 && TELLING.has(fact[FACT.shape])
  }
  const edges = lane.incidents.flatMap((index) => Object.values(incidents[index]?.edges ?? {}))
  const evicted = lane.incidents.some((index) => incidents[index]?.evictions.length)
  return evicted || edges.some(isTelling) || lane.facts.some(isTelling)
}

/** Rows of a lane among `count` lanes. Up to eight lanes are tall, and the chosen one of more. */
export function rowsFor(model: Model, index: number, count: number, isChosen = false): Rows {
  if (count > MAX_TALL && !isChosen) return COMPACT
  return hasControlRow(model, model.lanes[index] as Lane) ? TALL : SINGLE
}

export interface LaneChart {
  readonly model: Model
  readonly lane: number
  readonly renewals: RenewalColumns
  readonly scale: Scale
  readonly rows: Rows
  readonly ticks: readonly Tick[]
  /** The fact that the reader stepped to. */
  readonly current?: number | null
}

/** Minimum distance of ticks of renewals; nearer ones can't be distinguished. */
const MIN_TICK_PIXELS = 5

/** The view is narrow enough to draw single renewals and attempts. */
export function showsSingles({ model, scale }: Pick<LaneChart, 'model' | 'scale'>): boolean {
  return (model.renewIntervalUs * scale.width) / (scale.toUs - scale.fromUs) >= MIN_TICK_PIXELS
}
