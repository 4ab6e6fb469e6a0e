/** Requests at one time: their order, and which of them are one request that was recorded twice. */
import type { SuccessfulRequestKind } from '../model/kinds.ts'
import type { RequestShape } from './request-part.ts'

/** In the order of requests at one time. */
const KINDS: readonly SuccessfulRequestKind[] = [
  'lease.renewed',
  'lease.read',
  'node-status.updated',
  'api.answered',
]

/** One request. */
export interface RequestRow extends RequestShape {
  /** When the response arrived. */
  readonly atUs: number
  /** When the request began (lower bound): `atUs` − latency − 1 ms, or the server's receipt. */
  readonly startUs: number
  readonly latencyMs: number | null
  readonly line: number
}

/** Compares requests at one time by kind, latency, source and line. */
export function compareRequests(one: RequestRow, other: RequestRow): number {
  return (
    KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) ||
    (one.latencyMs ?? -1) - (other.latencyMs ?? -1) ||
    (one.source < other.source ? -1 : Number(one.source > other.source)) ||
    one.line - other.line
  )
}

/** Whether two requests at one time are the same. */
export function isSameRequest(one: RequestRow, other: RequestRow): boolean {
  return (
    one.kind === other.kind &&
    one.latencyMs === other.latencyMs &&
    one.verb === other.verb &&
    one.byControlPlane === other.byControlPlane
  )
}
