/**
 * All grammars, and the way from a record to what it says.
 *
 * In: records out of their envelopes. Out: findings. Adding a grammar is a line in `textGrammars`.
 */
import type { Finding, Grammar, LogRecord } from '../types.ts'
import { eventsInLog } from './events-in-log.ts'
import { journal } from './journal.ts'
import { kubeletLease } from './kubelet-lease.ts'
import { kubeletLife } from './kubelet-life.ts'
import { kubeletNodeStatus } from './kubelet-node-status.ts'
import { kubeletRequests } from './kubelet-requests.ts'
import { leaderElection } from './leader-election.ts'
import { nodeLifecycle } from './node-lifecycle.ts'
import { objectGrammars } from './objects/index.ts'
import { taintEviction } from './taint-eviction.ts'
import { type Findings, hear, readPlain, type TextGrammar, type Wording } from './wording.ts'

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
 * Literals, one of which every record holds that something can be read from. Those that hold another one are
 * left out. The short ones with a rare first letter are much the fastest to look for: of seven bytes or fewer
 * Buffer.indexOf finds them at 5–30 GB/s, longer ones at 2–3 GB/s.
 */
export const needles: readonly string[] = shortest([
  ...PREAMBLE,
  ...grammars.flatMap((grammar) => grammar.needles),
])

function shortest(all: readonly string[]): readonly string[] {
  return [...new Set(all)].filter(
    (needle, _n, unique) => !unique.some((other) => other !== needle && needle.includes(other)),
  )
}

const wordings = textGrammars.flatMap((grammar) => grammar.wordings)
const byMessage = new Map<string, Wording[]>()
for (const wording of wordings) {
  for (const message of wording.messages ?? []) {
    byMessage.set(message, [...(byMessage.get(message) ?? []), wording])
  }
}
const plainWordings = wordings.filter((wording) => wording.literals)

/** What a record says; empty where no grammar understands it. The same as asking each grammar in turn. Never throws. */
export function parseRecord(record: LogRecord): readonly Finding[] {
  return listed(record.statement ? parseStatement(record) : parseObject(record))
}

function parseObject(record: LogRecord): Findings {
  for (const grammar of objectGrammars) {
    const findings = grammar.parse(record)
    if (findings) return findings
  }
  return undefined
}

function parseStatement(record: LogRecord): Findings {
  const heard = hear(record)
  if (!heard) return undefined
  if (heard.values !== null) {
    for (const wording of byMessage.get(heard.message) ?? []) {
      const findings = wording.structured?.(heard.values, heard)
      if (findings) return findings
    }
  }
  for (const wording of plainWordings) {
    const findings = readPlain(wording, heard)
    if (findings) return findings
  }
  return undefined
}

function listed(findings: Findings): readonly Finding[] {
  if (!findings) return []
  return Array.isArray(findings) ? findings : [findings as Finding]
}
