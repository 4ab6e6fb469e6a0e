/** Finds the offsets of a zone within a window, which the page needs to print local time. */

import { DAY_US, MINUTE_US, parseInstant } from '../../../time/instant.ts'
import { formatLocal } from '../../../time/zones.ts'
import type { ZoneSteps } from '../zone-format.ts'

function offsetMinutes(timeUs: number, zone: string): number {
  const local = formatLocal(timeUs, zone)
  const asUtc = local === null ? null : parseInstant(`${local.replace(' ', 'T')}Z`)
  return asUtc === null ? 0 : Math.round((asUtc - timeUs) / MINUTE_US)
}

/** Maximum number of probed instants; windows of up to ten years are probed daily. */
const MAX_PROBES = 4000

/** Finds each change of the offset between two probes by bisection. Misses two changes between two daily probes. */
export function zoneSteps(zone: string, startUs: number | null, endUs: number | null): ZoneSteps {
  const fromUs = Math.floor((startUs ?? 0) / MINUTE_US) * MINUTE_US
  let minutes = offsetMinutes(fromUs, zone)
  const steps: [number, number][] = [[fromUs, minutes]]
  const untilUs = endUs ?? fromUs
  const probeUs = DAY_US * Math.max(1, Math.ceil((untilUs - fromUs) / DAY_US / MAX_PROBES))
  for (let probedUs = fromUs + probeUs; probedUs < untilUs + probeUs; probedUs += probeUs) {
    const next = offsetMinutes(probedUs, zone)
    if (next === minutes) continue
    let [beforeUs, afterUs] = [probedUs - probeUs, probedUs]
    while (afterUs - beforeUs > MINUTE_US) {
      const middleUs = Math.floor((beforeUs + afterUs) / 2 / MINUTE_US) * MINUTE_US
      if (offsetMinutes(middleUs, zone) === minutes) beforeUs = middleUs
      else afterUs = middleUs
    }
    steps.push([afterUs, next])
    minutes = next
  }
  return { name: zone, steps }
}
