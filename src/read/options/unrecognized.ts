/** Lines about node leases that no grammar knows. */
import { parseFlag } from '../../grammars/flags.ts'
import { guessWording } from '../../grammars/index.ts'
import { type ParsedRecord, textOfFrame } from '../records/record.ts'

/** Literals that every line about node leases or the node lifecycle controller contains, whatever its message. */
export const mentions: readonly string[] = [
  'kube-node-lease',
  'node lease',
  'update lease',
  'ensure lease',
  'updating lease',
  'renew lease',
  'the lease',
  'lease exists',
  'node heartbeat',
  'node_lifecycle_controller.go',
  'nodecontroller.go',
  'taint_eviction.go',
  'taint_manager.go',
]

/**
 * Returns the line of a statement that contains one of `mentions` and has no finding, behind a guess where its message is
 * like a known one: `near "Failed to update lease": …`. Undefined for other records.
 */
export function unrecognized(parsed: ParsedRecord): string | undefined {
  const { findings, record } = parsed
  const { statement } = record
  if (findings.length > 0 || !statement || parseFlag(statement.message)) return undefined
  // The lock of a control-plane component.
  if (statement.file === 'leaderelection.go') return undefined
  const text = textOfFrame(parsed.unwrapped.frame)
  if (!mentions.some((mention) => text.includes(mention))) return undefined
  const guess = guessWording(statement.message)
  return guess === null ? text : `near ${JSON.stringify(guess)}: ${text}`
}
