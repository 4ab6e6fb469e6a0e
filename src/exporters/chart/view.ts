/**
 * The visible time range, its scale from µs to pixels and its ticks. Runs in Node and in the HTML page.
 */
import { scaleLinear, scaleUtc } from './d3.ts'
import { formatDateTime, formatTimeOfDay, type ZoneSteps, zoneOffsetUs } from './zone-format.ts'

export interface View {
  readonly fromUs: number
  readonly toUs: number
  /** Width of the plot in pixels. */
  readonly width: number
}

export interface Scale extends View {
  x(timeUs: number): number
  timeUs(x: number): number
  /** The visible part of an interval in pixels; null if all of it is outside. */
  span(startUs: number, endUs: number): readonly [x: number, width: number] | null
  isVisible(timeUs: number): boolean
}

export interface Tick {
  readonly x: number
  readonly text: string
  /** The tick is at midnight. */
  readonly major: boolean
}

/** Minimum width of a visible interval. */
const MIN_WIDTH = 1.5

export function createScale({ fromUs, toUs, width }: View): Scale {
  const scale = scaleLinear([fromUs, toUs], [0, width])
  return {
    fromUs,
    toUs,
    width,
    x: (timeUs) => scale(timeUs),
    timeUs: (x) => scale.invert(x),
    isVisible: (timeUs) => timeUs >= fromUs && timeUs <= toUs,
    span(startUs, endUs) {
      if (endUs < fromUs || startUs > toUs) return null
      const x = Math.max(0, scale(startUs))
      const right = Math.min(width, scale(endUs))
      return [Math.min(x, width - MIN_WIDTH), Math.max(MIN_WIDTH, right - x)]
    },
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `22 Nov` for `2026-11-22 …`. */
function dayText(dateTime: string): string {
  return `${Number(dateTime.slice(8, 10))} ${MONTHS[Number(dateTime.slice(5, 7)) - 1] ?? ''}`
}

/** Ticks at round local times of the zone, about one every `spacing` pixels. */
export function timeTicks({ fromUs, toUs, width }: View, zone: ZoneSteps, spacing = 110): Tick[] {
  const scale = scaleLinear([fromUs, toUs], [0, width])
  // d3 supports UTC and the browser's zone only, so local times are passed as if they were UTC.
  const shiftUs = zoneOffsetUs(zone, (fromUs + toUs) / 2)
  const toLocalDate = (timeUs: number): Date => new Date((timeUs + shiftUs) / 1000)
  const count = Math.max(2, Math.round(width / spacing))
  const ticks = scaleUtc([toLocalDate(fromUs), toLocalDate(toUs)], [0, width]).ticks(count)
  const lengthUs = toUs - fromUs
  return ticks.map((date) => {
    const timeUs = date.getTime() * 1000 - shiftUs
    const dateTime = formatDateTime(zone, timeUs)
    const timeOfDay = formatTimeOfDay(zone, timeUs, lengthUs < 10e6 ? 3 : 0)
    const midnight = dateTime.endsWith(' 00:00:00')
    const short = timeOfDay.endsWith(':00') && lengthUs > 600e6 ? timeOfDay.slice(0, 5) : timeOfDay
    return { x: scale(timeUs), text: midnight ? dayText(dateTime) : short, major: midnight }
  })
}
