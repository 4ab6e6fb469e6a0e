/**
 * Lines of log platforms: the labels that `logcli` prints before a line, and the file output of Fluentd.
 *
 * Input: a line, without its time for `logcli`. Output: the line or the object inside. Authority: logcli 3, fluentd
 * out_file.
 */
import type { Body, Envelope, UnwrappedLayer } from '../../model/index.ts'
import { parseObject } from '../../text/json-object.ts'
import { parseIso } from '../../time/instant.ts'
import type { HeaderTest } from '../prefixes.ts'
import { dated } from '../sample-stamp.ts'
import { hostOf, parseLabels } from './platform-record.ts'
import { platformStamp } from './platform-stamp.ts'

function unwrapLabels(body: Body, hasHeader: HeaderTest): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || body.charCodeAt(0) !== 123) return undefined
  const close = body.indexOf('} ')
  if (close < 0) return undefined
  const labels = parseLabels(body.slice(0, close + 1))
  const inside = body.slice(close + 2).trimStart()
  if (!labels || !hasHeader(inside)) return undefined
  const host = hostOf(labels)
  return { body: inside, ...(host !== null && { host }) }
}

export const labelledLine = (hasHeader: HeaderTest): Envelope => ({
  name: 'labelled-line',
  title: 'logcli: {job="…", nodename="…"} …',
  bypassLiterals: [],
  unwrap: (body) => unwrapLabels(body, hasHeader),
  samples: [
    {
      text: '{job="systemd-journal", nodename="worker-1"} I1122 10:43:03.104750    1153 generic.go:224] text',
      origin: 'logcli 3, shortened',
      unwrapped: { body: 'I1122 10:43:03.104750    1153 generic.go:224] text', host: 'worker-1' },
    },
    { text: '{job="systemd-journal"} no header', origin: 'constructed', unwrapped: null },
  ],
})

const RUBY_ARROW = /"=>/g

/** Unwraps a line of Fluent Bit's standard output, a Ruby hash behind tag and time. */
function unwrapFluentBit(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || body.charCodeAt(0) !== 91 || !body.includes('"=>')) return undefined
  const start = body.indexOf('{"')
  const time = body.slice(0, start).split('[').at(-1)?.split(',', 1)[0] ?? ''
  const stamp = platformStamp(Number(time) > 0 ? `${time}` : null)
  const end = body.lastIndexOf('}')
  if (start < 0 || end < start) return undefined
  const record = parseObject(body.slice(start, end + 1).replace(RUBY_ARROW, '":'))
  return record ? { body: record, ...(stamp && { stamp }) } : undefined
}

export const fluentBitLine: Envelope = {
  name: 'fluent-bit-line',
  title: 'Fluent Bit on standard output: [0] tag: [[time, {}], {"MESSAGE"=>"…"}]',
  isHeader: true,
  bypassLiterals: [],
  unwrap: unwrapFluentBit,
  samples: [
    {
      text: '[0] kube.systemd: [[1795344183.104750000, {}], {"MESSAGE"=>"text", "_HOSTNAME"=>"worker-1"}]',
      origin: 'after the documentation of Fluent Bit',
      unwrapped: { body: { MESSAGE: 'text', _HOSTNAME: 'worker-1' } },
    },
    { text: '[0] tag: [a, "b"=>1]', origin: 'constructed: no record', unwrapped: null },
  ],
}

function unwrapFluentd(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || body.charCodeAt(10) !== 84) return undefined
  const iso = parseIso(body)
  if (!iso || iso.stamp.offsetMinutes === null || body.charCodeAt(iso.end) !== 9) return undefined
  const tagEnd = body.indexOf('\t', iso.end + 1)
  if (tagEnd < 0 || body.charCodeAt(tagEnd + 1) !== 123) return undefined
  const record = parseObject(body.slice(tagEnd + 1))
  return record ? { body: record, stamp: iso.stamp } : undefined
}

export const fluentdFile: Envelope = {
  name: 'fluentd-file',
  title: 'Fluentd file output: time, tag and record between tabs',
  isHeader: true,
  bypassLiterals: [],
  unwrap: unwrapFluentd,
  samples: [
    {
      text: '2026-11-22T10:43:03.104750+00:00\tkube.systemd\t{"MESSAGE":"text","_HOSTNAME":"worker-1"}',
      origin: 'after the documentation of Fluentd',
      unwrapped: {
        body: { MESSAGE: 'text', _HOSTNAME: 'worker-1' },
        stamp: dated('2026-11-22T10:43:03.104750+00:00'),
      },
    },
    { text: '2026-11-22T10:43:03Z\ttag\tno object', origin: 'constructed', unwrapped: null },
  ],
}
