/**
 * Why a line was understood, or why not: for whoever wonders what became of it.
 *
 * In: records with what they say. Out: the envelopes taken off, the grammar that understood them, or the reason
 * why none did; and lines that look as if they ought to have been understood.
 */
import { parseFlag } from '../grammars/flags.ts'
import { grammarOf, grammars } from '../grammars/index.ts'
import type { ObservationKind } from '../model/index.ts'
import type { ParsedRecord } from '../read/source-reader.ts'
import { textOf } from '../read/unrecognized.ts'

export interface Explanation {
  readonly source: string
  /** Of the record's first line. */
  readonly line: number
  /** Names of the envelopes taken off, outer to inner. */
  readonly envelopes: readonly string[]
  /** Name of the grammar that understood it; null: none did. */
  readonly grammar: string | null
  readonly kinds: readonly ObservationKind[]
  /** Why no grammar understood it, in words; null: one did. */
  readonly reason: string | null
  /** The record's first line as it was read. */
  readonly text: string
}

export function explained(heard: ParsedRecord): Explanation {
  const { record, unwrapped, findings } = heard
  const { source, line } = record
  const grammar = findings.length === 0 ? null : grammarOf(record)
  return {
    source,
    line,
    envelopes: unwrapped.envelopeNames,
    grammar,
    kinds: findings.map(({ kind }) => kind),
    reason: findings.length === 0 ? reasonFor(heard) : null,
    text: textOf(heard),
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
  const text = textOf({ record, unwrapped })
  const alike = grammars.filter(
    ({ component, literals }) =>
      component !== 'api-object' &&
      component !== 'kube-apiserver' &&
      literals.some((needle) => text.includes(needle)),
  )
  if (alike.length > 0) return `no message of ${alike.map(({ name }) => name).join(', ')}`
  return unwrapped.statement ? 'nothing about a heartbeat' : 'no logging header inside'
}
