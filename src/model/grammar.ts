/** Types of the grammars, which parse records. */
import type { LogRecord } from './envelope.ts'
import type { Component, Facts, Finding, ObservationKind } from './observation.ts'

export interface GrammarSample {
  /** One record: a klog line, a message without header, or an object as JSON. */
  readonly text: string
  /** Origin of the text. */
  readonly origin: string
  /** Kubernetes releases that print this form, e.g. `1.27–1.36`; null if unknown. */
  readonly kubernetes: string | null
  /** The fields that the findings must have, others may follow; empty if the grammar must reject the record. */
  readonly findings: readonly (Partial<Facts[ObservationKind]> & {
    kind: ObservationKind
    node?: string | null
  })[]
}

/** Fields of a grammar that the reader needs; a grammar of a library user has only these. */
export interface CustomGrammar {
  readonly name: string
  /** Component that printed the records, unless a finding names another one. */
  readonly component: Component
  /**
   * Literals of the prefilter, which searches raw bytes. Every record with findings contains at least one.
   * Only letters, digits, blanks, `.`, `-` and `_`: JSON may escape any other character.
   */
  readonly literals: readonly string[]
  /**
   * Returns fresh finding objects, or undefined if the record does not belong to this grammar. Never throws, keeps no
   * state.
   */
  parse(record: LogRecord): Finding | readonly Finding[] | undefined
}

/** A built-in grammar: one group of messages or objects about node health. */
export interface Grammar extends CustomGrammar {
  /** One-line description for `leasegap formats`. */
  readonly title: string
  /** Examples, which the tests parse. */
  readonly samples: readonly GrammarSample[]
}
