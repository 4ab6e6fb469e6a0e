/**
 * Finds the zone of a process by the times that it prints into its messages: Go prints them with an offset.
 *
 * Input: a line and the innermost of its stamps, which klog prints in the same zone. Output: the instant of that stamp.
 * Two kinds of times are local to the process: those of its own clock, with a monotonic reading, and heartbeats that it
 * read from the API, which client-go converts. Times of certificates and others may be in UTC.
 * Authority: Go time.Time.String; metav1.Time (Unmarshal and UnmarshalJSON call Local), all releases.
 */
import type { Stamp } from '../../model/index.ts'
import { DAY_US, MINUTE_US, parseIso, parseOffset } from '../../time/instant.ts'
import { nearestYear, setYear } from '../../time/timestamp-resolver.ts'

/** Matches a time of Go; linear, because each part has a limited length. */
const GO_TIME = /(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d{1,9})? ([+-]\d{4}) [A-Z0-9+-]{1,6}( m=[+-]\d)?/g
/** Stands before a heartbeat in a printed condition. */
const HEARTBEAT = 'LastHeartbeatTime:'
/** A time with a monotonic reading was read from the clock when the line was printed, or shortly before. */
const OWN_CLOCK_US: number = MINUTE_US
/** A heartbeat is older: by how much at most, so that summer time lies between few of them and their lines. */
const HEARTBEAT_US: number = DAY_US

/** Returns the instant of a stamp without a zone; null: the line prints no time of its process. */
export function instantByGoTime(line: string, stamp: Stamp): number | null {
  if (stamp.offsetMinutes !== null) return null
  for (const { 1: date = '', 2: zone = '', 3: monotonic, index } of line.matchAll(GO_TIME)) {
    const printed = parseIso(date)
    const offset = parseOffset(zone, 0)
    const limitUs = monotonic === undefined ? HEARTBEAT_US : OWN_CLOCK_US
    const isLocal = monotonic !== undefined || line.startsWith(HEARTBEAT, index - HEARTBEAT.length)
    if (!isLocal || !printed || !offset) continue
    const { civilUs } = printed.stamp
    const stampUs = stamp.hasYear
      ? stamp.civilUs
      : setYear(stamp.civilUs, nearestYear(stamp.civilUs, civilUs))
    if (stampUs !== null && Math.abs(stampUs - civilUs) <= limitUs)
      return stampUs - offset.minutes * MINUTE_US
  }
  return null
}
