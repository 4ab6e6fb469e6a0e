/**
 * A klog header behind a prefix of no known format: columns of an event log, a relay, a date of another tool.
 *
 * Input: a line. Output: the line from its header on, and the full date before it, if there is one. The last envelope that
 * is tried, because any other proves more. Authority: klog's header; public issues.
 */
import type { Body, Envelope, Stamp, UnwrappedLayer } from '../model/index.ts'
import { parseIso } from '../time/instant.ts'
import { klogText } from './klog-text.ts'
import { dated } from './sample-stamp.ts'

/** Limits the prefix, in characters. */
const MAX_PREFIX = 300
const HEADER = /(?<![\w/.-])[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{1,6} +\d+ [\w./-]+:\d+\]/
const DATE = /\b\d{4}[/-]\d\d[/-]\d\d[T ]\d\d:\d\d:\d\d[\d.,]*(?:Z|[+-]\d\d:?\d\d)?/

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  const bracket = body.indexOf('] ')
  if (bracket < 0) return undefined
  const at = HEADER.exec(body.slice(0, MAX_PREFIX + 100))?.index ?? -1
  // A line of JSON that is cut is none.
  if (
    at < 1 ||
    at > MAX_PREFIX ||
    body.slice(0, at).includes('":') ||
    body.startsWith('{') ||
    !klogText.unwrap(body.slice(at))
  )
    return undefined
  const stamp = dateIn(body.slice(0, at))
  const quote = body.charAt(at - 1)
  const end = (quote === '"' || quote === "'") && body.endsWith(quote) ? body.length - 1 : body.length
  const inside = body.slice(at, end)
  return { body: isCell(inside) ? inside.replaceAll('""', '"') : inside, ...(stamp && { stamp }) }
}

/** Whether a text is the cell of a row of CSV: each quotation mark stands twice. */
function isCell(text: string): boolean {
  return text.includes('""') && !text.replaceAll('""', '').includes('"')
}

function dateIn(prefix: string): Stamp | undefined {
  const date = DATE.exec(prefix)?.[0]
  return date === undefined ? undefined : parseIso(date.replaceAll('/', '-'))?.stamp
}

export const klogAnywhere: Envelope = {
  name: 'klog-anywhere',
  title: 'klog text behind columns or a date of another tool',
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: '     418 Jan 17 19:56  Error       kubelet                         0 E0117 19:56:01.004199    2748 controller.go:144] text',
      origin: 'Get-EventLog of github issue aws-ia/terraform-aws-eks-blueprints#193, shortened',
      unwrapped: { body: 'E0117 19:56:01.004199    2748 controller.go:144] text' },
    },
    {
      text: '2022/01/17 19:56:08 E0117 19:56:01.004199    2748 controller.go:144] text',
      origin: 'constructed: the date of another tool',
      unwrapped: {
        body: 'E0117 19:56:01.004199    2748 controller.go:144] text',
        stamp: dated('2022-01-17T19:56:08'),
      },
    },
    {
      text: '2026-11-22T10:43:03Z,worker-1,"E1122 10:43:03.104750    1153 controller.go:195] ""text"" err=""EOF"""',
      origin: 'constructed: a row of CSV far behind its head',
      unwrapped: {
        body: 'E1122 10:43:03.104750    1153 controller.go:195] "text" err="EOF"',
        stamp: dated('2026-11-22T10:43:03Z'),
      },
    },
    { text: 'the code E0117 is no header] text', origin: 'constructed', unwrapped: null },
  ],
}
