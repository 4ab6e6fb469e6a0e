/**
 * Journal entries as objects: from `journalctl -o json` and its variants, and from the export and verbose framings.
 *
 * Input: an object. Output: its MESSAGE.
 *
 * Authority: systemd.journal-fields(7), Journal JSON Format; journalctl 252: numbers are text, a field that is not UTF-8
 * is an array of bytes, a field above 4096 bytes is null (without -a), a field with two values is an array.
 */
import type { Body, Envelope, JsonObject, JsonValue, Stamp, UnwrappedLayer } from '../model/index.ts'
import { parseFullStamp } from './journald-full.ts'
import { hostOf } from './platform/platform-record.ts'
import { dated } from './sample-stamp.ts'

/** Field for the header line of `-o verbose`, the time of entries without `__REALTIME_TIMESTAMP`. */
const PRINTED_STAMP = '_LEASEGAP_STAMP'

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body === 'string') return undefined
  if (body.MESSAGE === undefined && body.__REALTIME_TIMESTAMP === undefined) return undefined
  // Vector renames MESSAGE: its records are those of a platform.
  if (body.MESSAGE === undefined && typeof body.message === 'string') return undefined
  const stamp = stampOf(body)
  const host = fieldText(body._HOSTNAME) ?? hostOf(body)
  const process = fieldText(body.SYSLOG_IDENTIFIER) ?? fieldText(body._COMM)
  const pid = decimalOf(body._PID) ?? decimalOf(body.SYSLOG_PID)
  return {
    body: fieldText(body.MESSAGE) ?? '',
    ...(stamp && { stamp }),
    ...(host !== null && { host }),
    ...(process !== null && { process }),
    ...(pid !== null && { pid }),
  }
}

function stampOf(entry: JsonObject): Stamp | undefined {
  const civilUs = decimalOf(entry.__REALTIME_TIMESTAMP) ?? decimalOf(entry._SOURCE_REALTIME_TIMESTAMP)
  if (civilUs !== null) return { civilUs, hasYear: true, offsetMinutes: 0, resolutionUs: 1 }
  const printed = entry[PRINTED_STAMP]
  return typeof printed === 'string' ? parseFullStamp(printed)?.stamp : undefined
}

/** Returns a field as text, with one line for each of several values; null if it is missing or omitted by journalctl. */
function fieldText(value: JsonValue | undefined): string | null {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return null
  const whole = bytesText(value)
  if (whole !== null) return whole
  const texts: string[] = []
  for (const one of value) {
    const text = typeof one === 'string' ? one : bytesText(one)
    if (text !== null) texts.push(text)
  }
  return texts.length > 0 ? texts.join('\n') : null
}

function bytesText(value: unknown): string | null {
  if (!Array.isArray(value) || value.length === 0) return null
  if (!value.every((byte) => typeof byte === 'number')) return null
  return new TextDecoder().decode(Uint8Array.from(value))
}

function decimalOf(value: JsonValue | undefined): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const number = Number(value)
  return value !== '' && Number.isSafeInteger(number) && number >= 0 ? number : null
}

export const journaldJson: Envelope = {
  name: 'journald-json',
  title: 'journal entry as JSON, export or verbose: {"__REALTIME_TIMESTAMP":…,"MESSAGE":…}',
  bypassLiterals: ['"MESSAGE":[', '"MESSAGE": [', '"MESSAGE" : ['],
  unwrap,
  samples: [
    {
      text: '{"__MONOTONIC_TIMESTAMP":"86401000000","_PID":"1234","_COMM":"kubelet","SYSLOG_IDENTIFIER":"kubelet","__REALTIME_TIMESTAMP":"1741947631123456","_HOSTNAME":"worker-1","MESSAGE":"E0314 10:20:31.123456    1234 controller.go:195] \\"Failed to update lease\\" err=\\"EOF\\""}',
      origin: 'journalctl 252, -o json, shortened',
      unwrapped: {
        body: 'E0314 10:20:31.123456    1234 controller.go:195] "Failed to update lease" err="EOF"',
        stamp: dated('2025-03-14T10:20:31.123456Z'),
        host: 'worker-1',
        process: 'kubelet',
        pid: 1234,
      },
    },
    {
      text: '{"__REALTIME_TIMESTAMP":"1741947637123456","_COMM":"k3s","SYSLOG_PID":"7","MESSAGE":[27,91,51,49,109,114,101,100,32,195,169]}',
      origin: 'journalctl 252, -o json, shortened: MESSAGE as bytes',
      unwrapped: { body: '\u001b[31mred é', process: 'k3s', pid: 7 },
    },
    {
      text: '{"__REALTIME_TIMESTAMP":"1741947638123456","_HOSTNAME":"worker-1","MESSAGE":null}',
      origin: 'journalctl 252, -o json, shortened: MESSAGE above 4096 bytes',
      unwrapped: { body: '', host: 'worker-1' },
    },
    {
      text: '{"__REALTIME_TIMESTAMP":"1741947638123456","MESSAGE":["one",[116,119,111],null]}',
      origin: 'constructed: MESSAGE given three times',
      unwrapped: { body: 'one\ntwo' },
    },
    {
      text: '{"_LEASEGAP_STAMP":"Fri 2025-03-14 10:20:39.123456 UTC","_HOSTNAME":"worker-1","MESSAGE":"line one"}',
      origin: 'constructed: an entry of journalctl -o verbose, put together',
      unwrapped: { body: 'line one', stamp: dated('2025-03-14T10:20:39.123456Z') },
    },
    { text: '{"message":"lower case","kind":"Event"}', origin: 'constructed', unwrapped: null },
  ],
}
