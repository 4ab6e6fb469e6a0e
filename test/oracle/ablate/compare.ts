/** Compares the report on a part of the evidence with the report on the whole: less evidence claims no more. */
import {
  BOUNDARY_NAMES,
  type Boundary,
  type BoundaryName,
  type Incident,
  microseconds,
  type Report,
} from '../contract.ts'
import type { Contradiction } from '../contradiction.ts'

const TOLERANCE_US = 20_000
/** By how far one and the same incident may be moved: by what is inferred, and by the clocks of two sources. */
const SLACK_US = 21_000_000
const CLOCKS_APART_US = 150_000_000
/** Clocks further apart put another renewal at the time of the mark. */
const RENEW_INTERVAL_SECONDS = 10
const BLAMES = new Set(['never', 'late', 'early'])

export function compareReports(part: Report, whole: Report, oneClock: boolean): Contradiction[] {
  const found: Contradiction[] = []
  for (const incident of part.incidents)
    if (incident.kind !== 'log-gap' && incident.kind !== 'cluster-outage')
      found.push(...compareIncident(incident, part, whole, oneClock))
  for (const node of part.nodes) {
    const before = whole.nodes.find((n) => n.node === node.node)
    if (before === undefined) continue
    for (const name of ['renewals', 'failures'] as const)
      if (node.heartbeat[name] > before.heartbeat[name])
        found.push({
          kind: `more ${name} in a part`,
          claim: `${node.node}: ${node.heartbeat[name]}`,
          truth: `${before.heartbeat[name]} in the whole`,
        })
    found.push(...compareOffset(node.node, node.clockOffset, before.clockOffset, oneClock))
  }
  found.push(...newCodes('warning', part.warnings, whole.warnings))
  found.push(
    ...newCodes('problem', part.problems, whole.problems).filter(
      (one) => !/no-node|no-evidence|no-year/.test(one.kind),
    ),
  )
  return found
}

function compareIncident(
  incident: Incident,
  part: Report,
  whole: Report,
  oneClock: boolean,
): Contradiction[] {
  const near = whole.incidents.filter(
    (w) =>
      // The lines that name the node may be gone.
      (w.node === incident.node || incident.node === null) &&
      w.kind !== 'cluster-outage' &&
      isNear(incident, w, oneClock ? SLACK_US : CLOCKS_APART_US),
  )
  const claim = describe(incident)
  const others = near.filter(
    (w) => w.kind === incident.kind || (incident.open && w.kind === 'kubelet-restart'),
  )
  if (others.length === 0) {
    const summary = whole.nodes.find((n) => n.node === incident.node)
    const own = whole.incidents
      .filter((w) => w.node === incident.node)
      .reduce((sum, w) => sum + w.retries.failures, 0)
    // Failures that the whole calls answered in time: the answer is gone.
    if (incident.retries.failures > 0 && (summary?.heartbeat.failures ?? 0) > own) return []
    if (seemsRenewing(incident, part, whole)) return []
    // A round of posts that failed is one where no failure of the lease is printed: those are gone.
    if (incident.kind === 'status-outage' && near.some(isLeaseOutage)) return []
    const kinds = near.filter((w) => w.kind !== 'log-gap').map((w) => w.kind)
    const truth =
      kinds.length > 0 ? `the whole has ${kinds.join()} there` : `nothing of ${incident.node} then`
    const instead = kinds.length > 0 ? `, for ${kinds[0]}` : ''
    const open = incident.open ? ' (open)' : ''
    return [{ kind: `new ${incident.kind}${open}, cause ${incident.cause.category}${instead}`, claim, truth }]
  }
  return [
    ...BOUNDARY_NAMES.flatMap((name) => compareBoundary(name, incident, others, oneClock)),
    ...compareCause(incident, others),
    ...compareDeviation(incident, others),
    ...compareRetries(incident, others),
  ]
}

/**
 * Whether a node that was marked has renewals of that time only because the part no longer shows that its clock is
 * wrong: then the incident is a `not-ready` that names no side.
 */
function seemsRenewing({ kind, node, cause }: Incident, part: Report, whole: Report): boolean {
  const offsetIn = ({ nodes }: Report): Offset => nodes.find((n) => n.node === node)?.clockOffset ?? null
  const offset = offsetIn(whole)
  if (kind !== 'not-ready' || cause.where !== 'unknown' || offsetIn(part) !== null || offset === null)
    return false
  return (offset.earliest ?? 0) > RENEW_INTERVAL_SECONDS || (offset.latest ?? 0) < -RENEW_INTERVAL_SECONDS
}

function isLeaseOutage({ kind }: Incident): boolean {
  return kind === 'lease-outage'
}

function isNear(a: Incident, b: Incident, slackUs: number): boolean {
  const end = (i: Incident): number => (i.end === null ? Number.POSITIVE_INFINITY : microseconds(i.end))
  return microseconds(a.start) <= end(b) + slackUs && microseconds(b.start) <= end(a) + slackUs
}

function compareBoundary(
  name: BoundaryName,
  incident: Incident,
  others: readonly Incident[],
  oneClock: boolean,
): Contradiction[] {
  const boundary = incident.boundaries[name]
  if (boundary === null) return []
  const how = `${incident.kind} ${name} ${boundary.exact ? 'exact' : 'bounded'}`
  const claim = `${incident.id}: ${show(boundary)}; ${incident.verdict}`
  const known = others.flatMap((w) => w.boundaries[name] ?? [])
  const comparable = known.filter((w) => oneClock || w.clock === boundary.clock)
  if (comparable.length === 0) {
    if (known.length > 0) return []
    return [
      { kind: `${how} that the whole does not have`, claim, truth: others.map((w) => w.verdict).join(' / ') },
    ]
  }
  const truth = comparable.map((w) => `${show(w)} in the whole`).join(' or ')
  if (name === 'firstFailure' || name === 'lastFailure') {
    const inside = others.some((w) => isInside(boundary, w.boundaries.firstFailure, w.boundaries.lastFailure))
    return inside ? [] : [{ kind: `${how} outside the whole's failures`, claim, truth }]
  }
  if (name === 'lastRenewal' && isBeforeLastLine(incident, boundary, others, comparable)) return []
  if (!comparable.some((w) => meets(boundary, w))) return [{ kind: `${how} against the whole`, claim, truth }]
  if (comparable.every((w) => widthOf(boundary) < widthOf(w) - 2 * TOLERANCE_US))
    return [{ kind: `${how}, narrower than in the whole`, claim, truth }]
  return []
}

/**
 * Whether a process ended later than its last line in the part: no line of either shows the end, so that it is the last
 * line in evidence.
 */
function isBeforeLastLine(
  { cause }: Incident,
  boundary: Boundary,
  others: readonly Incident[],
  known: readonly Boundary[],
): boolean {
  const isStopped = [cause, ...others.map((w) => w.cause)].every((c) => c.category === 'kubelet-stopped')
  return isStopped && known.every((w) => rangeOf(boundary)[1] < rangeOf(w)[0])
}

function isInside(boundary: Boundary, first: Boundary | null, last: Boundary | null): boolean {
  if (first === null || last === null) return false
  const [low] = rangeOf(first)
  const [, high] = rangeOf(last)
  const [from, to] = rangeOf(boundary)
  return to >= low - 50_000 - TOLERANCE_US && from <= high + 50_000 + TOLERANCE_US
}

function meets(a: Boundary, b: Boundary): boolean {
  const [aFrom, aTo] = rangeOf(a)
  const [bFrom, bTo] = rangeOf(b)
  return aFrom <= bTo + TOLERANCE_US && bFrom <= aTo + TOLERANCE_US
}

function rangeOf({ earliest, latest }: Boundary): readonly [number, number] {
  return [
    earliest === null ? Number.NEGATIVE_INFINITY : microseconds(earliest),
    latest === null ? Number.POSITIVE_INFINITY : microseconds(latest),
  ]
}

function widthOf(boundary: Boundary): number {
  const [from, to] = rangeOf(boundary)
  return boundary.exact ? 0 : to - from
}

function compareCause(incident: Incident, others: readonly Incident[]): Contradiction[] {
  const { category, where, confidence } = incident.cause
  const claim = `${incident.id}: ${category} at ${where}, ${confidence}; ${incident.verdict}`
  const truth = others
    .map((w) => `${w.cause.category} at ${w.cause.where}, ${w.cause.confidence}`)
    .join(' or ')
  const found: Contradiction[] = []
  const named = others.flatMap((w) => [w.cause.category, ...w.cause.alsoCauses.map((also) => also.cause)])
  if (confidence === 'high' && category !== 'unknown' && !named.includes(category))
    found.push({ kind: `new cause ${category} (high)`, claim, truth })
  if (where !== 'unknown' && !others.some((w) => w.cause.where === where))
    found.push({
      kind: `new side ${where} (${confidence}) against ${[...new Set(others.map((w) => w.cause.where))].join()}`,
      claim,
      truth,
    })
  return found
}

function compareDeviation(incident: Incident, others: readonly Incident[]): Contradiction[] {
  const { markedNotReady: deviation, reason } = incident.deviation
  const before = others.map((w) => w.deviation.markedNotReady)
  if (deviation === null || before.includes(deviation)) return []
  const known = before.filter((d) => d !== null)
  if (!BLAMES.has(deviation) && known.length === 0) return []
  return [
    {
      kind: `new deviation ${deviation} against ${[...new Set(before)].join()}`,
      claim: `${incident.id}: ${deviation} (${reason}); ${incident.verdict}`,
      truth: others.map((w) => `${w.deviation.markedNotReady} (${w.deviation.reason})`).join(' or '),
    },
  ]
}

function compareRetries(incident: Incident, others: readonly Incident[]): Contradiction[] {
  const most = others.reduce((sum, w) => sum + w.retries.failures, 0)
  if (incident.retries.failures <= most) return []
  return [
    {
      kind: 'more failed tries in a part',
      claim: `${incident.id}: ${incident.retries.failures}`,
      truth: `${most} in the whole`,
    },
  ]
}

type Offset = Report['nodes'][number]['clockOffset']

function compareOffset(node: string, part: Offset, whole: Offset, oneClock: boolean): Contradiction[] {
  if (part === null) return []
  const range = (o: NonNullable<Offset>): readonly [number, number] => [
    o.earliest ?? Number.NEGATIVE_INFINITY,
    o.latest ?? Number.POSITIVE_INFINITY,
  ]
  const [from, to] = range(part)
  const [low, high] = oneClock ? [0, 0] : whole === null ? [from, to] : range(whole)
  if (from <= high + 0.02 && to >= low - 0.02) return []
  const truth = oneClock ? '0 s' : `[${low}, ${high}] in the whole`
  return [{ kind: 'clock offset against the whole', claim: `${node}: [${from}, ${to}]`, truth }]
}

type Codes = Report['warnings']

function newCodes(what: string, part: Codes, whole: Codes): Contradiction[] {
  return part.flatMap((one) => {
    if (whole.some((w) => w.code === one.code && w.node === one.node)) return []
    return [{ kind: `new ${what} ${one.code}`, claim: JSON.stringify(one), truth: 'not in the whole' }]
  })
}

function show(boundary: Boundary): string {
  const time = (instant: string | null): string => instant?.slice(11, 23) ?? '?'
  const range = boundary.exact
    ? `${time(boundary.at)} exact`
    : `${time(boundary.earliest)}…${time(boundary.latest)}`
  return `${range} (${boundary.from}, ${boundary.clock})`
}

function describe(incident: Incident): string {
  return `${incident.kind} ${incident.start.slice(11, 23)}–${incident.end?.slice(11, 23) ?? (incident.open ? 'open' : '?')} of ${incident.node}: ${incident.verdict}`
}
