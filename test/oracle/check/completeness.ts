/** With full evidence every true event is reported, with its cause and boundaries. */
import type { NodeTruth } from '../cluster/truth.ts'
import { BOUNDARY_NAMES, type Incident, type Report } from '../contract.ts'
import type { Contradiction } from '../contradiction.ts'
import { type Moment, type Moments, momentsOf } from './boundaries.ts'
import { isSteppedForward, isUnjoined } from './contract-rules.ts'
import { type Evidence, type Gap, overlap, show } from './evidence.ts'
import { gapOf, stretchOf } from './match.ts'

const SECOND = 1_000_000

export function checkCompleteness(evidence: Evidence, report: Report): Contradiction[] {
  const incidents = report.incidents.filter((i) => i.node === evidence.node.name)
  const outages = incidents.filter((i) => i.kind === 'lease-outage')
  const found: Contradiction[] = []
  for (const gap of evidence.gaps) {
    if (!isCertain(gap)) continue
    const own = outages.filter((i) => gapOf(evidence, i)?.gap === gap)
    const incident = own[0]
    const truth = `no renewal ${show(gap.fromUs)}–${show(gap.toUs)}, ${gap.failures.length} failed tries; faults ${evidence.faultsIn(gap.fromUs, gap.toUs).map((f) => f.kind)}`
    if (incident === undefined) {
      const kinds = incidents
        .filter((i) => overlap(stretchOf(i), [gap.fromUs, gap.toUs]) > 0)
        .map((i) => i.kind)
      found.push({
        kind: 'missed outage',
        claim: `${evidence.node.name}: ${kinds.join(',') || 'nothing'}`,
        truth,
      })
      continue
    }
    found.push(...checkNulls(evidence, incident, gap))
  }
  found.push(...missedNotReady(evidence, incidents))
  return found
}

/** One gap between renewals is one outage. */
export function checkTwice(evidence: Evidence, report: Report): Contradiction[] {
  // In a zone that is only assumed, as the report says, two sources show one outage at two times.
  if (evidence.shiftUs !== 0) return []
  const incidents = report.incidents.filter((i) => i.node === evidence.node.name && i.kind === 'lease-outage')
  return evidence.gaps.flatMap((gap) => {
    const own = incidents.filter((i) => gapOf(evidence, i)?.gap === gap)
    if (own.length < 2 || isUnjoined(evidence, own) || isSteppedForward(evidence, gap)) return []
    const truth = `one silence ${show(gap.fromUs)}–${show(gap.toUs)}`
    return [{ kind: 'one outage reported twice', claim: own.map((i) => i.verdict).join(' / '), truth }]
  })
}

/** An outage by failed tries, or longer than any reading of the lease duration. */
function isCertain(gap: Gap): boolean {
  const length = gap.toUs - gap.fromUs
  if (gap.before === null) return false
  return (gap.failures.length > 0 && length > 21 * SECOND) || (gap.after !== null && length > 57 * SECOND)
}

function checkNulls(evidence: Evidence, incident: Incident, gap: Gap): Contradiction[] {
  const moments = momentsOf(evidence, gap)
  const found: Contradiction[] = []
  for (const name of BOUNDARY_NAMES) {
    if (incident.boundaries[name] !== null || (moments[name]?.length ?? 0) === 0) continue
    if (name === 'readyAgain' && moments.markedNotReady?.length === 0) continue
    // The kubelet's record is older than the mark where its request took long.
    if (name === 'readyAgain' && isPostedBeforeMark(moments)) continue
    // Evictions are tied to a node where it is the only one that is marked and so tainted.
    if (name === 'firstEviction' && !isTied(evidence, moments.firstEviction ?? [])) continue
    found.push({
      kind: `missing ${name}`,
      claim: `${incident.id}: ${name} null; ${incident.verdict}`,
      truth: `${name} at ${moments[name]?.map(([from]) => show(from)).join(' or ')}`,
    })
  }
  if (mayHaveRenewed(gap, moments)) return found
  for (const name of ['lastRenewal', 'firstRenewalAfter'] as const) {
    const boundary = incident.boundaries[name]
    if (boundary !== null && !boundary.exact)
      found.push({
        kind: `${name} bounded where it is printed`,
        claim: `${incident.id}: ${boundary.earliest}…${boundary.latest}`,
        truth: show((moments[name]?.[0] ?? [0, 0])[1]),
      })
  }
  if (incident.cause.category === 'unknown' && !wakesBeforeMark(evidence, gap, moments))
    found.push({
      kind: 'missing cause',
      claim: incident.id,
      truth: evidence
        .faultsIn(gap.fromUs - SECOND, gap.toUs)
        .map((f) => f.kind)
        .join(','),
    })
  return found
}

function isPostedBeforeMark({ readyAgain, markedNotReady }: Moments): boolean {
  return (readyAgain?.[0]?.[0] ?? 0) < (markedNotReady?.[0]?.[1] ?? 0)
}

/** How long pods tolerate the taint of a node by default. */
const TOLERATION_US = 300 * SECOND

/** The log shows all nodes that were tainted before, too: from the start of the controller on, or for that long. */
function isTied({ truth }: Evidence, [first]: readonly Moment[]): boolean {
  if (truth.nodes.filter(isMarked).length > 1 || first === undefined) return false
  const lines = truth.leaderships.flatMap(({ log }) => log?.keptLines ?? []).filter((l) => l.atUs <= first[0])
  return lines.some(({ text, atUs }) => isStart(text) || atUs <= first[0] - TOLERATION_US)
}

function isStart(text: string): boolean {
  return text.includes('FLAG:') || text.toLowerCase().includes('successfully acquired lease')
}

/**
 * Whether the controller's sight lies an interval behind the last renewal of a machine that printed nothing: the line of
 * a later renewal may be missing, which explains the sight as well as a PATCH does.
 */
function mayHaveRenewed({ failures, fromUs }: Gap, { controllerLastSeen }: Moments): boolean {
  return failures.length === 0 && (controllerLastSeen ?? []).some(([atUs]) => atUs - fromUs >= 10 * SECOND)
}

/**
 * Whether a machine that stood still prints again before it is marked: by the contract a kubelet is silent where not one
 * line of it stands between its last renewal and the mark.
 */
function wakesBeforeMark({ node }: Evidence, gap: Gap, { markedNotReady }: Moments): boolean {
  const markUs = markedNotReady?.[0]?.[1]
  return node.pauses.some(({ fromUs, toUs }) => fromUs >= gap.fromUs && markUs !== undefined && toUs < markUs)
}

function isMarked({ readyChanges }: NodeTruth): boolean {
  return readyChanges.some(({ status }) => status !== 'True')
}

function missedNotReady(evidence: Evidence, incidents: readonly Incident[]): Contradiction[] {
  return evidence.node.readyChanges.flatMap((change, i) => {
    if (change.status !== 'False') return []
    const untilUs = evidence.node.readyChanges[i + 1]?.atUs ?? evidence.truth.endUs
    if (incidents.some((one) => overlap(stretchOf(one), [change.startUs - SECOND, untilUs + SECOND]) > 0))
      return []
    return [
      {
        kind: 'missed not-ready',
        claim: `${evidence.node.name}: nothing`,
        truth: `Ready=False ${show(change.atUs)}–${show(untilUs)}`,
      },
    ]
  })
}
