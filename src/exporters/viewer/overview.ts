/**
 * The whole window in one strip, with the stretch that is looked at. In: the store; out: an element in which
 * a drag chooses another stretch, or moves the chosen one.
 */
import { label, line, type Mark, rect } from '../chart/marks.ts'
import type { IncidentView } from '../chart/model.ts'
import { openScale, timeTicks } from '../chart/view.ts'
import { chart, element } from './elements.ts'
import type { Layout } from './lanes.ts'
import type { State, Store } from './state.ts'

const HEIGHT = 46
const STRIP = 26
const LEAST_PIXELS = 5

export interface Overview {
  readonly node: HTMLElement
  draw(state: State, layout: Layout): void
}

/** Outages above, all else below: where in the window to look. */
function incidentTicks({ model, whole }: Store, width: number): Mark[] {
  const scale = openScale({ ...whole, width })
  const drawn = new Set<string>()
  return model.incidents.flatMap(({ kind, startUs, endUs }: IncidentView) => {
    const span = scale.span(startUs, endUs ?? model.endUs ?? startUs)
    if (!span) return []
    const outage = kind === 'lease-outage'
    // A thousand nodes' outages at one time are one tick.
    const key = `${outage} ${Math.round(span[0])} ${Math.round(span[1])}`
    if (drawn.has(key)) return []
    drawn.add(key)
    const place = [span[0], outage ? 3 : STRIP - 9, span[1], outage ? STRIP - 12 : 6] as const
    return [rect(place, outage ? 'outage-tick' : 'other-tick')]
  })
}

export function openOverview(store: Store): Overview {
  const node = element('div', { class: 'overview' })
  let layout: Layout = { labelWidth: 0, plotWidth: 1 }
  let start: { timeUs: number; fromUs: number; toUs: number; moving: boolean } | null = null

  const timeAt = (x: number): number => {
    const left = node.getBoundingClientRect().left + layout.labelWidth
    const { fromUs, toUs } = store.whole
    return fromUs + Math.max(0, Math.min(1, (x - left) / layout.plotWidth)) * (toUs - fromUs)
  }
  node.addEventListener('pointerdown', (event) => {
    const { fromUs, toUs } = store.state
    const timeUs = timeAt(event.clientX)
    const all = toUs - fromUs > (store.whole.toUs - store.whole.fromUs) * 0.99
    start = { timeUs, fromUs, toUs, moving: !all && timeUs > fromUs && timeUs < toUs }
    node.setPointerCapture(event.pointerId)
  })
  node.addEventListener('pointermove', (event) => {
    if (!start) return
    const timeUs = timeAt(event.clientX)
    const leastUs = ((store.whole.toUs - store.whole.fromUs) * LEAST_PIXELS) / layout.plotWidth
    if (start.moving) {
      const shiftUs = timeUs - start.timeUs
      store.look(start.fromUs + shiftUs, start.toUs + shiftUs)
    } else if (Math.abs(timeUs - start.timeUs) > leastUs) {
      store.look(Math.min(timeUs, start.timeUs), Math.max(timeUs, start.timeUs))
    }
  })
  const end = (): void => {
    start = null
  }
  node.addEventListener('pointerup', end)
  node.addEventListener('pointercancel', end)
  node.addEventListener('dblclick', () => store.look(store.whole.fromUs, store.whole.toUs))

  return {
    node,
    draw(state, given) {
      layout = given
      const { labelWidth, plotWidth } = layout
      const view = { ...store.whole, width: plotWidth }
      const scale = openScale(view)
      const span = scale.span(state.fromUs, state.toUs) ?? [0, plotWidth]
      const marks: Mark[] = [
        rect([0, 0, plotWidth, STRIP], 'ground-box'),
        ...incidentTicks(store, plotWidth),
        ...timeTicks(view, store.model.zone, 140).flatMap(({ x, text }) => [
          line([x, STRIP, x, STRIP + 4], 'tick'),
          label(x, STRIP + 15, text, 'axis-words', 'middle'),
        ]),
        rect([span[0], 0, span[1], STRIP], 'window-box'),
      ]
      const moved: Mark = {
        tag: 'g',
        attributes: { transform: `translate(${labelWidth},0)` },
        children: marks,
      }
      const name = label(4, STRIP / 2 + 4, labelWidth > 100 ? 'whole window' : '', 'axis-words')
      node.replaceChildren(chart(labelWidth + plotWidth, HEIGHT, [name, moved]))
    },
  }
}
