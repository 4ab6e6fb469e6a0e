/** Times of log platforms: RFC 3339, a date and time without a zone, or a number of seconds down to nanoseconds. */
import type { JsonValue, Stamp } from '../model/index.ts'
import { parseIso, SECOND_US } from '../time/instant.ts'

/** Units by the least number that a time of this century has in them. */
const UNITS: readonly { readonly least: number; readonly perUs: number; readonly resolutionUs: number }[] = [
  { least: 1e18, perUs: 1e-3, resolutionUs: 1 },
  { least: 1e15, perUs: 1, resolutionUs: 1 },
  { least: 1e12, perUs: 1e3, resolutionUs: 1000 },
  { least: 1e9, perUs: 1e6, resolutionUs: SECOND_US },
]

/** Returns the time of a field; undefined for other values. */
export function platformStamp(value: JsonValue | undefined): Stamp | undefined {
  if (typeof value === 'number') return epochStamp(value, Number.isInteger(value))
  if (typeof value !== 'string') return undefined
  if (/^\d{10,19}$/.test(value)) return epochText(value)
  if (/^\d{10}\.\d{1,9}$/.test(value)) return epochStamp(Number(value), false)
  const iso = parseIso(value)
  return iso && iso.end === value.length ? iso.stamp : undefined
}

/** A double holds no nanoseconds of today, so the text is cut to microseconds. */
function epochText(text: string): Stamp | undefined {
  return text.length > 16 ? epochStamp(Number(text.slice(0, 16)), true) : epochStamp(Number(text), true)
}

function epochStamp(value: number, isWhole: boolean): Stamp | undefined {
  const unit = UNITS.find(({ least }) => value >= least)
  if (!unit || value >= 1e19) return undefined
  const civilUs = Math.round(value * unit.perUs)
  return {
    civilUs,
    hasYear: true,
    offsetMinutes: 0,
    resolutionUs: isWhole ? unit.resolutionUs : 1,
  }
}
