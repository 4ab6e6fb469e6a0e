/** The report as its contract fixes it, as far as the oracle reads it. Instants are RFC 3339 strings. */

export interface Boundary {
  readonly at: string
  readonly earliest: string | null
  readonly latest: string | null
  readonly exact: boolean
  readonly clock: string
  readonly from: string
  readonly source: string
  readonly line: number
}

export const BOUNDARY_NAMES = [
  'lastRenewal',
  'firstFailure',
  'lastFailure',
  'firstRenewalAfter',
  'controllerLastSeen',
  'markedNotReady',
  'taintQueued',
  'firstEviction',
  'readyAgain',
] as const
export type BoundaryName = (typeof BOUNDARY_NAMES)[number]

/** The boundaries that an interval lies between. */
export const INTERVALS: Readonly<Record<string, readonly [from: BoundaryName, to: BoundaryName]>> = {
  silenceSeconds: ['lastRenewal', 'firstRenewalAfter'],
  toFirstFailureSeconds: ['lastRenewal', 'firstFailure'],
  failingSeconds: ['firstFailure', 'lastFailure'],
  detectionSeconds: ['lastRenewal', 'markedNotReady'],
  graceSeconds: ['controllerLastSeen', 'markedNotReady'],
  notReadySeconds: ['markedNotReady', 'readyAgain'],
  recoverySeconds: ['firstRenewalAfter', 'readyAgain'],
  toEvictionSeconds: ['markedNotReady', 'firstEviction'],
}

export interface Bounds {
  readonly earliest: string | null
  readonly latest: string | null
}

export interface Incident {
  readonly id: string
  readonly node: string | null
  readonly kind: string
  readonly start: string
  readonly end: string | null
  readonly open: boolean
  readonly boundaries: Readonly<Record<BoundaryName, Boundary | null>>
  readonly intervals: Readonly<Record<string, number | null>>
  readonly intervalBounds: Readonly<Record<string, readonly [number | null, number | null] | null>>
  readonly faultWindow: Bounds | null
  readonly cause: {
    readonly category: string
    readonly where: string
    readonly confidence: string
    readonly error: string | null
    readonly alsoCauses: readonly { readonly cause: string }[]
  }
  readonly retries: { readonly tries: number; readonly failures: number }
  readonly expected: { readonly markedNotReady: Bounds | null; readonly firstEviction: Bounds | null }
  readonly deviation: { readonly markedNotReady: string | null; readonly reason: string | null }
  readonly evictions: readonly { readonly pod: string; readonly at: string | null }[]
  readonly verdict: string
  readonly members?: readonly string[]
  readonly nodes?: readonly string[]
  readonly affected?: number
  readonly seen?: number
}

export interface NodeSummary {
  readonly node: string
  readonly heartbeat: { readonly renewals: number; readonly failures: number }
  readonly state: string
  readonly clockOffset: {
    readonly offsetSeconds: number
    readonly earliest: number | null
    readonly latest: number | null
  } | null
  readonly availability: {
    readonly share: number | null
    readonly outages: number
    readonly outageSeconds: number | null
    readonly outageSecondsBounds: readonly [number | null, number | null]
    readonly shareBounds: readonly [number | null, number | null] | null
    readonly flapping: boolean
  }
}

export interface Coded {
  readonly code: string
  readonly node?: string | null
  readonly value?: number | null
  readonly from?: string | null
  readonly to?: string | null
}

export interface Report {
  readonly assumptions: Readonly<
    Record<string, readonly { value: string | number; of: string | null; because: string }[]>
  >
  readonly sources: readonly {
    readonly name: string
    readonly coverage: readonly { start: string; end: string }[]
  }[]
  readonly nodes: readonly NodeSummary[]
  readonly incidents: readonly Incident[]
  readonly warnings: readonly Coded[]
  readonly problems: readonly Coded[]
  readonly notes?: readonly Coded[]
}

/** Microseconds since the epoch. */
export function microseconds(instant: string): number {
  const match = /^(.*?)(?:\.(\d+))?Z$/.exec(instant)
  if (match === null) throw new Error(`not an instant: ${instant}`)
  return Date.parse(`${match[1]}Z`) * 1000 + Number((match[2] ?? '').padEnd(6, '0').slice(0, 6))
}
