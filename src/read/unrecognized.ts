/** Lines about node leases that no grammar knows. */
import { parseFlag } from '../grammars/flags.ts'
import { type ParsedRecord, textOfFrame } from './record.ts'

/** Literals that every line about node leases or the node lifecycle controller contains, whatever its message. */
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

/** Returns the line of a statement that contains one of `mentions` and has no finding; undefined for other records. */
export function unrecognized(parsed: ParsedRecord): string | undefined {
  const { findings, record } = parsed
  if (findings.length > 0 || !record.statement || parseFlag(record.statement.message)) return undefined
  const text = textOfFrame(parsed.unwrapped.frame)
  return mentions.some((mention) => text.includes(mention)) ? text : undefined
}
