/** The store of the page's state, which notifies its listeners of changes, and what the filters match. */
import type { IncidentView, Lane, Model } from '../chart/model.ts'
import type { State } from './view-state.ts'

export interface Store {
  readonly model: Model
  /** The largest view: the report's window with a margin. */
  readonly extent: { readonly fromUs: number; readonly toUs: number }
  readonly state: State
  change(part: Partial<State>): void
  /** Sets the view, clamped to the extent and to `MIN_VIEW_US`. */
  setView(fromUs: number, toUs: number): void
  /** Calls the listener at once and after changes, at most once per frame. */
  watch(listener: (state: State) => void): void
}

const MIN_VIEW_US = 20_000

export function createStore(model: Model, first: State): Store {
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
      const extentUs = extent.toUs - extent.fromUs
      const spanUs = Math.min(extentUs, Math.max(MIN_VIEW_US, toUs - fromUs))
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

function isLaneMatching(
  { incidents }: Model,
  lane: Lane,
  { query, cause, withIncidentsOnly }: State,
): boolean {
  if (query !== '' && !lane.node.toLowerCase().includes(query)) return false
  if (cause !== '' && !lane.incidents.some((index) => incidents[index]?.category === cause)) return false
  return !withIncidentsOnly || lane.incidentCount > 0
}

/** Indices of the lanes that match the filters, in the model's order. */
export function findLanes(model: Model, state: State): number[] {
  return [...model.lanes.keys()].filter((index) => isLaneMatching(model, model.lanes[index] as Lane, state))
}

/** Indices of the incidents that match the filters, and overlap the view if `inView`. */
export function findIncidents(model: Model, state: State, inView = true): number[] {
  const { query, cause, fromUs, toUs } = state
  const nodeOf = (lane: number | null): string => (lane === null ? '' : (model.lanes[lane] as Lane).node)
  const isMatching = ({ lane, subject, category, members, startUs, endUs }: IncidentView): boolean => {
    if (cause !== '' && category !== cause) return false
    if (inView && (startUs > toUs || (endUs ?? model.endUs ?? startUs) < fromUs)) return false
    if (query === '') return true
    const nodes = members.map((member) => nodeOf(model.incidents[member]?.lane ?? null))
    return [nodeOf(lane), subject, ...nodes].some((name) => name.toLowerCase().includes(query))
  }
  return [...model.incidents.keys()].filter((index) => isMatching(model.incidents[index] as IncidentView))
}
