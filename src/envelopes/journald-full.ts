/**
 * `journalctl -o short-full` and `-o with-unit`: `Fri 2025-03-14 11:20:31 CET worker-1 kubelet[1234]: message`.
 *
 * Input: a line. Output: its message. The zone is an abbreviation; it gives an offset if it has only one in the tz
 * database.
 *
 * Authority: systemd logs-show.c, format_timestamp; tz database 2025.
 */
import type { Body, Envelope, Stamp, UnwrappedLayer } from '../model/index.ts'
import { parseIso, parseOffset } from '../time/instant.ts'
import { dated } from './sample-stamp.ts'
import { tokenEnd } from './scan.ts'
import { parseTag, unwrapTagged } from './syslog-tag.ts'

/** Limits the length of a weekday in any language, in characters. */
const MAX_WEEKDAY_LENGTH = 12

/** Minutes east of UTC by abbreviation, without those that zones use for different offsets (CST, IST, BST, PST…). */
const ZONE_MINUTES: ReadonlyMap<string, number> = new Map([
  ['UTC', 0],
  ['GMT', 0],
  ['WET', 0],
  ['WEST', 60],
  ['CET', 60],
  ['CEST', 120],
  ['EET', 120],
  ['EEST', 180],
  ['MSK', 180],
  ['SAST', 120],
  ['HKT', 480],
  ['JST', 540],
  ['KST', 540],
  ['AEST', 600],
  ['AEDT', 660],
  ['NZST', 720],
  ['NZDT', 780],
  ['EST', -300],
  ['EDT', -240],
])

/** Parses `Fri 2025-03-14 11:20:31[.123456] CET` at the beginning of a text. Returns the stamp and the index after it, or undefined. */
export function parseFullStamp(text: string): { stamp: Stamp; end: number } | undefined {
  const weekdayEnd = text.indexOf(' ')
  if (weekdayEnd < 1 || weekdayEnd > MAX_WEEKDAY_LENGTH) return undefined
  const iso = parseIso(text, weekdayEnd + 1)
  if (!iso || text.charCodeAt(weekdayEnd + 11) !== 32) return undefined
  if (iso.stamp.offsetMinutes !== null || text.charCodeAt(iso.end) !== 32) return iso
  const end = tokenEnd(text, iso.end + 1)
  const zone = text.slice(iso.end + 1, end)
  if (!/^(?:[A-Z]{2,6}|ChST|[+-]\d{2,4})$/.test(zone)) return iso
  const offsetMinutes = ZONE_MINUTES.get(zone) ?? parseOffset(zone, 0)?.minutes ?? null
  return { stamp: { ...iso.stamp, offsetMinutes }, end }
}

function unwrap(body: Body): UnwrappedLayer | undefined {
  // The date's first hyphen is five characters after the blank behind the weekday.
  if (typeof body !== 'string' || body.charCodeAt(body.indexOf(' ') + 5) !== 45) return undefined
  const full = parseFullStamp(body)
  if (!full || body.charCodeAt(full.end) !== 32) return undefined
  const tag = parseTag(body, full.end + 1)
  return tag && unwrapTagged(body, tag, full.stamp)
}

export const journaldFull: Envelope = {
  name: 'journald-full',
  title: 'journalctl (short-full, with-unit): Fri 2025-03-14 11:20:31 CET host kubelet[1234]: …',
  isHeader: true,
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: 'Fri 2025-03-14 11:20:31 CET worker-1 kubelet[1234]: line one',
      origin: 'journalctl 252, -o short-full',
      unwrapped: {
        body: 'line one',
        stamp: dated('2025-03-14T11:20:31+01:00'),
        host: 'worker-1',
        process: 'kubelet',
        pid: 1234,
      },
    },
    {
      text: 'Fri 2025-03-14 11:20:31 CET worker-1 kubelet.service[1234]: line one',
      origin: 'journalctl 252, -o with-unit',
      unwrapped: { body: 'line one', host: 'worker-1', process: 'kubelet', pid: 1234 },
    },
    {
      text: 'Fri 2025-03-14 11:20:31 CST worker-1 kubelet[1234]: text',
      origin: 'constructed: an abbreviation of several zones',
      unwrapped: { body: 'text', stamp: dated('2025-03-14T11:20:31') },
    },
    {
      text: 'Пт 2025-03-14 13:20:31 +03 worker-1 kubelet[1234]: text',
      origin: 'constructed: Russian weekday, zone without a name',
      unwrapped: { body: 'text', stamp: dated('2025-03-14T13:20:31+03:00') },
    },
    { text: 'on 2025-03-14 11:20:31 the node was well', origin: 'constructed', unwrapped: null },
  ],
}
