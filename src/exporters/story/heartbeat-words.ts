/** The heartbeat of an incident in words: renewals of a lease, or posts of a status before there were leases. */
import type { Incident } from '../../model/index.ts'

type OfHeartbeat = Pick<Incident, 'heartbeat'>

/** `renewal`. */
export function heartbeatNoun({ heartbeat }: OfHeartbeat): string {
  return heartbeat ? 'post' : 'renewal'
}

/** `renewed its lease`. */
export function renewedIts({ heartbeat }: OfHeartbeat): string {
  return heartbeat ? 'posted its status' : 'renewed its lease'
}

/** `renewing its lease`. */
export function renewingIts({ heartbeat }: OfHeartbeat): string {
  return heartbeat ? 'posting its status' : 'renewing its lease'
}
