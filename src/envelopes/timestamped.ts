/**
 * Times before a line: from `kubectl logs --timestamps`, `docker logs -t`, CloudWatch exports, must-gather, and from the
 * time column of a log console in a copied line.
 *
 * Input: a line. Output: the text after the time.
 *
 * Authority: RFC 3339 in the form of kubectl and Docker.
 */
import type { Body, Envelope, Stamp, UnwrappedLayer } from '../model/index.ts'
import { civilToUs, parseIso } from '../time/instant.ts'
import { cri } from './cri.ts'
import { klogText } from './klog-text.ts'
import { dated } from './sample-stamp.ts'

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || body.charCodeAt(10) !== 84) return undefined
  const iso = parseIso(body)
  if (!iso || iso.stamp.offsetMinutes === null) return undefined
  if (iso.end < body.length && body.charCodeAt(iso.end) !== 32) return undefined
  return { body: body.slice(iso.end + 1), stamp: iso.stamp }
}

export const timestamped: Envelope = {
  name: 'timestamped',
  title: 'kubectl logs --timestamps, docker logs -t, CloudWatch: 2025-03-14T10:20:30.123456789Z …',
  isHeader: true,
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: '2025-03-14T10:36:17.570719123Z I0314 10:36:17.570719       1 node_lifecycle_controller.go:754] Node worker-1 is healthy again, removing all taints',
      origin: 'constructed',
      unwrapped: {
        body: 'I0314 10:36:17.570719       1 node_lifecycle_controller.go:754] Node worker-1 is healthy again, removing all taints',
        stamp: dated('2025-03-14T10:36:17.570719Z'),
      },
    },
    {
      text: '2023-03-23T15:05:36.671Z {"hostname":"ip-10-0-101-15.ec2.internal"}',
      origin: 'public test data of EKS data-plane logs, shortened',
      unwrapped: {
        body: '{"hostname":"ip-10-0-101-15.ec2.internal"}',
        stamp: dated('2023-03-23T15:05:36.671Z'),
      },
    },
    {
      text: '2025-03-14T10:20:30.123456789Z Error updating: not a tag',
      origin: 'constructed',
      unwrapped: { body: 'Error updating: not a tag' },
    },
    { text: '2025-03-14T10:20:30 text without a zone', origin: 'constructed', unwrapped: null },
  ],
}

const AMERICAN = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2}):(\d{2}) ([AP])M\s{0,4}/

/** Unwraps a time column. Without a zone it is weak evidence, so a klog or CRI line must follow. */
function unwrapColumn(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  const first = body.charCodeAt(0)
  if (!(first >= 48 && first <= 57)) return undefined
  const column = isoColumn(body) ?? americanColumn(body)
  if (!column) return undefined
  const inside = body.slice(column.end)
  return klogText.unwrap(inside) || cri.unwrap(inside) ? { body: inside, stamp: column.stamp } : undefined
}

interface Column {
  readonly stamp: Stamp
  readonly end: number
}

function isoColumn(text: string): Column | undefined {
  const iso = parseIso(text)
  if (!iso) return undefined
  let end = iso.end
  while (text.charCodeAt(end) === 32 || text.charCodeAt(end) === 9) end++
  return end > iso.end ? { stamp: iso.stamp, end } : undefined
}

function americanColumn(text: string): Column | undefined {
  const match = AMERICAN.exec(text)
  if (!match) return undefined
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number)
  const half = match[7] === 'P' ? 12 : 0
  const civilUs = hour > 12 ? null : civilToUs(year, month, day, (hour % 12) + half, minute, second, 0)
  if (civilUs === null) return undefined
  return {
    stamp: { civilUs, hasYear: true, offsetMinutes: null, resolutionUs: 1_000_000 },
    end: match[0].length,
  }
}

export const timeColumn: Envelope = {
  name: 'time-column',
  title: 'a klog line copied with the time column of a log console',
  bypassLiterals: [],
  unwrap: unwrapColumn,
  samples: [
    {
      text: '4/28/2016 9:31:27 AME0428 16:31:27.398119   21191 kubelet.go:2741] Error updating node status, will retry: EOF',
      origin: 'github issue rancher/rancher#4587, shortened',
      unwrapped: {
        body: 'E0428 16:31:27.398119   21191 kubelet.go:2741] Error updating node status, will retry: EOF',
        stamp: dated('2016-04-28T09:31:27'),
      },
    },
    {
      text: '2026-01-25 10:10:06.782\tE0125 18:10:06.782512       1 leaderelection.go:429] text',
      origin: 'github issue rackerlabs/spot#268, shortened',
      unwrapped: {
        body: 'E0125 18:10:06.782512       1 leaderelection.go:429] text',
        stamp: dated('2026-01-25 10:10:06.782'),
      },
    },
    { text: '2026-01-25 10:10:06.782 nothing of klog', origin: 'constructed', unwrapped: null },
  ],
}
