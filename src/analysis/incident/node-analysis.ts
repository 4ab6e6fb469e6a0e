/** The analysis of one node: what is kept of its timeline, and its incidents. */
import type { NodeLabels, SourceLine, TimelineEntry } from '../../model/index.ts'
import type { Interval } from '../../model/interval.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import type { Contradiction, IncidentDraft } from './draft.ts'

/** Refers to no list of observations but `entries`: there are up to 100,000 nodes. */
export interface NodeAnalysis
  extends Pick<
    NodeTimeline,
    | 'node'
    | 'clock'
    | 'renewals'
    | 'attempts'
    | 'completeSpans'
    | 'loggedSpans'
    | 'clockJumps'
    | 'offset'
    | 'roughOffset'
  > {
  /** Its Node object was deleted and not registered again. */
  readonly isDeleted: boolean
  /** When it is known to have existed: only then it can have been up. */
  readonly existingSpans: readonly Interval[]
  readonly renewIntervalUs: number
  /** What of the node's own evidence shows the interval; null: nothing does. */
  readonly intervalFrom: 'lease' | 'renewals' | null
  /** Region, zone and pool by its newest Node object; each null if unknown. */
  readonly labels: NodeLabels
  /** The line of that object; null: none prints labels. */
  readonly labelledAt: SourceLine | null
  /** Labels of which its objects have several values. */
  readonly changedLabels: readonly (keyof NodeLabels)[]
  /** By start. */
  readonly drafts: readonly IncidentDraft[]
  readonly contradictions: readonly Contradiction[]
  /** What the report's timeline lists of the node. */
  readonly entries: readonly TimelineEntry[]
}
