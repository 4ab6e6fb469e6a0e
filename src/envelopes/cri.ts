/**
 * Container log files of containerd and CRI-O: `2025-03-14T10:20:30.123456789Z stderr F text`.
 *
 * Input: a line. Output: its text; with the tag `P` a part of a record, which continues in the next line of its stream.
 *
 * Authority: Kubernetes CRI log format (kuberuntime/logs), containerd and CRI-O.
 */
import type { Body, Envelope, UnwrappedLayer } from '../model/index.ts'
import { parseIso } from '../time/instant.ts'
import { dated } from './sample-stamp.ts'

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || body.charCodeAt(10) !== 84) return undefined
  const iso = parseIso(body)
  if (!iso || iso.stamp.offsetMinutes === null || body.charCodeAt(iso.end) !== 32) return undefined
  const at = iso.end + 1
  const stream = body.startsWith('stderr ', at) ? 'stderr' : body.startsWith('stdout ', at) ? 'stdout' : null
  if (stream === null) return undefined
  const tag = at + 7
  const kind = body.charCodeAt(tag)
  if (kind !== 70 && kind !== 80) return undefined
  let end = tag + 1
  if (body.charCodeAt(end) === 58) {
    // Ignores further tags.
    const blank = body.indexOf(' ', end)
    end = blank < 0 ? body.length : blank
  }
  if (end < body.length && body.charCodeAt(end) !== 32) return undefined
  const text = body.slice(end + 1)
  return kind === 80
    ? { body: text, stamp: iso.stamp, stream, partial: true }
    : { body: text, stamp: iso.stamp, stream }
}

export const cri: Envelope = {
  name: 'cri',
  title: 'container log of containerd or CRI-O: 2025-03-14T10:20:30.123456789Z stderr F …',
  isHeader: true,
  bypassLiterals: ['stderr P', 'stdout P'],
  unwrap,
  samples: [
    {
      text: '2026-03-09T02:03:01.871427141Z stderr F I0309 02:03:01.871253       1 taint_eviction.go:111] "Deleting pod" controller="taint-eviction-controller" pod="frp-plpm8/test-job-dqw79"',
      origin: 'public analysis of a kueue test',
      unwrapped: {
        body: 'I0309 02:03:01.871253       1 taint_eviction.go:111] "Deleting pod" controller="taint-eviction-controller" pod="frp-plpm8/test-job-dqw79"',
        stamp: dated('2026-03-09T02:03:01.871427Z'),
        stream: 'stderr',
      },
    },
    {
      text: '2025-03-14T11:20:30.123456789+01:00 stdout P the first 16 KiB',
      origin: 'constructed: CRI-O, a piece of a longer line',
      unwrapped: {
        body: 'the first 16 KiB',
        stamp: dated('2025-03-14T11:20:30.123456+01:00'),
        stream: 'stdout',
        partial: true,
      },
    },
    {
      text: '2025-03-14T10:20:30Z stderr F ',
      origin: 'constructed: empty text',
      unwrapped: { body: '', stream: 'stderr' },
    },
    { text: '2025-03-14T10:20:30Z stderr Fine', origin: 'constructed', unwrapped: null },
  ],
}
