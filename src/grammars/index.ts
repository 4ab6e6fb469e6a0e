/**
 * All grammars, and the way from a record to what it says.
 *
 * In: records out of their envelopes. Out: findings. Adding a grammar is a line in `textGrammars`.
 */
import type { Component, Finding, Grammar, LogRecord } from '../model/index.ts'
import { eventsInLog } from './events-in-log.ts'
import { journal } from './journal.ts'
import { kubeletLease } from './kubelet-lease.ts'
import { kubeletLife } from './kubelet-lifecycle.ts'
import { kubeletNodeStatus } from './kubelet-node-status.ts'
import { kubeletRequests } from './kubelet-requests.ts'
import { leaderElection } from './leader-election.ts'
import {
  type Findings,
  normalizeMessage,
  readPlain,
  type TextGrammar,
  type Wording,
} from './message-table.ts'
import { nodeLifecycle } from './node-lifecycle.ts'
import { describe } from './objects/describe.ts'
import { objectGrammars } from './objects/index.ts'
import { taintEviction } from './taint-eviction.ts'

/** Most frequent first: the first that understands a message has it. */
const textGrammars: readonly TextGrammar[] = [
  kubeletRequests,
  kubeletLease,
  kubeletNodeStatus,
  nodeLifecycle,
  kubeletLife,
  taintEviction,
  eventsInLog,
  leaderElection,
  journal,
]

export const grammars: readonly Grammar[] = [...textGrammars, ...objectGrammars]

/** Records that no grammar reads but `parseFlag` and `versionHint` do. */
const PREAMBLE = ['FLAG', 'version']

/**
 * Literals, one of which every record holds that something can be read from. Chosen to be rare: 2 % of the lines
 * of a kubelet at -v=6 hold one. Those that hold another one are left out.
 */
export const prefilterLiterals: readonly string[] = shortest([
  ...PREAMBLE,
  ...grammars.flatMap((grammar) => grammar.literals),
])

function shortest(all: readonly string[]): readonly string[] {
  return [...new Set(all)].filter(
    (needle, _n, unique) => !unique.some((other) => other !== needle && needle.includes(other)),
  )
}

/** A wording, and whose it is. */
interface OwnedWording {
  readonly wording: Wording
  readonly component: Component
}

const ownedWordings: readonly OwnedWording[] = textGrammars.flatMap(({ wordings, component }) =>
  wordings.map((wording) => ({ wording, component })),
)
const byMessage = new Map<string, OwnedWording[]>()
for (const entry of ownedWordings) {
  for (const message of entry.wording.messages ?? []) {
    byMessage.set(message, [...(byMessage.get(message) ?? []), entry])
  }
}
const plainWordings = ownedWordings.filter(({ wording }) => wording.literals)

/** A finding with its component named. */
export type NamedFinding = Finding & { readonly component: Component }

/**
 * What a record says, and which component says it; empty where no grammar understands it. The same as asking each
 * grammar in turn. Never throws.
 */
export function parseRecord(record: LogRecord): readonly NamedFinding[] {
  return record.statement ? parseStatement(record) : parseObject(record)
}

function parseObject(record: LogRecord): readonly NamedFinding[] {
  for (const grammar of objectGrammars) {
    const findings = grammar.parse(record)
    if (findings) return named(findings, grammar.component)
  }
  return []
}

function parseStatement(record: LogRecord): readonly NamedFinding[] {
  // First, for a described node's events quote messages that other grammars know.
  const described = describe.parse(record)
  if (described) return named(described, describe.component)
  const heard = normalizeMessage(record)
  if (!heard) return []
  if (heard.values !== null) {
    for (const { wording, component } of byMessage.get(heard.message) ?? []) {
      const findings = wording.structured?.(heard.values, heard)
      if (findings) return named(findings, component)
    }
  }
  for (const { wording, component } of plainWordings) {
    const findings = readPlain(wording, heard)
    if (findings) return named(findings, component)
  }
  return []
}

/**
 * Findings name their component only where that is not the grammar's: here each is given it, in place, for a
 * grammar makes its findings anew for each record.
 */
export function named(findings: Findings, component: Component): readonly NamedFinding[] {
  if (!findings) return []
  const all = Array.isArray(findings) ? (findings as NamedFinding[]) : [findings as NamedFinding]
  for (const finding of all) (finding as { component: Component }).component ??= component
  return all
}
