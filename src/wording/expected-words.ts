/** Why no eviction was due, as text that ends a sentence. */
import type { ExpectedReason } from '../model/index.ts'

const REASON_WORDS: Readonly<Record<ExpectedReason, string>> = {
  'node-deleted': 'the node was deleted before an eviction was due',
  'full-disruption': 'all zones were in full disruption, so no NoExecute taint was set',
  'partial-disruption':
    'its zone of at most 50 nodes was in partial disruption, where only the first node gets a NoExecute taint',
}

export function expectedReason(reason: ExpectedReason): string {
  return REASON_WORDS[reason]
}
