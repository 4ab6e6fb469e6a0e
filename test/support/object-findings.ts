/** Parses single objects with all object grammars. */
import { objectGrammars } from '../../src/grammars/objects/index.ts'
import type { Finding, JsonObject, LogRecord } from '../../src/model/index.ts'

/** Parses an RFC 3339 time to microseconds, independently of the code under test. */
export function us(text: string): number {
  const [, seconds, fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(text) as unknown as [string, string, string?]
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, '0'))
}

/** Returns the findings of an object, or of a text as one plain message. */
export function find(content: unknown, timeUs: number | null = null): readonly Finding[] {
  const message = typeof content === 'string' ? content : null
  const record: LogRecord = {
    source: 'x',
    line: 1,
    timeUs,
    host: null,
    process: null,
    pid: null,
    statement: message === null ? null : { severity: null, file: null, message, values: null },
    object: message === null ? (content as JsonObject) : null,
  }
  return objectGrammars.flatMap((grammar) => {
    const found = grammar.parse(record)
    return found === undefined ? [] : (found as Finding | readonly Finding[])
  })
}

/** Returns the kinds of an object's findings. */
export const kinds = (object: unknown): readonly string[] => find(object).map(({ kind }) => kind)
