/** Each incident has a true event behind it, and what it says of the event is true. */
import type { Incident, Report } from '../contract.ts'
import type { Contradiction } from '../contradiction.ts'
import { checkCause, checkDeviation, checkExpected, checkFaultWindow } from './accusations.ts'
import { checkBoundaries, type Moments, momentsOf } from './boundaries.ts'
import {
  isBetweenLines,
  isFirstFailureLost,
  isInferredOverLoss,
  isOfLostRenewals,
  isOneWithoutLines,
  isStartLost,
  isSteppedAfter,
  isSteppedBefore,
  isSteppedForward,
} from './contract-rules.ts'
import { type Evidence, type Gap, isKept, overlap, show, us } from './evidence.ts'
import { clockOf, gapOf, type Stretch, stretchOf } from './match.ts'

const SECOND = 1_000_000
const SLACK_US = 6 * SECOND

export function checkIncident(evidence: Evidence, incident: Incident): Contradiction[] {
  switch (incident.kind) {
    case 'lease-outage':
      return checkOutage(evidence, incident)
    case 'not-ready':
      return checkNotReady(evidence, incident)
    case 'status-outage':
      return checkStatusOutage(evidence, incident)
    case 'kubelet-restart':
      return checkRestart(evidence, incident)
    case 'log-gap':
      return checkLogGap(evidence, incident)
    default:
      return [
        {
          kind: `unknown incident ${incident.kind}`,
          claim: incident.id,
          truth: 'the contract of reports does not name it',
        },
      ]
  }
}

function checkOutage(evidence: Evidence, incident: Incident): Contradiction[] {
  const match = gapOf(evidence, incident)
  if (match === null)
    return [{ kind: 'lease-outage outside the simulation', claim: describe(incident), truth: '' }]
  const { gap, isOutage } = match
  const known = evidence.truth.kubeletVerbosity >= 6 && evidence.node.log !== null
  // A controller's word alone: it may call a node stale that renews with its clock set back.
  const isCovered = evidence.node.log?.keptLines.some((l) => l.atUs <= gap.toUs) ?? false
  if (!isCovered && evidence.node.steps.some(({ byUs }) => byUs < 0)) return []
  if (isOneWithoutLines(evidence, incident) || isSteppedForward(evidence, gap)) return []
  if (!isOutage) {
    if (!known && evidence.hasSteps) return []
    if (isBetweenLines(evidence, incident) || isOfLostRenewals(evidence, incident)) return []
    return [
      {
        kind: `false lease-outage${incident.open ? ' (open)' : ''}, cause ${incident.cause.category}`,
        claim: describe(incident),
        truth: `renewed at ${show(gap.fromUs)} and ${show(gap.toUs)}, ${gap.failures.length} failed tries between`,
      },
    ]
  }
  return [
    ...checkBoundaries(evidence, incident, knownMoments(evidence, incident, gap)),
    ...checkCause(evidence, incident, gap.fromUs, gap.toUs),
    ...checkDeviation(evidence, incident, gap),
    ...checkExpected(evidence, incident, gap),
    ...(isStartLost(evidence, incident) ? [] : checkFaultWindow(evidence, incident, gap)),
    ...checkOpen(evidence, incident, gap),
    ...checkEvictions(evidence, incident),
  ]
}

/** What truly happened, but for boundaries that the contract infers from what is left of the lines. */
function knownMoments(evidence: Evidence, incident: Incident, gap: Gap): Moments {
  const moments = momentsOf(evidence, gap)
  return {
    ...moments,
    ...(isSteppedBefore(evidence, incident, gap) ||
    isStartLost(evidence, incident) ||
    isFirstFailureLost(evidence, incident, gap)
      ? { lastRenewal: null }
      : {}),
    ...(isInferredOverLoss(evidence, incident) || isSteppedAfter(evidence, incident, gap)
      ? { firstRenewalAfter: null }
      : {}),
  }
}

/** `open` is false where the evidence shows the renewal, or its log goes on long after it without a failure. */
function checkOpen(evidence: Evidence, incident: Incident, gap: Gap): Contradiction[] {
  if (!incident.open || gap.after === null) return []
  const { line, endUs } = gap.after
  const after =
    evidence.node.log?.keptLines.filter((l) => l.pid !== null && l.atUs > endUs + 25 * SECOND) ?? []
  if (!isKept(line) && after.length < 3) return []
  // A log that begins later shows no last try, and so none that succeeds.
  const isHeadLost = !evidence.node.log?.keptLines.some((l) => l.atUs < endUs)
  if (!isKept(line) && isHeadLost) return []
  const how = isKept(line) ? 'the renewal is printed' : 'its log goes on'
  return [
    {
      kind: `open although ${how}`,
      claim: describe(incident),
      truth: `renewed at ${show(endUs)}; log to ${show(evidence.lastLineUs)}, ${after.length} lines later than 25 s after it`,
    },
  ]
}

function checkEvictions(evidence: Evidence, incident: Incident): Contradiction[] {
  return incident.evictions.flatMap(({ pod, at }) => {
    const atUs = at === null ? null : us(at)
    const same = evidence.node.evictions.find(
      (e) => e.pod === pod && (atUs === null || Math.abs(e.atUs - atUs) < 20_000),
    )
    if (same !== undefined) return []
    return [
      {
        kind: 'eviction of another node or time',
        claim: `${incident.id}: ${pod} at ${at}`,
        truth: 'not evicted from it then',
      },
    ]
  })
}

/** Stretches of real time in which Ready was not True. */
function notReadyStretches(evidence: Evidence): { stretch: Stretch; status: string }[] {
  const changes = evidence.node.readyChanges
  return changes.flatMap((change, i) =>
    change.status === 'True'
      ? []
      : [
          {
            stretch: [change.startUs, changes[i + 1]?.atUs ?? Number.POSITIVE_INFINITY] as const,
            status: change.status,
          },
        ],
  )
}

function checkNotReady(evidence: Evidence, incident: Incident): Contradiction[] {
  const clock = clockOf(incident)
  const claimed = stretchOf(incident)
  // A clock that was set back inside the stretch shows its end before its start: the control plane's clock counts then.
  const clocks = evidence.hasSteps ? [clock, 'control-plane'] : [clock]
  const match = notReadyStretches(evidence).find(({ stretch: [from, to] }) =>
    clocks.some(
      (c) => overlap(claimed, [evidence.on(c, from) - SLACK_US, evidence.on(c, to) + SLACK_US]) >= 0,
    ),
  )
  if (match === undefined)
    return [{ kind: 'false not-ready', claim: describe(incident), truth: 'Ready was True all the time' }]
  const found: Contradiction[] = []
  const [fromUs, toUs] = match.stretch
  const gap = evidence.gaps.find(
    (g) =>
      evidence.isOutage(g) &&
      g.toUs - g.fromUs > evidence.truth.graceUs &&
      g.fromUs < fromUs &&
      g.toUs > fromUs - 6 * SECOND,
  )
  if (incident.cause.where === 'control-plane' && gap !== undefined)
    found.push({
      kind: 'not-ready blames the control plane for an outage',
      claim: describe(incident),
      truth: `no renewal ${show(gap.fromUs)}–${show(gap.toUs)}`,
    })
  // The controller prints that it is stale right before it marks it.
  const any = { before: null, after: null, fromUs: fromUs - SECOND, toUs: toUs - 6 * SECOND, failures: [] }
  found.push(...checkBoundaries(evidence, incident, momentsOf(evidence, any)))
  found.push(...checkCause(evidence, incident, fromUs - 70 * SECOND, toUs))
  return found
}

function checkStatusOutage(evidence: Evidence, incident: Incident): Contradiction[] {
  const clock = clockOf(incident)
  const [fromUs, toUs] = stretchOf(incident)
  const inside = (atUs: number): boolean =>
    evidence.on(clock, atUs) >= fromUs - SECOND && evidence.on(clock, atUs) <= toUs + SECOND
  const failed = evidence.node.statusPosts.filter((post) => !post.ok && inside(post.endUs))
  const lease = evidence.node.failures.filter((f) => f.lines.some(isKept) && inside(f.endUs))
  const found: Contradiction[] = []
  if (failed.length === 0)
    found.push({ kind: 'false status-outage', claim: describe(incident), truth: 'no status post failed' })
  if (lease.length > 0 && evidence.node.log !== null)
    found.push({
      kind: 'status-outage beside printed lease failures',
      claim: describe(incident),
      truth: `${lease.length} failed tries printed`,
    })
  return found
}

function checkRestart(evidence: Evidence, incident: Incident): Contradiction[] {
  const clock = clockOf(incident)
  const claimed = stretchOf(incident)
  const processes = [...evidence.node.processes].sort((a, b) => a.startUs - b.startUs)
  const match = processes.some((process, i) => {
    const next = processes[i + 1]
    if (next === undefined) return false
    return (
      overlap(claimed, [
        evidence.on(clock, process.endUs) - SLACK_US,
        evidence.on(clock, next.startUs) + SLACK_US,
      ]) >= 0
    )
  })
  if (!match)
    return [{ kind: 'false kubelet-restart', claim: describe(incident), truth: 'no process ended then' }]
  const gap = evidence.gaps.find((g) => {
    const ended = processes.some((p) => p.endUs > g.fromUs && p.endUs < g.toUs)
    return (
      ended &&
      g.toUs - g.fromUs > 56 * SECOND &&
      overlap(claimed, [evidence.on(clock, g.fromUs), evidence.on(clock, g.toUs)]) > 0
    )
  })
  // It claims no more than when the last line and the next process were.
  if (gap === undefined || incident.verdict.includes('printed its last line at')) return []
  return [
    {
      kind: 'kubelet-restart hides an outage',
      claim: describe(incident),
      truth: `no renewal ${show(gap.fromUs)}–${show(gap.toUs)}, ${(gap.toUs - gap.fromUs) / SECOND} s`,
    },
  ]
}

function checkLogGap(evidence: Evidence, incident: Incident): Contradiction[] {
  const clock = clockOf(incident)
  const [fromUs, toUs] = stretchOf(incident)
  const lines = (evidence.node.log?.keptLines ?? []).filter((line) => {
    const atUs = evidence.on(clock, line.atUs)
    return line.pid !== null && atUs > fromUs + 2 * SECOND && atUs < toUs - 2 * SECOND
  })
  if (lines.length === 0) return []
  return [
    {
      kind: 'log-gap with lines in it',
      claim: describe(incident),
      truth: `${lines.length} lines, first ${show(lines[0]?.atUs ?? 0)}`,
    },
  ]
}

/** A cluster outage counts its members; each of these is checked by itself. */
export function checkClusterOutage(incident: Incident, report: Report): Contradiction[] {
  const found: Contradiction[] = []
  const nodes = incident.nodes ?? []
  const members = (incident.members ?? []).map((id) => report.incidents.find((i) => i.id === id)?.node)
  const claim = describe(incident)
  if (nodes.some((name) => !members.includes(name)) || members.length < 2)
    found.push({ kind: 'cluster-outage counts a node without a member', claim, truth: members.join() })
  if (incident.affected !== undefined && incident.affected !== nodes.length)
    found.push({
      kind: 'cluster-outage counts wrong',
      claim,
      truth: `${incident.affected} are not ${nodes.join()}`,
    })
  if (incident.seen !== undefined && incident.seen > report.nodes.length)
    found.push({
      kind: 'cluster-outage saw too many nodes',
      claim,
      truth: `${report.nodes.length} in evidence`,
    })
  return found
}

function describe(incident: Incident): string {
  return `${incident.kind} ${show(us(incident.start))}–${incident.end === null ? (incident.open ? 'open' : '?') : show(us(incident.end))} of ${incident.node}: ${incident.verdict}`
}
