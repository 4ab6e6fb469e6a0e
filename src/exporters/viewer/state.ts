/**
 * What the reader has chosen to see, and who is told when it changes. In: changes; out: the state, and the
 * lanes and incidents that it chooses.
 */
import type { IncidentView, Lane, Model } from '../chart/model.ts'

export interface State {
  readonly fromUs: number
  readonly toUs: number
  /** Part of a node's name, in lower case. */
  readonly query: string
  /** A cause's category; empty: all. */
  readonly cause: string
  readonly withIncidentsOnly: boolean
  /** The lane whose intervals and latencies are drawn. */
  readonly lane: number
}

export interface Store {
  readonly model: Model
  readonly extent: { readonly fromUs: number; readonly toUs: number }
  readonly state: State
  change(part: Partial<State>): void
  /** Looks at a stretch of time, kept within what there is to see. */
  setView(fromUs: number, toUs: number): void
  /** Calls back at once and after each change, at most once a frame. */
  watch(listener: (state: State) => void): void
}

const MIN_VIEW_US = 20_000

export function openStore(model: Model, first: State): Store {
  const extent = { fromUs: first.fromUs, toUs: first.toUs }
  const listeners: ((state: State) => void)[] = []
  let state = first
  let pending = false
  const notify = (): void => {
    pending = false
    for (const listener of listeners) listener(state)
  }
  const change = (part: Partial<State>): void => {
    state = { ...state, ...part }
    if (pending) return
    pending = true
    requestAnimationFrame(notify)
  }
  return {
    model,
    extent,
    get state() {
      return state
    },
    change,
    setView(fromUs, toUs) {
      const wholeUs = extent.toUs - extent.fromUs
      const spanUs = Math.min(wholeUs, Math.max(MIN_VIEW_US, toUs - fromUs))
      const middleUs = (fromUs + toUs) / 2
      const startUs = Math.min(extent.toUs - spanUs, Math.max(extent.fromUs, middleUs - spanUs / 2))
      change({ fromUs: startUs, toUs: startUs + spanUs })
    },
    watch(listener) {
      listeners.push(listener)
      listener(state)
    },
  }
}

function isLaneChosen({ incidents }: Model, lane: Lane, { query, cause, withIncidentsOnly }: State): boolean {
  if (query !== '' && !lane.node.toLowerCase().includes(query)) return false
  if (cause !== '' && !lane.incidents.some((index) => incidents[index]?.category === cause)) return false
  return !withIncidentsOnly || lane.incidents.length > 0
}

/** Indices of the lanes that are shown, in the model's order. */
export function chosenLanes(model: Model, state: State): number[] {
  return [...model.lanes.keys()].filter((index) => isLaneChosen(model, model.lanes[index] as Lane, state))
}

/** Indices of the incidents that are shown: of chosen nodes and causes, touching the time that is looked at. */
export function chosenIncidents(model: Model, state: State): number[] {
  const { query, cause, fromUs, toUs } = state
  const isChosen = ({ lane, subject, category, rows, startUs, endUs }: IncidentView): boolean => {
    if (cause !== '' && category !== cause) return false
    if (startUs > toUs || (endUs ?? model.endUs ?? startUs) < fromUs) return false
    if (query === '') return true
    const node = lane === null ? '' : (model.lanes[lane] as Lane).node
    const nodes = lane === null ? (rows.find(([name]) => name === 'nodes')?.[1] ?? '') : ''
    return `${node} ${subject} ${nodes}`.toLowerCase().includes(query)
  }
  return [...model.incidents.keys()].filter((index) => isChosen(model.incidents[index] as IncidentView))
}
