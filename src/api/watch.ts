/** Watches a cluster, and logs while they are written. The code is loaded when it is called: no report needs it. */
import { createClaimFormat, createTextLayout } from '../exporters/layout.ts'
import type { Incident, JsonObject, Report } from '../model/index.ts'
import type { WatchOptions } from '../watch/types.ts'
import { renderClaims } from '../wording/claims.ts'
import { leastSeconds } from '../wording/incident-length.ts'
import { analyze } from './analyze.ts'
import { toJson } from './to-json.ts'

/**
 * Watches leases, nodes, events and the controller's log by the user's own kubectl, and the logs of `sources`. Resolves
 * when the signal aborts, and at the end of standard input if nothing else is watched. Rejects with a UsageError for a
 * source that is malformed, and with a SourceError if nothing can be watched.
 */
export async function watch(options: WatchOptions): Promise<void> {
  const { graceSeconds, inputZone, timeZone } = options
  const settings = {
    ...(graceSeconds === undefined ? {} : { graceSeconds }),
    ...(inputZone === undefined ? {} : { inputZones: { default: inputZone, perSource: new Map() } }),
    threads: 1,
  }
  const { watchLive } = await import('../watch/watch-live.ts')
  await watchLive(options, async (contents) => {
    const report = await analyze(contents, settings)
    return report.incidents.map((incident) => ({
      incident,
      verdict: (atUs) =>
        timeZone === undefined ? incident.verdict : verdictIn(timeZone, report, incident, atUs),
      seconds: leastSeconds(incident, report.window.endUs),
      fields: () => fieldsOf(report, incident),
    }))
  })
}

function fieldsOf(report: Report, incident: Incident): JsonObject {
  const { incidents } = toJson({ ...report, incidents: [incident], timeline: [] })
  return incidents[0] as unknown as JsonObject
}

/** The verdict in a zone; times of the day of the event without the date. */
function verdictIn(timeZone: string, report: Report, { claims, verdict }: Incident, atUs: number): string {
  if (claims.length === 0) return verdict
  const names = report.sources.map(({ name }) => name)
  const layout = createTextLayout({ timeZone, color: false, width: 80 }, names)
  return renderClaims(claims, createClaimFormat(layout, layout.date(atUs)))
}
