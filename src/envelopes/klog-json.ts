/**
 * JSON logging of component-base (`--logging-format=json`).
 *
 * Input: an object. Output: a statement, with values in the form of the text format. JSON logging has no severity; `ts`
 * is milliseconds since the epoch.
 *
 * Authority: k8s.io/component-base/logs/json 1.19–1.36.
 */
import type { Body, Envelope, JsonObject, JsonValue, Stamp, UnwrappedLayer } from '../model/index.ts'
import { formatGoDuration } from '../time/go-time.ts'
import { SECOND_US } from '../time/instant.ts'
import { dated } from './sample-stamp.ts'

/** Fields of the entry; all others are the message's values. */
const OWN_FIELDS = new Set(['ts', 'msg', 'caller', 'v'])

/** Keys of durations: 1.19 and 1.20 print them as whole nanoseconds, later releases as text. */
const DURATION_KEYS = new Set(['interval', 'duration', 'delay'])

/** Smaller values of `ts` are seconds, zap's default: as milliseconds they would lie before March 1973. */
const MIN_MILLISECONDS = 1e11
const END_OF_YEAR_9999_MS = 253402300800000

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body === 'string' || typeof body.ts !== 'number' || typeof body.msg !== 'string')
    return undefined
  const message = body.msg.endsWith('\n') ? body.msg.slice(0, -1) : body.msg
  const stamp = epochStamp(body.ts)
  return {
    body: message,
    statement: { severity: null, file: fileOf(body.caller), message, values: valuesOf(body) },
    ...(stamp && { stamp }),
  }
}

function epochStamp(ts: number): Stamp | undefined {
  const ms = ts < MIN_MILLISECONDS ? ts * 1000 : ts
  if (!(ms > 0 && ms < END_OF_YEAR_9999_MS)) return undefined
  const civilUs = Math.round(ms * 1000)
  const resolutionUs = Number.isInteger(ts) ? (ms === ts ? 1000 : SECOND_US) : 1
  return { civilUs, hasYear: true, offsetMinutes: 0, resolutionUs }
}

function fileOf(caller: JsonValue | undefined): string | null {
  if (typeof caller !== 'string') return null
  const colon = caller.lastIndexOf(':')
  const path = colon < 0 ? caller : caller.slice(0, colon)
  return path.slice(path.lastIndexOf('/') + 1) || null
}

function valuesOf(entry: JsonObject): Map<string, string> {
  const values = new Map<string, string>()
  for (const [key, value] of Object.entries(entry)) {
    if (value !== undefined && !OWN_FIELDS.has(key)) values.set(key, textOf(key, value))
  }
  return values
}

function textOf(key: string, value: JsonValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && Number.isInteger(value) && DURATION_KEYS.has(key)) {
    return formatGoDuration(value)
  }
  if (typeof value !== 'object' || value === null) return String(value)
  return referenceOf(value) ?? JSON.stringify(value)
}

/** Formats an ObjectRef or NamespacedName as `name` or `namespace/name`. Returns undefined for other objects. */
function referenceOf(value: JsonObject | readonly JsonValue[]): string | undefined {
  if (Array.isArray(value)) return undefined
  let name: JsonValue | undefined
  let namespace: JsonValue | undefined
  for (const [key, field] of Object.entries(value)) {
    const lower = key.toLowerCase()
    if (lower === 'name') name = field
    else if (lower === 'namespace') namespace = field
    else return undefined
  }
  if (typeof name !== 'string') return undefined
  return typeof namespace === 'string' && namespace !== '' ? `${namespace}/${name}` : name
}

export const klogJson: Envelope = {
  name: 'klog-json',
  title: 'JSON logging of Kubernetes components: {"ts":…,"msg":…}',
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: '{"ts":1795344645984.9062,"logger":"node-lifecycle-controller","caller":"nodelifecycle/node_lifecycle_controller.go:958","msg":"Node hasn\'t been updated","v":2,"node":{"name":"demo-worker"},"duration":"40.007028748s","nodeConditionType":"Ready"}',
      origin: 'kube-controller-manager 1.30.14 with JSON logging, shortened',
      unwrapped: {
        body: "Node hasn't been updated",
        statement: {
          severity: null,
          file: 'node_lifecycle_controller.go',
          message: "Node hasn't been updated",
          values: new Map([
            ['logger', 'node-lifecycle-controller'],
            ['node', 'demo-worker'],
            ['duration', '40.007028748s'],
            ['nodeConditionType', 'Ready'],
          ]),
        },
        stamp: dated('2026-11-22T10:50:45.984906Z'),
      },
    },
    {
      text: '{"ts":1741947630123.456,"msg":"Failed to ensure lease exists, will retry\\n","v":0,"interval":200000000,"pod":{"name":"web-0","namespace":"default"},"v4":true,"err":"EOF"}',
      origin: 'constructed: component-base 1.19, integer duration, line feed in the message',
      unwrapped: {
        statement: {
          severity: null,
          file: null,
          message: 'Failed to ensure lease exists, will retry',
          values: new Map([
            ['interval', '200ms'],
            ['pod', 'default/web-0'],
            ['v4', 'true'],
            ['err', 'EOF'],
          ]),
        },
        stamp: dated('2025-03-14T10:20:30.123456Z'),
      },
    },
    {
      text: '{"ts":1741947828364.716,"msg":"Node became not ready","v":0,"condition":{"type":"Ready","status":"False"}}',
      origin: 'constructed: an object that names nothing',
      unwrapped: {
        statement: {
          severity: null,
          file: null,
          message: 'Node became not ready',
          values: new Map([['condition', '{"type":"Ready","status":"False"}']]),
        },
      },
    },
    { text: '{"msg":"no time","level":"info"}', origin: 'constructed', unwrapped: null },
  ],
}
