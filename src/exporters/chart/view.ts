/**
 * The stretch of time that is looked at, and where its instants stand. In: µs and pixels; out: pixels and µs.
 * Runs in the page of a report too.
 */
import { scaleLinear, scaleUtc } from './d3.ts'
import { formatDateTime, formatTimeOfDay, type ZoneSteps, zoneOffsetUs } from './zone-format.ts'

export interface View {
  readonly fromUs: number
  readonly toUs: number
  /** Of the plot, in pixels. */
  readonly width: number
}

export interface Scale extends View {
  x(timeUs: number): number
  timeUs(x: number): number
  /** The visible part of a span in pixels; null where none of it is. */
  span(startUs: number, endUs: number): readonly [x: number, width: number] | null
  isVisible(timeUs: number): boolean
}

export interface Tick {
  readonly x: number
  readonly text: string
  /** A day begins here. */
  readonly major: boolean
}

/** Narrower than this nothing is to be seen of a span. */
const LEAST_WIDTH = 1.5

export function openScale({ fromUs, toUs, width }: View): Scale {
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
      return [Math.min(x, width - LEAST_WIDTH), Math.max(LEAST_WIDTH, right - x)]
    },
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `22 Nov` of `2026-11-22 …`. */
function dayText(dateTime: string): string {
  return `${Number(dateTime.slice(8, 10))} ${MONTHS[Number(dateTime.slice(5, 7)) - 1] ?? ''}`
}

/** Ticks at round civil times of the zone, about one every `spacing` pixels. */
export function timeTicks({ fromUs, toUs, width }: View, zone: ZoneSteps, spacing = 110): Tick[] {
  const scale = scaleLinear([fromUs, toUs], [0, width])
  // d3 knows UTC and the browser's zone: civil times are handed to it as if they were UTC.
  const shiftUs = zoneOffsetUs(zone, (fromUs + toUs) / 2)
  const civil = (timeUs: number): Date => new Date((timeUs + shiftUs) / 1000)
  const count = Math.max(2, Math.round(width / spacing))
  const ticks = scaleUtc([civil(fromUs), civil(toUs)], [0, width]).ticks(count)
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
