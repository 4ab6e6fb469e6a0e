/**
 * `journalctl -o short-iso` and `-o short-iso-precise`, and rsyslog's current file format:
 * `2025-03-14T11:20:31.123456+01:00 worker-1 kubelet[1234]: message`. Input: a line. Output: its message.
 *
 * Authority: systemd logs-show.c (zone `+0100` up to v254, `+01:00` from v255); RSYSLOG_FileFormat.
 */

import type { Body, Envelope, UnwrappedLayer } from '../model/index.ts'
import { parseIso } from '../time/instant.ts'
import { dated } from './sample-stamp.ts'
import { parseTag, unwrapTagged } from './syslog-tag.ts'

/** Length of a time with six digits of fraction, without zone. Container logs print more digits. */
const PRECISE_LENGTH = 26

/**
 * Unwraps a line if its tag has a pid or its time has the form of journalctl and rsyslog: a zone in digits and at most
 * microseconds. Other text after a time may be a container's own and look like `host ident: `.
 */
function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || body.charCodeAt(10) !== 84) return undefined
  const iso = parseIso(body)
  if (!iso || body.charCodeAt(iso.end) !== 32) return undefined
  const tag = parseTag(body, iso.end + 1)
  if (!tag) return undefined
  if (tag.pid === undefined) {
    const mark = body.charCodeAt(iso.end - 1)
    const isNumeric = iso.stamp.offsetMinutes !== null && mark !== 90 && mark !== 122
    const zoneLength = body.charCodeAt(iso.end - 3) === 58 ? 6 : 5
    if (!isNumeric || iso.end - zoneLength > PRECISE_LENGTH || tag.host === undefined) return undefined
  }
  return unwrapTagged(body, tag, iso.stamp)
}

export const journaldIso: Envelope = {
  name: 'journald-iso',
  title:
    'journalctl (short-iso, short-iso-precise) and rsyslog: 2025-03-14T11:20:31+01:00 host kubelet[1234]: …',
  isHeader: true,
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: '2025-03-14T11:20:31+0100 worker-1 kubelet[1234]: line one',
      origin: 'journalctl 252, -o short-iso',
      unwrapped: {
        body: 'line one',
        stamp: dated('2025-03-14T11:20:31+01:00'),
        host: 'worker-1',
        process: 'kubelet',
        pid: 1234,
      },
    },
    {
      text: '2025-03-14T11:20:34.123456+0100 worker-1 kubelet[1234]:  > milliseconds=4',
      origin: 'journalctl 252, -o short-iso-precise',
      unwrapped: { body: ' > milliseconds=4', stamp: dated('2025-03-14T11:20:34.123456+01:00') },
    },
    {
      text: '2025-03-14T10:11:05.949255+00:00 worker-1 kubelet: I0314 10:11:05.949255    1234 controller.go:171] text',
      origin: 'constructed: rsyslog file format, no pid',
      unwrapped: {
        body: 'I0314 10:11:05.949255    1234 controller.go:171] text',
        stamp: dated('2025-03-14T10:11:05.949255+00:00'),
        host: 'worker-1',
        process: 'kubelet',
      },
    },
    {
      text: '2025-03-14T11:20:31+01:00 kubelet[1234]: text',
      origin: 'constructed: journalctl 255, --no-hostname',
      unwrapped: { body: 'text', process: 'kubelet', pid: 1234 },
    },
    {
      text: '2025-03-14T10:20:30.123456789Z Error updating: not a tag',
      origin: 'constructed: text of a container',
      unwrapped: null,
    },
  ],
}
