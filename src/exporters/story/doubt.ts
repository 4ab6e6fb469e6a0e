/** What casts doubt on an outage, and the words for what is known of it all the same. */
import { CONTROL_PLANE } from '../../model/clock.ts'
import type { Incident } from '../../model/index.ts'
import { doubtsOf } from '../../wording/doubt-claims.ts'
import { formatSpan } from '../../wording/durations.ts'
import { heartbeatNoun } from './heartbeat-words.ts'
import { evidenceOf, exactTime, type Sentence } from './sentence.ts'

/** Names a renewal that may not have been the last. */
export function lastSeenText(incident: Pick<Incident, 'node' | 'heartbeat'>): string {
  return `This is the last ${heartbeatNoun(incident)} of ${incident.node} that the controller saw.`
}

/** States what casts doubt on what the controller saw; nothing without it. */
export function doubtSentences(incident: Incident): Sentence[] {
  const { lostWatch: lost, heartbeatAhead: ahead } = doubtsOf(incident)
  const subject = incident.node ?? 'they'
  if (lost)
    return [
      {
        time: exactTime(lost.timeUs, CONTROL_PLANE),
        text: `The controller had lost its own watch of Leases by this time: ${subject} may have renewed.`,
        evidence: [evidenceOf(lost)],
      },
    ]
  if (!ahead) return []
  const later = formatSpan(ahead.aheadUs / 1e6)
  return [
    {
      time: null,
      text: `The last heartbeat of ${subject} that the controller saw is stamped ${later} later than the controller's own line: ${subject} may have renewed with a clock that was set back.`,
      evidence: [evidenceOf(ahead)],
    },
  ]
}
