/** Why a record was recognized, or why not. */
import { parseFlag } from '../grammars/flags.ts'
import { grammars, type RecordParser } from '../grammars/index.ts'
import type { ObservationKind } from '../model/index.ts'
import { type ParsedRecord, textOfFrame } from '../read/records/record.ts'

export interface Explanation {
  /** Label of the source. */
  readonly source: string
  /** Number of the record's first line, from 1. */
  readonly line: number
  /** Names of the envelopes taken off, outer to inner. */
  readonly envelopes: readonly string[]
  /** Name of the grammar that parsed the record; null if none did. */
  readonly grammar: string | null
  readonly kinds: readonly ObservationKind[]
  /** Why no grammar parsed it, in words; null if one did. */
  readonly reason: string | null
  /** The record's first line as it was read. */
  readonly text: string
}

/** `grammarOf`: of the parser that parsed the record. */
export function explanationOf(parsed: ParsedRecord, grammarOf: RecordParser['grammarOf']): Explanation {
  const { record, unwrapped, findings } = parsed
  const { source, line } = record
  const isParsed = findings.length > 0
  return {
    source,
    line,
    envelopes: unwrapped.envelopeNames,
    grammar: isParsed ? grammarOf(record) : null,
    kinds: findings.map(({ kind }) => kind),
    reason: isParsed ? null : reasonFor(parsed),
    text: textOfFrame(unwrapped.frame),
  }
}

function reasonFor({ record, unwrapped }: ParsedRecord): string {
  const { object, statement } = record
  if (object) {
    const { kind } = object
    return typeof kind === 'string' ? `no grammar reads a ${kind}` : 'an object in no known format'
  }
  if (statement && parseFlag(statement.message)) return 'a flag of the process, which is taken note of'
  if (unwrapped.envelopeNames.length === 0) return 'in no known format'
  const text = textOfFrame(unwrapped.frame)
  const alike = grammars.filter(
    ({ component, literals }) =>
      component !== 'api-object' &&
      component !== 'kube-apiserver' &&
      literals.some((literal) => text.includes(literal)),
  )
  if (alike.length > 0) return `no message of ${alike.map(({ name }) => name).join(', ')}`
  return unwrapped.statement ? 'nothing about a heartbeat' : 'no logging header inside'
}
