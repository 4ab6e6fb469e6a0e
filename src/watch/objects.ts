/** Leases and nodes as the API server sends them. */
import { parseInstant } from '../time/instant.ts'
import type { LeaseChange, NodeChange } from './monitor.ts'

interface SentLease {
  readonly metadata?: { readonly name?: string }
  readonly spec?: { readonly renewTime?: string; readonly leaseDurationSeconds?: number }
}

interface SentNode {
  readonly metadata?: { readonly name?: string }
  readonly spec?: {
    readonly taints?: readonly {
      readonly key?: string
      readonly effect?: string
      readonly timeAdded?: string
    }[]
  }
  readonly status?: {
    readonly conditions?: readonly {
      readonly type?: string
      readonly status?: string
      readonly reason?: string
      readonly lastTransitionTime?: string
    }[]
  }
}

const DEFAULT_DURATION_SECONDS = 40

/** Taints by which the control plane evicts pods of a node that it does not reach, or that is not ready. */
const EVICTING: ReadonlySet<string> = new Set([
  'node.kubernetes.io/unreachable',
  'node.kubernetes.io/not-ready',
])

export function nameOf(object: unknown): string | null {
  return (object as SentLease).metadata?.name ?? null
}

/** Returns null for a lease that was never renewed. */
export function leaseChange(object: unknown): LeaseChange | null {
  const { metadata, spec } = object as SentLease
  const renewedUs = parseInstant(spec?.renewTime ?? '')
  if (metadata?.name === undefined || renewedUs === null) return null
  const durationSeconds = spec?.leaseDurationSeconds ?? DEFAULT_DURATION_SECONDS
  return { node: metadata.name, renewedUs, durationSeconds }
}

/** Returns null for a node without the condition Ready: it just registered. */
export function nodeChange(object: unknown): NodeChange | null {
  const { metadata, spec, status } = object as SentNode
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  if (metadata?.name === undefined || ready?.status === undefined) return null
  const taint = spec?.taints?.find(({ key, effect }) => effect === 'NoExecute' && EVICTING.has(key ?? ''))
  return {
    node: metadata.name,
    status: ready.status,
    reason: ready.reason ?? null,
    changedUs: parseInstant(ready.lastTransitionTime ?? ''),
    evictingSinceUs: parseInstant(taint?.timeAdded ?? ''),
  }
}

/** An Event as a line of a watch; items of a list have no kind. */
export function eventLine(object: unknown): string {
  return JSON.stringify({ type: 'ADDED', object: { apiVersion: 'v1', kind: 'Event', ...(object as object) } })
}

/** What the analysis needs of a Node, as a line of a watch. */
export function nodeLine(object: unknown): string {
  const { metadata, spec, status } = object as SentNode
  const conditions = status?.conditions?.filter(({ type }) => type === 'Ready')
  const { name, uid, resourceVersion, creationTimestamp } = (metadata ?? {}) as Record<string, unknown>
  return JSON.stringify({
    type: 'MODIFIED',
    object: {
      ...{ apiVersion: 'v1', kind: 'Node', metadata: { name, uid, resourceVersion, creationTimestamp } },
      ...{ spec: { taints: spec?.taints }, status: { conditions } },
    },
  })
}
