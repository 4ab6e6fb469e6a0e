/** The trends section: charts of one node's renew intervals and latencies on the time axis of the lanes. */
import { group } from '../chart/marks.ts'
import { trendMarks, trendsOf } from '../chart/trend.ts'
import { createScale, timeTicks } from '../chart/view.ts'
import { chart, element } from './elements.ts'
import type { LaneWidths } from './lane-drawing.ts'
import type { Lanes } from './lanes.ts'
import type { Store } from './state.ts'
import type { State } from './view-state.ts'

const HEIGHT = 120
const ABOVE = 26
const BELOW = 10

export interface Trends {
  readonly node: HTMLElement
  draw(state: State, widths: LaneWidths): void
}

export function createTrends({ model }: Store, lanes: Lanes, cursor: HTMLElement): Trends {
  const title = element('h2', {})
  const charts = element('div', { class: 'trend-charts' })
  const choose = model.lanes.length > 1 ? 'Choose another node in the timeline.' : ''
  const node = element(
    'section',
    { class: 'trends', 'aria-label': 'Renewals of one node' },
    title,
    element('p', { class: 'hint' }, choose),
    charts,
  )
  return {
    node,
    draw(state, { labelWidth, plotWidth }) {
      const lane = model.lanes[state.lane]
      node.hidden = lane === undefined
      if (!lane) return
      const counts = [
        `${lane.renewals.toLocaleString('en-US')} renewals every ${lane.interval}`,
        `request latency ${lane.latency}`,
        `${lane.failures.toLocaleString('en-US')} failed attempts`,
        ...(lane.clock === null ? [] : [`clock ${lane.clock}`]),
      ]
      title.replaceChildren(
        `Renewals of ${lane.node}`,
        element('span', { class: 'count' }, counts.join(' · ')),
      )
      const view = { fromUs: state.fromUs, toUs: state.toUs, width: plotWidth }
      const [scale, ticks] = [createScale(view), timeTicks(view, model.zone)]
      charts.replaceChildren(
        cursor,
        ...trendsOf(model).map((trend) => {
          const marks = trendMarks(trend, lanes.renewalsOf(state.lane), scale, HEIGHT, ticks)
          return chart(labelWidth + plotWidth, HEIGHT + ABOVE + BELOW, [
            group(marks, 'trend', labelWidth, ABOVE),
          ])
        }),
      )
    },
  }
}
