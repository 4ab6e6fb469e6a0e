/** The analysis of one node. */
import type { Coverage } from '../../model/index.ts'
import type { MeasuredOffset } from '../../model/interval.ts'
import type { Try } from '../node/attempts.ts'
import type { Stretch } from '../node/coverage.ts'
import type { Beats } from '../node/renewals.ts'
import type { HeartbeatRules } from '../node/silences.ts'
import type { Draft } from './draft.ts'
import type { Contradiction } from './lease-outage.ts'

export interface NodeFold {
  readonly node: string
  readonly clock: string
  readonly beats: Beats
  readonly tries: readonly Try[]
  readonly answeredInTime: number
  readonly stretches: readonly Stretch[]
  /** Where the kubelet's own log could have told a failure. */
  readonly coverage: readonly Coverage[]
  readonly clockJumps: readonly Coverage[]
  readonly drafts: readonly Draft[]
  /** Undefined: nothing compares the clocks. */
  readonly offset: MeasuredOffset | undefined
  readonly contradictions: readonly Contradiction[]
  /** The last moment at which anything that speaks of the node was printed. */
  readonly lastUs: number | null
}

export interface FoldContext {
  readonly rules: HeartbeatRules
  /** Where an audit log tells every node's renewals. */
  readonly auditStretches: readonly Stretch[]
  /** When a controller began anew. */
  readonly resets: readonly number[]
  /** First and last line of the controller manager's log. */
  readonly controllerEndUs: number | null
}
