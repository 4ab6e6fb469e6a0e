/**
 * An incident of one node before it is compared with other nodes, judged and told.
 */
import type { Boundaries, Boundary, CauseCategory, IncidentKind, TimeBounds } from '../../model/index.ts'
import type { MeasuredOffset, Span } from '../../model/interval.ts'
import { NO_BOUNDARIES } from '../evidence/boundary.ts'
import type { Try } from '../node/attempts.ts'
import type { Spell } from '../node/not-ready-periods.ts'
import type { CauseOfTries } from './cause.ts'

/** An incident before it is compared with other nodes, judged and told. */
export interface Draft {
  readonly node: string
  readonly kind: IncidentKind
  readonly boundaries: Boundaries
  readonly open: boolean
  readonly startUs: number
  readonly endUs: number | null
  readonly tries: readonly Try[]
  readonly faultWindow: TimeBounds | null
  /** What the tries, or else the processes and conditions, say. */
  readonly category: CauseCategory
  readonly error: string | null
  readonly alsoCauses: CauseOfTries['alsoCauses']
  readonly spells: readonly Spell[]
  /** Undefined: nothing compares the node's clock with the control plane's. */
  readonly offset: MeasuredOffset | undefined
  /** The last moment at which anything that speaks of the node was printed. */
  readonly lastUs: number | null
  /** By how much at least the node's clock was set back in the middle of it; 0 where nothing shows that. */
  readonly setBackUs: number
}

/** When it was by the control plane's clock, as far as that is known: for comparing nodes. Open ends are infinite. */
export function sharedSpan(draft: Draft): Span {
  return {
    startUs: sharedTime(draft, draft.startUs),
    endUs: draft.endUs === null ? Number.POSITIVE_INFINITY : sharedTime(draft, draft.endUs),
  }
}

function sharedTime({ boundaries, node, offset }: Draft, timeUs: number): number {
  if (!offset) return timeUs
  const told = (Object.values(boundaries) as (Boundary | null)[]).find((b) => b?.atUs === timeUs)
  return told && told.clock !== node ? timeUs : timeUs - offset.atUs
}

export function overlap(a: Span, b: Span): boolean {
  return a.startUs <= b.endUs && b.startUs <= a.endUs
}

/** Nothing known but when it was. */
export function plainDraft(node: string, kind: IncidentKind, startUs: number, endUs: number): Draft {
  return {
    node,
    kind,
    boundaries: NO_BOUNDARIES,
    open: false,
    startUs,
    endUs,
    tries: [],
    faultWindow: null,
    category: 'unknown',
    error: null,
    alsoCauses: [],
    spells: [],
    offset: undefined,
    lastUs: null,
    setBackUs: 0,
  }
}

/** The earliest moment among boundaries; null where there is none. */
export function earliestOf(boundaries: Boundaries): number | null {
  let earliest: number | null = null
  for (const b of Object.values(boundaries) as (Boundary | null)[])
    if (b && (earliest === null || b.atUs < earliest)) earliest = b.atUs
  return earliest
}

export function touches(
  drafts: readonly Draft[],
  { startUs, endUs }: { startUs: number; endUs: number },
): boolean {
  return drafts.some((d) => d.startUs <= endUs && (d.endUs ?? Number.POSITIVE_INFINITY) >= startUs)
}
