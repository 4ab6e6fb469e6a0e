/** A group of messages that say things about node health. */
import type { LogRecord } from './envelope.ts'
import type { Component, Facts, Finding, ObservationKind } from './observation.ts'

export interface GrammarSample {
  /** One record: a klog line, a message without header, or an object as JSON. */
  readonly text: string
  readonly origin: string
  /** Kubernetes releases that print it so, e.g. `1.27–1.36`; null when unknown. */
  readonly kubernetes: string | null
  /** The findings, less what is not named here; []: it must be refused. */
  readonly findings: readonly (Partial<Facts[ObservationKind]> & {
    kind: ObservationKind
    node?: string | null
  })[]
}

/** One group of messages that say things about node health. Pure. */
export interface Grammar {
  readonly name: string
  readonly title: string
  readonly component: Component
  /**
   * Literals, one of which every record of this grammar holds: the gate looks for them in raw bytes.
   * Letters, digits, blank, `.`, `-`, `_` only, for JSON may escape anything else.
   */
  readonly literals: readonly string[]
  readonly samples: readonly GrammarSample[]
  /** Undefined: not of this grammar. Never throws. */
  parse(record: LogRecord): Finding | readonly Finding[] | undefined
}
