/**
 * Times of log platforms: RFC 3339, a date and time without a zone, a number of seconds down to nanoseconds, and the forms
 * of consoles. Authority: exports of Kibana, Azure Monitor, MongoDB, protobuf in JSON; RFC 5322.
 */
import type { JsonObject, JsonValue, Stamp } from '../../model/index.ts'
import { civilToUs, parseIso, SECOND_US } from '../../time/instant.ts'

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
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return stampOfObject(value as JsonObject)
  if (typeof value !== 'string') return undefined
  if (/^\d{10,19}$/.test(value)) return epochText(value)
  if (/^\d{10}\.\d{1,9}$/.test(value)) return epochStamp(Number(value), false)
  const iso = parseIso(value)
  if (!iso) return consoleStamp(value)
  if (iso.end === value.length) return iso.stamp
  return value.slice(iso.end) === ' UTC' && iso.stamp.offsetMinutes === null
    ? { ...iso.stamp, offsetMinutes: 0 }
    : undefined
}

/** `{"$date": …}` of MongoDB, and seconds and nanoseconds of protobuf. */
function stampOfObject(value: JsonObject): Stamp | undefined {
  const { $date: date, seconds, nanos = value.nanoseconds ?? 0 } = value
  if (date !== undefined && typeof date !== 'object') return platformStamp(date)
  if (typeof nanos !== 'number' || (typeof seconds !== 'number' && typeof seconds !== 'string'))
    return undefined
  return epochStamp(Number(seconds) * 1e6 + Math.floor(nanos / 1000), true)
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'
/** Kibana: `Nov 22, 2026 @ 10:45:17.087`, in the zone of the browser. */
const KIBANA = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) @ (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/
/** RFC 5322: `Sun, 22 Nov 2026 10:45:17 +0000`. */
const MAIL =
  /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d)(?: (?:GMT|UTC|\+0000))?$/
/** Azure Monitor and Excel in the United States: `11/22/2026, 10:45:17.087 AM`. */
const TWELVE_HOURS = /^(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,6}))? ([AP])M$/

function consoleStamp(text: string): Stamp | undefined {
  const kibana = KIBANA.exec(text)
  if (kibana) {
    const [, month = '', day, year, hour, minute, second, fraction] = kibana
    return civilStamp({ year, month: monthOf(month), day, hour, minute, second, fraction })
  }
  const mail = MAIL.exec(text)
  if (mail) {
    const [, day, month = '', year, hour, minute, second] = mail
    const stamp = civilStamp({ year, month: monthOf(month), day, hour, minute, second })
    return stamp && { ...stamp, offsetMinutes: /\D$|0000$/.test(text) ? 0 : null }
  }
  const twelve = TWELVE_HOURS.exec(text)
  if (!twelve) return undefined
  const [, month, day, year, clock, minute, second, fraction, half] = twelve
  const hour = (Number(clock) % 12) + (half === 'P' ? 12 : 0)
  return civilStamp({ year, month: Number(month), day, hour, minute, second, fraction })
}

function monthOf(name: string): number {
  const at = MONTHS.indexOf(name)
  return at % 3 === 0 ? at / 3 + 1 : 0
}

interface CivilText {
  readonly year: string | undefined
  readonly month: number
  readonly day: string | undefined
  readonly hour: string | number | undefined
  readonly minute: string | undefined
  readonly second: string | undefined
  readonly fraction?: string | undefined
}

function civilStamp({ year, month, day, hour, minute, second, fraction }: CivilText): Stamp | undefined {
  const micros = Number((fraction ?? '').padEnd(6, '0'))
  const civilUs = civilToUs(
    Number(year),
    month,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    micros,
  )
  if (civilUs === null) return undefined
  const resolutionUs = SECOND_US / 10 ** (fraction?.length ?? 0)
  return { civilUs, hasYear: true, offsetMinutes: null, resolutionUs }
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
