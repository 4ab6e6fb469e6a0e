/** Intervals and latencies of one node, below the lanes and on their time axis. In: the store; out: two charts. */
import { group } from '../chart/marks.ts'
import { TRENDS, trendMarks } from '../chart/trend.ts'
import { openScale, timeTicks } from '../chart/view.ts'
import { chart, element } from './elements.ts'
import type { Lanes, LaneWidths } from './lanes.ts'
import type { State, Store } from './state.ts'

const HEIGHT = 120
const ABOVE = 26
const BELOW = 10

export interface Trends {
  readonly node: HTMLElement
  draw(state: State, layout: LaneWidths): void
}

export function openTrends({ model }: Store, lanes: Lanes): Trends {
  const title = element('h2', {})
  const charts = element('div', { class: 'trend-charts' })
  const node = element('section', { class: 'trends', 'aria-label': 'Heartbeat of one node' }, title, charts)
  return {
    node,
    draw(state, { labelWidth, plotWidth }) {
      const lane = model.lanes[state.lane]
      node.hidden = lane === undefined
      if (!lane) return
      const counts = [
        `${lane.renewals.toLocaleString('en-US')} renewals every ${lane.interval}`,
        `answered in ${lane.latency}`,
        `${lane.failures.toLocaleString('en-US')} failed tries`,
        ...(lane.clock === null ? [] : [`clock ${lane.clock}`]),
      ]
      title.replaceChildren(
        `Heartbeat of ${lane.node}`,
        element('span', { class: 'count' }, counts.join(' · ')),
      )
      const view = { fromUs: state.fromUs, toUs: state.toUs, width: plotWidth }
      const [scale, ticks] = [openScale(view), timeTicks(view, model.zone)]
      // Axis labels need room even where a narrow page gives lanes none.
      const left = Math.max(labelWidth, 0)
      charts.replaceChildren(
        ...TRENDS.map((trend) => {
          const marks = trendMarks(trend, lanes.renewalsOf(state.lane), scale, HEIGHT, ticks)
          return chart(left + plotWidth, HEIGHT + ABOVE + BELOW, [group(marks, 'trend', left, ABOVE)])
        }),
      )
    },
  }
}
