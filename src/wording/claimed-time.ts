/** Times that claims print, and what shows them. */
import type { Boundary } from '../model/index.ts'
import type { ClaimedTime, ResumptionSign } from './claim-params.ts'

/** What shows a renewal; null: a record of one. */
export function inferenceOf({ from }: Pick<Boundary, 'from'>): ResumptionSign | null {
  switch (from) {
    case 'lease.update-failed':
    case 'lease.ensure-failed':
    case 'lease.request-failed':
      return 'failures-stop'
    case 'kubelet.started':
    case 'node.registered':
      return 'kubelet-starts'
    case 'node.stale':
    case 'node.healthy-again':
    case 'node.ready':
      return 'controller-sees-it'
    default:
      return null
  }
}

/** A time known exactly; null: it is not known. */
export function instantly(atUs: number): ClaimedTime
export function instantly(atUs: number | null): ClaimedTime | null
export function instantly(atUs: number | null): ClaimedTime | null {
  return atUs === null ? null : { atUs, earliestUs: atUs, latestUs: atUs, exact: true }
}

/** When a node ran out of memory, and which process was killed. */
export interface MemoryKill {
  readonly timeUs: number | null
  readonly resolutionUs: number
  readonly victim: string | null
}
