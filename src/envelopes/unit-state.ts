/**
 * The state of a unit that ended, as `systemctl status` prints it, behind the name of the unit:
 * `kubelet.service unit state: inactive (dead) since Mon 2019-09-30 13:29:40 UTC; 5s ago`.
 *
 * Input: a line, as the framing of pasted text emits it. Output: the state as a message of systemd, at the time since when it
 * holds. Other states, and those without a time, are none. Authority: systemd 219–257, systemctl-show.c.
 */
import type { Body, Envelope, UnwrappedLayer } from '../model/index.ts'
import { parseFullStamp } from './journald-full.ts'
import { dated } from './sample-stamp.ts'

const STATE =
  /^([\w@.-]{1,100}\.service) (unit state: (?:inactive \(dead\)|failed|activating \(auto-restart\))(?: \(Result: [\w-]{1,40}\))?) since ([^;]{20,60});/

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  const [, unit, state, since] = STATE.exec(body) ?? []
  const full = since === undefined ? undefined : parseFullStamp(`${since} `)
  if (!full) return undefined
  const message = `${unit}: ${state}`
  const statement = { severity: null, file: null, message, values: null }
  return { body: message, stamp: full.stamp, process: 'systemd', statement }
}

export const unitState: Envelope = {
  name: 'unit-state',
  title: 'systemctl status of a unit that ended: Active: inactive (dead) since …',
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: 'kubelet.service unit state: inactive (dead) since Mon 2019-09-30 13:29:40 UTC; 5s ago',
      origin: 'constructed from systemd 237',
      unwrapped: {
        body: 'kubelet.service: unit state: inactive (dead)',
        stamp: dated('2019-09-30T13:29:40+00:00'),
        process: 'systemd',
      },
    },
    {
      text: 'kubelet.service unit state: activating (auto-restart) (Result: exit-code) since Fri 2025-03-14 11:20:31 CET; 3s ago',
      origin: 'constructed from systemd 252',
      unwrapped: {
        body: 'kubelet.service: unit state: activating (auto-restart) (Result: exit-code)',
        stamp: dated('2025-03-14T11:20:31+01:00'),
      },
    },
    {
      text: 'kubelet.service unit state: active (running) since Mon 2019-09-30 13:29:40 UTC; 5s ago',
      origin: 'constructed: a unit that runs',
      unwrapped: null,
    },
    {
      text: 'kubelet.service unit state: inactive (dead)',
      origin: 'constructed: a unit that never ran',
      unwrapped: null,
    },
  ],
}
