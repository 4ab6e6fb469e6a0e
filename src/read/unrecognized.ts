/** Lines about node leases that no grammar understands. */
import { parseFlag } from '../grammars/flags.ts'
import type { ParsedRecord } from './source-reader.ts'

export function textOf({ unwrapped: { frame } }: Pick<ParsedRecord, 'record' | 'unwrapped'>): string {
  return typeof frame.body === 'string' ? frame.body : JSON.stringify(frame.body)
}

/** What a line about node leases or the node lifecycle controller holds, whatever it says about them. */
export const mentions: readonly string[] = [
  'kube-node-lease',
  'node lease',
  'update lease',
  'ensure lease',
  'updating lease',
  'node_lifecycle_controller.go',
  'nodecontroller.go',
  'taint_eviction.go',
  'taint_manager.go',
]

/** The line of a statement that holds one of `mentions` and that nothing understood; undefined: it is none. */
export function unrecognized(heard: ParsedRecord): string | undefined {
  const { findings, record } = heard
  if (findings.length > 0 || !record.statement || parseFlag(record.statement.message)) return undefined
  const text = textOf(heard)
  return mentions.some((mention) => text.includes(mention)) ? text : undefined
}
