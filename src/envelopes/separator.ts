/**
 * Lines that the printing tool adds: journalctl's `-- Boot … --` and similar ones, and the head of a klog file.
 *
 * Input: a line. Output: the line as a plain message. The head of a klog file has a year and is a stamp; the beginning of
 * a journal is not a stamp, because the following lines are from other times.
 *
 * Authority: systemd logs-show.c and journalctl.c to v257; klog_file.go.
 */
import type { Body, Envelope, UnwrappedLayer } from '../model/index.ts'
import { digitsAt, parseIso } from '../time/instant.ts'
import { dated } from './sample-stamp.ts'

const OPENINGS = [
  '-- Boot ',
  '-- Reboot --',
  '-- No entries --',
  '-- Logs begin at ',
  '-- Journal begins at ',
  '-- cursor: ',
  'Hint: You are currently not seeing messages',
  'Log file created at: ',
  'Running on machine: ',
  'Binary: Built with ',
  'Log line format: [IWEF]',
]

const CREATED = 'Log file created at: '
const MACHINE = 'Running on machine: '

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  const c = body.charCodeAt(0)
  if (c !== 45 && c !== 72 && c !== 76 && c !== 82 && c !== 66) return undefined
  if (!OPENINGS.some((opening) => body.startsWith(opening))) return undefined
  const created = body.startsWith(CREATED) ? createdAt(body) : undefined
  const host = body.startsWith(MACHINE) ? body.slice(MACHINE.length).trim() : ''
  return {
    body,
    statement: { severity: null, file: null, message: body, values: null },
    ...(created && { stamp: created }),
    ...(host !== '' && { host }),
  }
}

/** Parses `2006/01/02 15:04:05`, a time in the zone of the process. */
function createdAt(line: string): UnwrappedLayer['stamp'] {
  const from = CREATED.length
  if (digitsAt(line, from, 4) < 0 || line.charCodeAt(from + 4) !== 47) return undefined
  const iso = parseIso(line.slice(from).replaceAll('/', '-'))
  return iso && { ...iso.stamp, offsetMinutes: null }
}

export const separator: Envelope = {
  name: 'separator',
  title: 'lines of the tool itself: -- Boot … --, -- No entries --, Log file created at: …',
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: '-- Boot 3cf1d0b5b1d94d5f8a3c1d2e3f4a5b6d --',
      origin: 'journalctl 252',
      unwrapped: {
        statement: {
          severity: null,
          file: null,
          message: '-- Boot 3cf1d0b5b1d94d5f8a3c1d2e3f4a5b6d --',
          values: null,
        },
      },
    },
    {
      text: '-- Journal begins at Mon 2023-08-28 17:12:05 EDT, ends at Tue 2023-11-21 17:00:31 EST. --',
      origin: 'constructed from systemd logs-show.c',
      unwrapped: {
        body: '-- Journal begins at Mon 2023-08-28 17:12:05 EDT, ends at Tue 2023-11-21 17:00:31 EST. --',
      },
    },
    { text: '-- No entries --', origin: 'journalctl 252', unwrapped: { body: '-- No entries --' } },
    {
      text: 'Log file created at: 2025/03/14 10:20:30',
      origin: 'constructed: head of a klog file',
      unwrapped: { stamp: dated('2025-03-14T10:20:30') },
    },
    {
      text: 'Running on machine: worker-1',
      origin: 'constructed: head of a klog file',
      unwrapped: { host: 'worker-1' },
    },
    { text: '-- not of journalctl --', origin: 'constructed', unwrapped: null },
  ],
}
