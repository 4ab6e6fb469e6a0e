/**
 * Logs of zap in controllers outside of Kubernetes, such as Karpenter and the cluster autoscalers of clouds: JSON with a
 * time as text, and the console form `TIME<TAB>INFO<TAB>logger<TAB>message<TAB>{…}`.
 *
 * Input: an object, or a line. Output: a statement with values. Authority: zap zapcore (json_encoder, console_encoder);
 * Karpenter 0.x–1.x.
 */
import type { Body, Envelope, JsonObject, JsonValue, UnwrappedLayer, Values } from '../model/index.ts'
import { parseObject } from '../text/json-object.ts'
import { parseIso } from '../time/instant.ts'
import { dated } from './sample-stamp.ts'

const LEVEL = /^(?:debug|info|warn|error|dpanic|panic|fatal)$/i
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'level',
  'time',
  'ts',
  'timestamp',
  'message',
  'msg',
  'logger',
])

function layerOf(time: string, message: string, values: Values): UnwrappedLayer | undefined {
  const iso = parseIso(time)
  if (!iso || iso.end !== time.length || iso.stamp.offsetMinutes === null) return undefined
  return { body: message, stamp: iso.stamp, statement: { severity: null, file: null, message, values } }
}

function valuesOf(fields: JsonObject): Values {
  const values = new Map<string, string>()
  for (const [key, value] of Object.entries(fields))
    if (value !== undefined && !OWN_FIELDS.has(key)) values.set(key, textOf(value))
  return values
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function unwrapJson(body: Body): UnwrappedLayer | undefined {
  if (typeof body === 'string') return undefined
  const { level, logger, message = body.msg, time = body.ts ?? body.timestamp } = body
  if (typeof level !== 'string' || !LEVEL.test(level) || typeof logger !== 'string') return undefined
  if (typeof message !== 'string' || typeof time !== 'string') return undefined
  return layerOf(time, message, valuesOf(body))
}

export const zapJson: Envelope = {
  name: 'zap-json',
  title: 'JSON logs of zap, as Karpenter writes them: {"level":"INFO","time":…,"logger":…,"message":…}',
  bypassLiterals: [],
  unwrap: unwrapJson,
  samples: [
    {
      text: '{"level":"INFO","time":"2024-04-05T07:39:29.123Z","logger":"controller","message":"deleted node","Node":{"name":"ip-192-0-2-5"}}',
      origin: 'Karpenter 1.x, shortened',
      unwrapped: {
        body: 'deleted node',
        statement: {
          severity: null,
          file: null,
          message: 'deleted node',
          values: new Map([['Node', '{"name":"ip-192-0-2-5"}']]),
        },
        stamp: dated('2024-04-05T07:39:29.123Z'),
      },
    },
    { text: '{"level":"info","message":"no logger","time":"x"}', origin: 'constructed', unwrapped: null },
  ],
}

function unwrapConsole(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || body.charCodeAt(10) !== 84) return undefined
  const [time = '', level = '', ...rest] = body.split('\t', 8)
  if (!LEVEL.test(level)) return undefined
  const last = rest.at(-1) ?? ''
  const fields = last.startsWith('{') ? parseObject(last) : null
  const message = rest.at(fields ? -2 : -1)
  return message === undefined || message === '' ? undefined : layerOf(time, message, valuesOf(fields ?? {}))
}

export const zapConsole: Envelope = {
  name: 'zap-console',
  title: 'console logs of zap: time, level, logger, message and values between tabs',
  bypassLiterals: [],
  unwrap: unwrapConsole,
  samples: [
    {
      text: '2024-04-05T07:39:29.123Z\tINFO\tcontroller.termination\tdeleted node\t{"commit": "abc", "node": "ip-192-0-2-5"}',
      origin: 'Karpenter 0.x, shortened',
      unwrapped: {
        body: 'deleted node',
        statement: {
          severity: null,
          file: null,
          message: 'deleted node',
          values: new Map([
            ['commit', 'abc'],
            ['node', 'ip-192-0-2-5'],
          ]),
        },
        stamp: dated('2024-04-05T07:39:29.123Z'),
      },
    },
    { text: '2024-04-05T07:39:29.123Z\tkube.systemd\t{}', origin: 'constructed: Fluentd', unwrapped: null },
  ],
}
