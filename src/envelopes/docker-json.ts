/**
 * Log files of Docker's json-file driver: `{"log":"text\n","stream":"stderr","time":"…Z"}`.
 *
 * Input: an object. Output: its text. A line above 16 KiB is several objects; only the last one ends with a line feed.
 */
import type { Body, Envelope, UnwrappedLayer } from '../model/index.ts'
import { parseIso } from '../time/instant.ts'
import { hostOf } from './platform/platform-record.ts'
import { dated } from './sample-stamp.ts'

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body === 'string' || typeof body.log !== 'string' || typeof body.time !== 'string')
    return undefined
  const stream = typeof body.stream === 'string' ? body.stream : 'stdout'
  const text = body.log
  const iso = parseIso(body.time)
  const isWhole = text.endsWith('\n')
  // A collector adds fields, and drops the line feed.
  const isCollected = Object.keys(body).some((key) => !FIELDS.has(key))
  const host = isCollected ? hostOf(body) : null
  return {
    body: isWhole ? text.slice(0, text.endsWith('\r\n') ? -2 : -1) : text,
    stream,
    ...(iso && { stamp: iso.stamp }),
    ...(!isWhole && !isCollected && { partial: true }),
    ...(host !== null && { host }),
  }
}

const FIELDS: ReadonlySet<string> = new Set(['log', 'stream', 'time', 'attrs'])

export const dockerJson: Envelope = {
  name: 'docker-json',
  title: 'Docker json-file: {"log":"…","stream":"stderr","time":"…"}',
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: '{"log":"I0314 10:45:02.425394       1 controller_utils.go:122] Update ready status of pods on node [worker-1]\\n","stream":"stderr","time":"2025-03-14T10:45:02.425394123Z"}',
      origin: 'constructed',
      unwrapped: {
        body: 'I0314 10:45:02.425394       1 controller_utils.go:122] Update ready status of pods on node [worker-1]',
        stream: 'stderr',
        stamp: dated('2025-03-14T10:45:02.425394Z'),
      },
    },
    {
      text: '{"log":"the first 16 KiB","stream":"stdout","time":"2025-03-14T10:45:02.425394123Z"}',
      origin: 'constructed: a piece of a longer line',
      unwrapped: { body: 'the first 16 KiB', stream: 'stdout', partial: true },
    },
    {
      text: '{"log":"text","stream":"stderr","time":"2025-03-14T10:45:02.425394123Z","kubernetes":{"host":"worker-1"}}',
      origin: 'after the documentation of Fluent Bit',
      unwrapped: {
        body: 'text',
        stream: 'stderr',
        host: 'worker-1',
        stamp: dated('2025-03-14T10:45:02.425394Z'),
      },
    },
    { text: '{"log":"text\\n","stream":"stderr"}', origin: 'constructed: no time', unwrapped: null },
  ],
}
