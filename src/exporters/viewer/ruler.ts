/**
 * The ruler: the time at the pointer on all rows, also since the start of an incident, and a range that was measured.
 */
import { formatSpan } from '../../wording/durations.ts'
import type { IncidentView, Model } from '../chart/model.ts'
import { createScale } from '../chart/view.ts'
import { formatTimeOfDay } from '../chart/zone-format.ts'
import { button, element } from './elements.ts'
import type { LaneWidths } from './lane-drawing.ts'
import type { Store } from './state.ts'
import type { State } from './view-state.ts'

export interface Ruler {
  /** Elements for the element with axis and lanes. */
  readonly nodes: readonly HTMLElement[]
  /** The line of the pointer for other charts on the same time axis. */
  createLine(): HTMLElement
  /** Shows the time at a position of the plot; null hides it. */
  point(x: number | null, lane: number | null): void
  measure(fromUs: number, toUs: number): void
  /** Removes the measured range. */
  clear(): void
  draw(state: State, widths: LaneWidths): void
}

/** Digits of the second that a pixel can show. */
function digitsFor({ fromUs, toUs }: State): number {
  const lengthUs = toUs - fromUs
  return lengthUs < 60e6 ? 3 : lengthUs < 3600e6 ? 1 : 0
}

/**
 * `T+20.2 s`: the time since the start of the lane's last incident that began before, or up to its first one; empty
 * without incidents.
 */
export function sinceText({ incidents, lanes }: Model, lane: number | null, atUs: number): string {
  const own = lane === null ? [] : (lanes[lane]?.incidents ?? [])
  const starts = own.map((index) => (incidents[index] as IncidentView).startUs).sort((a, b) => a - b)
  const startUs = starts.findLast((us) => us <= atUs) ?? starts[0]
  if (startUs === undefined) return ''
  const seconds = (atUs - startUs) / 1e6
  return `T${seconds < 0 ? '−' : '+'}${formatSpan(Math.abs(seconds))}`
}

export function createRuler(store: Store): Ruler {
  const { model } = store
  const label = element('div', { class: 'cursor-label', hidden: true })
  const lines: HTMLElement[] = []
  const span = element('output', { class: 'span' })
  const measured = element('div', { class: 'measure', hidden: true }, span)
  let range: readonly [fromUs: number, toUs: number] | null = null
  let widths: LaneWidths = { labelWidth: 0, plotWidth: 1 }

  const createLine = (): HTMLElement => {
    const line = element('div', { class: 'cursor-line', 'aria-hidden': 'true', hidden: true })
    lines.push(line)
    return line
  }
  const scaleNow = () => createScale({ ...store.state, width: widths.plotWidth })
  const showRange = (): void => {
    const [fromUs, toUs] = range ?? [0, 0]
    const place = range && scaleNow().span(fromUs, toUs)
    measured.hidden = !place
    if (!place) return
    measured.style.left = `${widths.labelWidth + place[0]}px`
    measured.style.width = `${place[1]}px`
    span.textContent = formatSpan((toUs - fromUs) / 1e6)
  }
  const clear = (): void => {
    range = null
    showRange()
  }
  measured.append(
    element(
      'div',
      { class: 'group' },
      button('Zoom', 'Zoom to the measured range', () => {
        if (range) store.setView(...range)
        clear()
      }),
      button('×', 'Remove the measured range', clear),
    ),
  )
  return {
    nodes: [createLine(), label, measured],
    createLine,
    clear,
    point(x, lane) {
      const isOutside = x === null || x < 0 || x > widths.plotWidth
      label.hidden = isOutside
      for (const line of lines) line.hidden = isOutside
      if (isOutside) return
      for (const line of lines) line.style.left = `${widths.labelWidth + x}px`
      const atUs = scaleNow().timeUs(x)
      const time = formatTimeOfDay(model.zone, atUs, digitsFor(store.state))
      label.textContent = [time, sinceText(model, lane, atUs)].filter((text) => text !== '').join('  ')
      label.style.left = `${widths.labelWidth + x}px`
      label.classList.toggle('at-end', x > widths.plotWidth - 160)
    },
    measure(fromUs, toUs) {
      range = fromUs < toUs ? [fromUs, toUs] : [toUs, fromUs]
      showRange()
    },
    draw(_, lanes) {
      widths = lanes
      showRange()
    },
  }
}
