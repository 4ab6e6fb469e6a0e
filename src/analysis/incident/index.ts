/** The incidents of one node, kind by kind. The kind `cluster-outage` needs all nodes: see its own file. */
import type { NodeTimeline } from '../node/node-timeline.ts'
import type { IncidentDraft } from './draft.ts'
import * as kubeletRestart from './kubelet-restart.ts'
import * as leaseOutage from './lease-outage.ts'
import * as logGap from './log-gap.ts'
import * as notReady from './not-ready.ts'
import * as statusOutage from './status-outage.ts'

/** Detects the incidents of one kind; `found` holds those of the kinds before it. */
type Detector = (timeline: NodeTimeline, found: readonly IncidentDraft[]) => IncidentDraft[]

/** A kind that explains another one's evidence comes before it, so that the same evidence is reported once. */
const DETECTORS: readonly Detector[] = [
  // A silence of the node takes the periods without Ready that belong to it.
  leaseOutage.detect,
  // The periods that are left had another reason.
  notReady.detect,
  // A reboot within an outage is its cause, one outside is an incident of its own.
  logGap.detect,
  // A new process within an outage or after a reboot is a part of it.
  kubeletRestart.detect,
  // Status posts fail in every outage, too.
  statusOutage.detect,
  // Missing lines between two files matter only where nothing else is known of that time.
  logGap.detectBetweenFiles,
  logGap.detectPauses,
]

/** Detects all incidents of a node, in the order of the detectors. */
export function detectIncidents(timeline: NodeTimeline): IncidentDraft[] {
  let found: IncidentDraft[] = []
  for (const detect of DETECTORS) found = found.concat(detect(timeline, found))
  return found
}
