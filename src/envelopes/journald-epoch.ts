/**
 * Short modes of journalctl that print seconds instead of a date: `-o short-unix` since 1970, `-o short-monotonic` and
 * `-o short-delta` since boot, which gives no time.
 *
 * Input: a line. Output: its message.
 *
 * Authority: systemd logs-show.c (`%5u.%06u`; short-delta from v252).
 */
import type { Body, Envelope, UnwrappedLayer } from '../model/index.ts'
import { digitsAt, SECOND_US } from '../time/instant.ts'
import { dated } from './sample-stamp.ts'
import { parseTag, unwrapTagged } from './syslog-tag.ts'

/** Number of digits of the seconds in short-unix, from 2001 to 2286. */
const SECONDS_DIGITS = 10

function unwrapUnix(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || body.charCodeAt(SECONDS_DIGITS) !== 46) return undefined
  const seconds = digitsAt(body, 0, SECONDS_DIGITS)
  const micros = digitsAt(body, SECONDS_DIGITS + 1, 6)
  const end = SECONDS_DIGITS + 7
  if (seconds < 0 || micros < 0 || body.charCodeAt(end) !== 32) return undefined
  const tag = parseTag(body, end + 1)
  if (!tag) return undefined
  const civilUs = seconds * SECOND_US + micros
  return unwrapTagged(body, tag, { civilUs, hasYear: true, offsetMinutes: 0, resolutionUs: 1 })
}

export const journaldUnix: Envelope = {
  name: 'journald-unix',
  title: 'journalctl (short-unix): 1741947631.123456 host kubelet[1234]: …',
  isHeader: true,
  bypassLiterals: [],
  unwrap: unwrapUnix,
  samples: [
    {
      text: '1741947631.123456 worker-1 kubelet[1234]: line one',
      origin: 'journalctl 252, -o short-unix',
      unwrapped: {
        body: 'line one',
        stamp: dated('2025-03-14T10:20:31.123456Z'),
        host: 'worker-1',
        process: 'kubelet',
        pid: 1234,
      },
    },
    { text: '1741947631.123456 is a number', origin: 'constructed', unwrapped: null },
  ],
}

/** Limits the search for the end of `[86402.000000 <    1.000000 >]`, in characters. */
const MAX_COUNT_LENGTH = 60

function unwrapMonotonic(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || body.charCodeAt(0) !== 91) return undefined
  const close = body.indexOf('] ')
  if (close < 2 || close > MAX_COUNT_LENGTH) return undefined
  if (!/^\[ *\d+\.\d{3,6}[ \d.<>*]*$/.test(body.slice(0, close))) return undefined
  const tag = parseTag(body, close + 2)
  return tag && unwrapTagged(body, tag, undefined)
}

export const journaldMonotonic: Envelope = {
  name: 'journald-monotonic',
  title: 'journalctl (short-monotonic, short-delta), without a date: [86401.000000] host kubelet[1234]: …',
  isHeader: true,
  bypassLiterals: [],
  unwrap: unwrapMonotonic,
  samples: [
    {
      text: '[86405.000000] worker-1 kubelet[1234]: line one',
      origin: 'journalctl 252, -o short-monotonic',
      unwrapped: { body: 'line one', host: 'worker-1', process: 'kubelet', pid: 1234 },
    },
    {
      text: '[86402.000000 <    1.000000 >] worker-1 kubelet[1234]: line one',
      origin: 'journalctl 252, -o short-delta',
      unwrapped: { body: 'line one', host: 'worker-1', process: 'kubelet', pid: 1234 },
    },
    {
      text: '[   12.345678 *    0.000001 *] kubelet[1234]: text',
      origin: 'constructed: short-delta across a clock change, --no-hostname',
      unwrapped: { body: 'text', process: 'kubelet', pid: 1234 },
    },
    { text: '[12] worker-1 kubelet[1234]: text', origin: 'constructed', unwrapped: null },
  ],
}
