/**
 * All grammars, and the way from a record to what it says.
 *
 * In: records out of their envelopes. Out: findings. Adding a grammar is a line in `textGrammars`.
 */
import type { Finding, Grammar, LogRecord } from '../types.ts'
import { kubeletLease } from './kubelet-lease.ts'
import { kubeletRequests } from './kubelet-requests.ts'
import { type Findings, hear, readPlain, type TextGrammar, type Wording } from './wording.ts'

/** Most frequent first: the first that understands a message has it. */
const textGrammars: readonly TextGrammar[] = [kubeletRequests, kubeletLease]

export const grammars: readonly Grammar[] = [...textGrammars]

/** Literals, one of which every record holds that a grammar or a flag or version line can be read from. */
export const needles: readonly string[] = [...new Set(grammars.flatMap((grammar) => grammar.needles))]

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
  return listed(record.statement ? parseStatement(record) : undefined)
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
