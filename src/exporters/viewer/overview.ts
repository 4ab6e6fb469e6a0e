/**
 * The overview strip: the full window with its incidents and the view. A drag selects a view or moves it.
 */
import { group, label, line, type Mark, path, pixel, rect } from '../chart/marks.ts'
import { FACT, type IncidentView } from '../chart/model.ts'
import { createScale, timeTicks } from '../chart/view.ts'
import { chart, element } from './elements.ts'
import type { LaneWidths } from './lane-drawing.ts'
import type { Store } from './state.ts'
import type { State } from './view-state.ts'

const HEIGHT = 46
const STRIP = 26
const MIDDLE = 18
const BAR_PIXELS = 2
/** Minimum width of a selection. */
const MIN_SELECTION_PIXELS = 5

export interface Overview {
  readonly node: HTMLElement
  draw(state: State, widths: LaneWidths): void
}

/** Returns the part of an outage that its bounds leave no doubt of. */
function certainPart({ facts, endUs }: Store['model'], incident: IncidentView): readonly [number, number] {
  const { lastRenewal, firstRenewalAfter } = incident.edges
  const from = facts[lastRenewal ?? -1]?.[FACT.latestUs] ?? incident.startUs
  const to = facts[firstRenewalAfter ?? -1]?.[FACT.earliestUs] ?? incident.endUs ?? endUs ?? from
  return [from, Math.max(from, to)]
}

/** Bars of the number of incidents over time: certain outages up from the middle, others and possible ones down. */
function incidentBars({ model, extent }: Store, width: number): Mark[] {
  const scale = createScale({ ...extent, width })
  const columns = Math.ceil(width / BAR_PIXELS)
  const count = (areOutages: boolean): Uint32Array => {
    const counts = new Uint32Array(columns)
    for (const incident of model.incidents) {
      const { kind, lane, isInDoubt = false } = incident
      if (lane === null || (kind === 'lease-outage' && !isInDoubt) !== areOutages) continue
      const span = scale.span(...certainPart(model, incident))
      if (!span) continue
      const last = Math.min(columns - 1, Math.floor((span[0] + span[1]) / BAR_PIXELS))
      for (let i = Math.floor(span[0] / BAR_PIXELS); i <= last; i++) counts[i] = (counts[i] as number) + 1
    }
    return counts
  }
  const bars = (counts: Uint32Array, room: number, name: string, up: boolean): Mark[] => {
    const most = Math.max(1, ...counts)
    let d = ''
    for (const [i, n] of counts.entries()) {
      if (n === 0) continue
      // The outage of one node must be visible beside one of a hundred nodes.
      const height = pixel(room * (0.35 + 0.65 * Math.sqrt(n / most)))
      d += `M${i * BAR_PIXELS},${MIDDLE}h${BAR_PIXELS}v${up ? -height : height}h${-BAR_PIXELS}z`
    }
    return d === '' ? [] : [path(d, name)]
  }
  const outage = count(true)
  const other = count(false)
  return [
    ...bars(outage, MIDDLE - 2, 'outage-bars', true),
    ...bars(other, STRIP - MIDDLE - 2, 'other-bars', false),
  ]
}

export function createOverview(store: Store): Overview {
  const node = element('div', { class: 'overview' })
  let widths: LaneWidths = { labelWidth: 0, plotWidth: 1 }
  let start: { timeUs: number; fromUs: number; toUs: number; moving: boolean } | null = null

  const timeAt = (x: number): number => {
    const left = node.getBoundingClientRect().left + widths.labelWidth
    const { fromUs, toUs } = store.extent
    return fromUs + Math.max(0, Math.min(1, (x - left) / widths.plotWidth)) * (toUs - fromUs)
  }
  node.addEventListener('pointerdown', (event) => {
    const { fromUs, toUs } = store.state
    const timeUs = timeAt(event.clientX)
    const isFull = toUs - fromUs > (store.extent.toUs - store.extent.fromUs) * 0.99
    start = { timeUs, fromUs, toUs, moving: !isFull && timeUs > fromUs && timeUs < toUs }
    node.setPointerCapture(event.pointerId)
  })
  node.addEventListener('pointermove', (event) => {
    if (!start) return
    const timeUs = timeAt(event.clientX)
    const minUs = ((store.extent.toUs - store.extent.fromUs) * MIN_SELECTION_PIXELS) / widths.plotWidth
    if (start.moving) {
      const shiftUs = timeUs - start.timeUs
      store.setView(start.fromUs + shiftUs, start.toUs + shiftUs)
    } else if (Math.abs(timeUs - start.timeUs) > minUs) {
      store.setView(Math.min(timeUs, start.timeUs), Math.max(timeUs, start.timeUs))
    }
  })
  const end = (): void => {
    start = null
  }
  node.addEventListener('pointerup', end)
  node.addEventListener('pointercancel', end)
  node.addEventListener('dblclick', () => store.setView(store.extent.fromUs, store.extent.toUs))

  return {
    node,
    draw(state, lanes) {
      widths = lanes
      const { labelWidth, plotWidth } = lanes
      const view = { ...store.extent, width: plotWidth }
      const scale = createScale(view)
      const span = scale.span(state.fromUs, state.toUs) ?? [0, plotWidth]
      // For the full view the axis below shows the same ticks.
      const isFull = state.toUs - state.fromUs > (view.toUs - view.fromUs) * 0.999
      const marks: Mark[] = [
        rect([0, 0, plotWidth, STRIP], 'ground-box'),
        ...incidentBars(store, plotWidth),
        ...(isFull ? [] : timeTicks(view, store.model.zone, 140)).flatMap(({ x, text }) => [
          line([x, STRIP, x, STRIP + 4], 'tick'),
          label(x, STRIP + 15, text, 'axis-words', 'middle'),
        ]),
        rect([span[0], 0, span[1], STRIP], 'window-box'),
      ]
      const plot = group(marks, 'plot', labelWidth)
      const name = label(4, STRIP / 2 + 4, labelWidth > 100 ? 'whole window' : '', 'axis-words')
      node.replaceChildren(chart(labelWidth + plotWidth, HEIGHT, [name, plot]))
    },
  }
}
