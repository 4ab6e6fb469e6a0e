/** Builds records from sample texts, with the few envelopes that samples have. */
import type { LogRecord, Severity, Statement } from '../../src/model/index.ts'
import { parseStructured } from '../../src/text/klog-values.ts'

const KLOG = /^\s*([IWEF])\d{4} [\d:.]+ +(?:(\d+) )?([^\s:\]]+):\d+\] (.*)$/s
const SYSTEMD = /^\S+ +\d+ [\d:]+ \S+ ([\w@.-]+)\[(\d+)\]: (.*)$/s

/** Builds the record of a journal line, a klog line, component-base JSON, or a message without header. */
export function recordOf(text: string): LogRecord {
  const journal = SYSTEMD.exec(text)
  const process = journal?.[1] ?? null
  const pid = journal ? Number(journal[2]) : null
  const statement = statementOf(journal?.[3] ?? text)
  return { source: 'sample', line: 1, timeUs: 0, host: null, process, pid, statement, object: null }
}

function statementOf(text: string): Statement {
  if (text.startsWith('{"ts":')) return jsonStatement(JSON.parse(text) as Record<string, unknown>)
  const klog = KLOG.exec(text)
  if (!klog) return { severity: null, file: null, message: text, values: null }
  const [, severity, , file, body] = klog
  const structured = body?.startsWith('"') ? parseStructured(body) : undefined
  return {
    severity: severity as Severity,
    file: file ?? null,
    message: structured?.message ?? body ?? '',
    values: structured?.values ?? null,
  }
}

function jsonStatement(entry: Record<string, unknown>): Statement {
  const { ts: _ts, v: _v, caller, msg, ...rest } = entry
  const file = typeof caller === 'string' ? (/([^/]+):\d+$/.exec(caller)?.[1] ?? null) : null
  const values = new Map(Object.entries(rest).map(([key, value]) => [key, valueText(value)]))
  return { severity: null, file, message: String(msg), values }
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value
  const object = value as Record<string, unknown> | null
  if (object && typeof object === 'object' && typeof object.name === 'string') {
    return typeof object.namespace === 'string' ? `${object.namespace}/${object.name}` : object.name
  }
  return JSON.stringify(value)
}
