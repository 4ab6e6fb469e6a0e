/**
 * Lines that are one JSON object, also with the record marks of RFC 7464 (`journalctl -o json-seq`) and of server-sent
 * events (`-o json-sse`).
 *
 * Input: a line. Output: the object, for the envelopes of objects.
 */
import type { Body, Envelope, UnwrappedLayer } from '../model/index.ts'
import { parseObject } from '../text/json-object.ts'

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  let from = 0
  if (body.charCodeAt(0) === 0x1e) from = 1
  else if (body.startsWith('data: ')) from = 6
  while (body.charCodeAt(from) === 32 || body.charCodeAt(from) === 9) from++
  if (body.charCodeAt(from) !== 123) return undefined
  const value = parseObject(from === 0 ? body : body.slice(from))
  // What is no object stays text.
  return value === null ? undefined : { body: value }
}

export const jsonLine: Envelope = {
  name: 'json-line',
  title: 'JSON lines, json-seq and json-sse',
  isHeader: true,
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: '{"kind":"Lease","metadata":{"name":"worker-1"}}',
      origin: 'constructed',
      unwrapped: { body: { kind: 'Lease', metadata: { name: 'worker-1' } } },
    },
    {
      text: '\u001e{"MESSAGE":"after reboot","_PID":"1234"}',
      origin: 'journalctl 252, -o json-seq, shortened',
      unwrapped: { body: { MESSAGE: 'after reboot', _PID: '1234' } },
    },
    {
      text: 'data: {"MESSAGE":"after reboot","_PID":"1234"}\r',
      origin: 'journalctl 252, -o json-sse, shortened',
      unwrapped: { body: { MESSAGE: 'after reboot', _PID: '1234' } },
    },
    { text: '{Type:Ready Status:False}', origin: 'constructed', unwrapped: null },
    { text: '{"log":"cut off', origin: 'constructed', unwrapped: null },
  ],
}
