/**
 * Registry of the grammars, and the parser that asks them.
 *
 * Input: records out of their envelopes. Output: findings. To add a grammar of log text, add it to `textGrammars`;
 * to add one of API objects, add it to `objectGrammars`.
 */
import type { Component, CustomGrammar, Finding, Grammar, LogRecord } from '../model/index.ts'
import { eventRows } from './event-rows.ts'
import { eventsInLog } from './events-in-log.ts'
import { FAILED_LIST_LITERAL } from './failed-list.ts'
import { parseFlag } from './flags.ts'
import { journal } from './journal.ts'
import { kubeletLease } from './kubelet-lease.ts'
import { kubeletLifecycle } from './kubelet-lifecycle.ts'
import { kubeletNodeStatus } from './kubelet-node-status.ts'
import { kubeletReadiness } from './kubelet-readiness.ts'
import { kubeletRequests } from './kubelet-requests.ts'
import { kubeletUnit } from './kubelet-unit.ts'
import { leaderElection } from './leader-election.ts'
import { LOST_WATCH_LITERALS } from './lost-watch.ts'
import {
  type Findings,
  type NormalizedMessage,
  normalizeMessage,
  parsePlain,
  type TextGrammar,
  type Wording,
  withoutLogger,
} from './message-table.ts'
import { wordingGuesser } from './near-wording.ts'
import { nodeLifecycle } from './node-lifecycle.ts'
import { nodeRegistration } from './node-registration.ts'
import { nodeRemoval } from './node-removal.ts'
import { describe } from './objects/describe.ts'
import { objectGrammars } from './objects/index.ts'
import { taintEviction } from './taint-eviction.ts'

/** The first grammar that knows a message parses it; the most frequent messages come first. */
const textGrammars: readonly TextGrammar[] = [
  kubeletRequests,
  kubeletLease,
  kubeletNodeStatus,
  nodeLifecycle,
  kubeletLifecycle,
  kubeletReadiness,
  nodeRegistration,
  nodeRemoval,
  kubeletUnit,
  taintEviction,
  eventsInLog,
  leaderElection,
  journal,
  eventRows,
]

/** Returns the known message that an unknown one is like; null if there is none. */
export const guessWording: (message: string) => string | null = wordingGuesser(textGrammars)

export const grammars: readonly Grammar[] = [...textGrammars, ...objectGrammars]

/** Literals of records that have no findings of their own: what they show is of their process. */
const PREAMBLE = ['FLAG', 'version', FAILED_LIST_LITERAL, ...LOST_WATCH_LITERALS]

/** Drops each literal that contains another one: a text that contains it contains the shorter one as well. */
function shortest(literals: readonly string[]): readonly string[] {
  return [...new Set(literals)].filter(
    (literal, _n, unique) => !unique.some((other) => other !== literal && literal.includes(other)),
  )
}

/** A wording and the grammar it belongs to. */
interface Candidate {
  readonly wording: Wording
  readonly grammar: Grammar
}

const candidates: readonly Candidate[] = textGrammars.flatMap((grammar) =>
  grammar.wordings.map((wording) => ({ wording, grammar })),
)
const candidatesByMessage = new Map<string, Candidate[]>()
for (const candidate of candidates) {
  for (const message of candidate.wording.messages ?? []) {
    candidatesByMessage.set(message, [...(candidatesByMessage.get(message) ?? []), candidate])
  }
}
const plainCandidates = candidates.filter(({ wording }) => wording.literals)

/** A finding with its component filled in. */
export type NamedFinding = Finding & { readonly component: Component }

/** The findings of one record and the grammar that parsed it. */
interface Match {
  readonly grammar: CustomGrammar
  readonly findings: NonNullable<Findings>
}

export interface RecordParser {
  /** Returns the findings of a record; empty if no grammar knows it. */
  readonly parseRecord: (record: LogRecord) => readonly NamedFinding[]
  /** Returns the name of the grammar that `parseRecord` takes the findings from; null if no grammar knows the record. */
  readonly grammarOf: (record: LogRecord) => string | null
  /**
   * Literals for the prefilter: every record with findings contains at least one. They are chosen to be rare: 2 % of
   * the lines of a kubelet at -v=6 contain one of the built-in literals.
   */
  readonly literals: readonly string[]
}

/**
 * Builds a parser from the built-in grammars and `extraGrammars`.
 *
 * The extra grammars are asked in their order, for records of text and of objects, if no built-in grammar knows the
 * record. The parser throws only what an extra grammar throws.
 */
export function recordParser(extraGrammars: readonly CustomGrammar[] = []): RecordParser {
  const match = (record: LogRecord): Match | undefined => {
    const found = record.statement ? matchStatement(record) : firstMatch(objectGrammars, record)
    return found ?? firstMatch(extraGrammars, record)
  }
  return {
    parseRecord(record) {
      const found = match(record)
      return found ? nameFindings(found.findings, found.grammar.component) : []
    },
    grammarOf: (record) => match(record)?.grammar.name ?? null,
    literals: shortest([...PREAMBLE, ...[...grammars, ...extraGrammars].flatMap(({ literals }) => literals)]),
  }
}

/** Asks the grammars in their order. */
function firstMatch(all: readonly CustomGrammar[], record: LogRecord): Match | undefined {
  for (const grammar of all) {
    const findings = grammar.parse(record)
    if (findings && !isEmpty(findings)) return { grammar, findings }
  }
  return undefined
}

function isEmpty(findings: NonNullable<Findings>): boolean {
  return Array.isArray(findings) && findings.length === 0
}

/** Gives the same result as asking `describe` and then each text grammar in order, but looks messages up by their text. */
function matchStatement(record: LogRecord): Match | undefined {
  // `describe` comes first because the events of a described node quote messages that other grammars know.
  const described = describe.parse(record)
  if (described) return { grammar: describe, findings: described }
  const normalized = normalizeMessage(record)
  if (!normalized) return undefined
  if (normalized.values !== null) {
    for (const { wording, grammar } of candidatesByMessage.get(normalized.message) ?? []) {
      const findings = wording.structured?.(normalized.values, normalized)
      if (findings) return { grammar, findings }
    }
  }
  for (const { wording, grammar } of plainCandidatesOf(normalized)) {
    const findings = parsePlain(wording, normalized)
    if (findings) return { grammar, findings }
  }
  return undefined
}

/** Structured messages remembered: a component has some hundred; more are no constants of its code. */
const MAX_MESSAGES = 1000
const MAX_MESSAGE_CHARACTERS = 200

/** The plain wordings with a literal in a structured message; sharing it is safe, for they depend on the message alone. */
const plainCandidatesByMessage = new Map<string, readonly Candidate[]>()

/** Lists the wordings that `parsePlain` may know a message by. Structured messages repeat, so each is searched once. */
function plainCandidatesOf({ message, values }: NormalizedMessage): readonly Candidate[] {
  if (values === null || message.length > MAX_MESSAGE_CHARACTERS) return plainCandidates
  const known = plainCandidatesByMessage.get(message)
  if (known || plainCandidatesByMessage.size === MAX_MESSAGES) return known ?? plainCandidates
  const found = plainCandidates.filter(({ wording }) =>
    wording.literals?.some((literal) => message.includes(literal)),
  )
  // A copy, so that the line of the message is not kept.
  plainCandidatesByMessage.set(JSON.parse(JSON.stringify(message)) as string, found)
  return found
}

/** Messages without findings that show a component's release, or begin a request with its status in another line. */
const PROPERTY_MESSAGES: ReadonlySet<string> = new Set([
  'Starting',
  'Kubelet version',
  'Request',
  'Response',
  'Failed to watch',
  'Unhandled Error',
])

/** Whether a built-in grammar may know a structured message by its text, or another reader of records does. */
export function isKnownMessage(text: string): boolean {
  const message = withoutLogger(text.trimEnd())
  if (candidatesByMessage.has(message) || PROPERTY_MESSAGES.has(message) || parseFlag(message)) return true
  return plainCandidates.some(({ wording }) => wording.literals?.some((literal) => message.includes(literal)))
}

/** Fills in the grammar's component where a finding names none. Built-in findings are fresh objects and are changed in place. */
function nameFindings(findings: NonNullable<Findings>, component: Component): readonly NamedFinding[] {
  const all = Array.isArray(findings) ? (findings as NamedFinding[]) : [findings as NamedFinding]
  for (const finding of all) (finding as { component: Component }).component ??= component
  return all
}

const builtIn: RecordParser = recordParser()

/** Parses a record with the built-in grammars. */
export const parseRecord: RecordParser['parseRecord'] = builtIn.parseRecord

/** Returns the name of the built-in grammar that knows a record, or null. */
export const grammarOf: RecordParser['grammarOf'] = builtIn.grammarOf

/** The prefilter's literals of the built-in grammars. */
export const prefilterLiterals: readonly string[] = builtIn.literals
