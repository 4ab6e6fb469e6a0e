/**
 * Envelopes of syslog: RFC 5424 messages, the `<PRI>` of forwarded messages, and rsyslog's note of repeated lines.
 *
 * Input: a line. Output: the message or the inner line. journald-short parses the traditional header. The priority is
 * dropped: it is 6 for all output of a service.
 *
 * Authority: RFC 3164, RFC 5424; rsyslog 8.
 */
import type { Body, Envelope, UnwrappedLayer } from '../model/index.ts'
import { parseIso } from '../time/instant.ts'
import { dated } from './sample-stamp.ts'
import { tokenEnd } from './scan.ts'

const BYTE_ORDER_MARK = 0xfeff

/** Returns the index after `<PRI>`; -1 if missing. */
function skipPriority(text: string): number {
  if (text.charCodeAt(0) !== 60) return -1
  const close = text.indexOf('>')
  return close >= 2 && close <= 4 && /^\d+$/.test(text.slice(1, close)) ? close + 1 : -1
}

function unwrap5424(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  const priorityEnd = skipPriority(body)
  if (priorityEnd < 0 || !body.startsWith('1 ', priorityEnd)) return undefined
  const fields: string[] = []
  let at = priorityEnd + 2
  while (fields.length < 5) {
    const end = tokenEnd(body, at)
    if (end === at || end === body.length) return undefined
    fields.push(body.slice(at, end))
    at = end + 1
  }
  const [time = '-', host, process, pidText] = fields.map((field) => (field === '-' ? undefined : field))
  const iso = parseIso(time)
  if (time !== '-' && iso?.end !== time.length) return undefined
  at = skipStructuredData(body, at)
  if (at < 0) return undefined
  if (body.charCodeAt(at) === 32) at++
  if (body.charCodeAt(at) === BYTE_ORDER_MARK) at++
  const pid = pidText === undefined ? Number.NaN : Number(pidText)
  return {
    body: body.slice(at),
    ...(iso && { stamp: iso.stamp }),
    ...(host !== undefined && { host }),
    ...(process !== undefined && { process }),
    ...(Number.isSafeInteger(pid) && pid >= 0 && { pid }),
  }
}

/** Returns the index after `-` or `[id name="value" …]…`; -1 if there is neither. */
function skipStructuredData(text: string, from: number): number {
  if (text.charCodeAt(from) === 45) return from + 1
  let i = from
  while (text.charCodeAt(i) === 91) {
    let quoted = false
    for (i++; ; i++) {
      if (i >= text.length) return -1
      const c = text.charCodeAt(i)
      if (c === 34) quoted = !quoted
      else if (c === 92 && quoted) i++
      else if (c === 93 && !quoted) break
    }
    i++
  }
  return i > from ? i : -1
}

export const syslog5424: Envelope = {
  name: 'syslog-5424',
  title: 'syslog RFC 5424: <30>1 2025-03-14T10:20:30Z host kubelet 1234 - - …',
  bypassLiterals: [],
  unwrap: unwrap5424,
  samples: [
    {
      text: '<30>1 2025-03-14T10:20:30.123456+00:00 worker-1 kubelet 1234 - - \ufeffE0314 10:20:30.123456    1234 controller.go:195] text',
      origin: 'constructed: with a byte order mark',
      unwrapped: {
        body: 'E0314 10:20:30.123456    1234 controller.go:195] text',
        stamp: dated('2025-03-14T10:20:30.123456+00:00'),
        host: 'worker-1',
        process: 'kubelet',
        pid: 1234,
      },
    },
    {
      text: '<30>1 - - kubelet - ID47 [a@1 b="c \\"d] e"][f] text',
      origin: 'constructed: empty fields, structured data',
      unwrapped: { body: 'text', process: 'kubelet' },
    },
    { text: '<30>1 2025-03-14T10:20:30Z worker-1 kubelet', origin: 'constructed: cut', unwrapped: null },
  ],
}

function unwrapPriority(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  const end = skipPriority(body)
  return end < 0 || end === body.length ? undefined : { body: body.slice(end) }
}

export const syslogPriority: Envelope = {
  name: 'syslog-priority',
  title: 'forwarded syslog: <30>Mar 14 10:20:30 host kubelet[1234]: …',
  bypassLiterals: [],
  unwrap: unwrapPriority,
  samples: [
    {
      text: '<30>Mar 14 10:20:30 worker-1 kubelet[1234]: text',
      origin: 'constructed',
      unwrapped: { body: 'Mar 14 10:20:30 worker-1 kubelet[1234]: text' },
    },
    { text: '<nil>', origin: 'constructed', unwrapped: null },
  ],
}

const REPEATED = /^message repeated \d{1,9} times: \[ /

function unwrapRepeated(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || body.charCodeAt(0) !== 109) return undefined
  const head = REPEATED.exec(body)?.[0]
  return head === undefined
    ? undefined
    : { body: body.slice(head.length, body.endsWith(']') ? -1 : undefined) }
}

export const syslogRepeated: Envelope = {
  name: 'syslog-repeated',
  title: 'repeated lines as rsyslog counts them: message repeated 3 times: [ …]',
  bypassLiterals: [],
  unwrap: unwrapRepeated,
  samples: [
    {
      text: 'message repeated 3 times: [ E0314 10:20:30.123456    1234 controller.go:195] text]',
      origin: 'constructed',
      unwrapped: { body: 'E0314 10:20:30.123456    1234 controller.go:195] text' },
    },
    { text: 'message repeated often', origin: 'constructed', unwrapped: null },
  ],
}
