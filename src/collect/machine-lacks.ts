/** Asks the machines of nodes for settings under which their logs are dropped or lost, before anything is collected. */
import { JOURNALD_SETTINGS } from './journald.ts'
import type { EvidenceRequest } from './requests.ts'
import { CONCURRENT_REQUESTS, eachConcurrently, failureReason } from './run-requests.ts'
import type { Refusal } from './types.ts'

/** Until then a machine is asked. */
const DEADLINE_MS = 20_000

export interface MachineLacksOptions {
  readonly signal: AbortSignal
  /** Called for each machine with unknown settings, and why they are. */
  readonly onUnknown: (refusal: Refusal) => void
}

/** Returns a sentence for each such setting, by the first way that shows it. Rejects with the signal's reason only. */
export async function machineLacks(
  requests: readonly EvidenceRequest[],
  { signal, onUnknown }: MachineLacksOptions,
): Promise<readonly string[]> {
  const lacks: string[] = []
  await eachConcurrently(requests, CONCURRENT_REQUESTS, async ({ about, ways }) => {
    const late = AbortSignal.timeout(DEADLINE_MS)
    const reasons: string[] = []
    for (const way of ways) {
      if (!way.lacks) continue
      try {
        lacks.push(...(await way.lacks(AbortSignal.any([signal, late]))))
        return
      } catch (error) {
        signal.throwIfAborted()
        reasons.push(
          `${way.name}: ${late.aborted ? `no answer for ${DEADLINE_MS / 1000} s` : failureReason(error)}`,
        )
      }
    }
    if (reasons.length > 0) onUnknown({ about, what: JOURNALD_SETTINGS, reason: reasons.join('; ') })
  })
  return lacks
}
