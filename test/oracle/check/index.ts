/** Checks every claim of a report against what happened. */
import type { ClusterTruth } from '../cluster/truth.ts'
import { microseconds, type Report } from '../contract.ts'
import type { Contradiction } from '../contradiction.ts'
import { checkCompleteness, checkTwice } from './completeness.ts'
import { Evidence } from './evidence.ts'
import { checkClusterOutage, checkIncident } from './incidents.ts'
import { checkCodes, checkNode } from './nodes.ts'

/** `endUs`: when the last line of all inputs was printed. */
export function checkReport(truth: ClusterTruth, report: Report, endUs: number): Contradiction[] {
  const all = new Map(truth.nodes.map((node) => [node.name, new Evidence(truth, node, report)]))
  const found: Contradiction[] = []
  for (const incident of report.incidents) {
    if (incident.kind === 'cluster-outage') found.push(...checkClusterOutage(incident, report))
    else {
      const evidence = incident.node === null ? undefined : all.get(incident.node)
      if (evidence !== undefined) found.push(...tag(evidence, checkIncident(evidence, incident)))
      else if (incident.node !== null)
        found.push({
          kind: 'incident of a node that does not exist',
          claim: incident.id,
          truth: [...all.keys()].join(),
        })
    }
  }
  const reportEndUs = Math.max(
    ...report.sources.flatMap((s) => s.coverage.map(({ end }) => microseconds(end))),
  )
  for (const summary of report.nodes) {
    const evidence = all.get(summary.node)
    if (evidence !== undefined)
      found.push(
        ...tag(evidence, checkNode(evidence, summary, { incidents: report.incidents, endUs, reportEndUs })),
      )
    else found.push({ kind: 'node that does not exist', claim: summary.node, truth: [...all.keys()].join() })
  }
  for (const evidence of all.values()) {
    found.push(...tag(evidence, checkTwice(evidence, report)))
    if (truth.fullEvidence) found.push(...checkCompleteness(evidence, report))
  }
  found.push(...checkCodes(all, report))
  return found
}

function tag(evidence: Evidence, found: readonly Contradiction[]): Contradiction[] {
  return found.map((one) => ({ ...one, circumstances: evidence.circumstances }))
}
