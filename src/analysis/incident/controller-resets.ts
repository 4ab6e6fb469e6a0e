/** Moments at which a controller begins anew with all nodes. */
import type { Coverage, Observation, ObservationKind } from '../../model/index.ts'

/** A moment at which the controller forgot what it had seen. */
export interface Upset {
  readonly atUs: number
  readonly what: string
}

/** When every zone was down: the controller sets no taints then. */
export function disruptionsOf(everything: readonly Observation[]): Coverage[] {
  const spans: Coverage[] = []
  let startUs: number | null = null
  for (const o of everything
    .filter((o) => o.timeUs !== null && o.kind.startsWith('cluster.disruption'))
    .sort((a, b) => (a.timeUs as number) - (b.timeUs as number))) {
    if (o.kind === 'cluster.disruption-entered') startUs ??= o.timeUs
    else if (startUs !== null) {
      spans.push({ startUs, endUs: o.timeUs as number })
      startUs = null
    }
  }
  if (startUs !== null) spans.push({ startUs, endUs: Number.POSITIVE_INFINITY })
  return spans
}

/** When a controller began anew, lost its lock, or counted anew, with what happened; by time. */
export function upsetsOf(everything: readonly Observation[]): Upset[] {
  const found: Upset[] = []
  for (const o of everything) {
    const what = UPSETS[o.kind]
    if (o.timeUs !== null && what !== undefined) found.push({ atUs: o.timeUs, what })
  }
  return found.sort((a, b) => a.atUs - b.atUs)
}

const UPSETS: Partial<Record<ObservationKind, string>> = {
  'controller.reset': 'the controller began anew and counted from its own start',
  'controller.leader-lost': 'the controller lost its leader lock',
  'controller.leader-acquired': 'another controller took the lead',
  'cluster.disruption-left': 'the controller left disruption mode and counted anew',
}
