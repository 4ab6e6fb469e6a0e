/** What is said of a node as a whole, and warnings and problems. */
import type { FailedTry } from '../cluster/truth.ts'
import type { Coded, Incident, NodeSummary, Report } from '../contract.ts'
import type { Contradiction } from '../contradiction.ts'
import {
  isBetweenLines,
  isInferredOverLoss,
  isOfLostRenewals,
  isOneWithoutLines,
  isUnjoined,
} from './contract-rules.ts'
import { type Evidence, isKept, show } from './evidence.ts'
import { clockOf, gapOf } from './match.ts'

const SECOND = 1_000_000

/** What a node's summary is checked with. */
interface NodeContext {
  readonly incidents: readonly Incident[]
  /** When the last line of all inputs was printed. */
  readonly endUs: number
  /** The last stamp of all inputs, as the report reads it. */
  readonly reportEndUs: number
}

export function checkNode(evidence: Evidence, summary: NodeSummary, context: NodeContext): Contradiction[] {
  return [
    ...checkHeartbeat(evidence, summary),
    ...checkState(evidence, summary, context.endUs),
    ...checkOffset(evidence, summary),
    ...checkAvailability(evidence, summary, context),
    ...checkOutageSeconds(evidence, summary, context),
  ]
}

function checkHeartbeat({ node, truth }: Evidence, { heartbeat }: NodeSummary): Contradiction[] {
  if (node.log === null) return []
  const found: Contradiction[] = []
  const renewals = node.renewals.filter((r) => isKept(r.line)).length
  if (truth.kubeletVerbosity >= 6 && heartbeat.renewals !== renewals)
    found.push({
      kind: 'count of renewals',
      claim: `${node.name}: ${heartbeat.renewals} renewals`,
      truth: `${renewals} printed`,
    })
  const failures = node.failures.filter((f) => f.lines.some(isKept)).length
  const lost = node.log.lines.some((line) => !line.kept)
  if (lost ? heartbeat.failures > failures : heartbeat.failures !== failures)
    found.push({
      kind: 'count of failures',
      claim: `${node.name}: ${heartbeat.failures} failures`,
      truth: `${failures} printed`,
    })
  return found
}

function checkState(evidence: Evidence, { node, state }: NodeSummary, endUs: number): Contradiction[] {
  const claim = `${node}: state ${state}`
  if (!['renewing', 'failing', 'silent', 'deleted', 'unknown'].includes(state))
    return [{ kind: `unknown state ${state}`, claim, truth: 'the contract of reports does not name it' }]
  if (evidence.hasSteps) return []
  // The contract's state is that where the evidence of the node ends: its own log, the controllers' logs, or all.
  const ends = [evidence.lastLineUs, ...evidence.controllerEndsUs, endUs].filter(Number.isFinite)
  if (ends.length === 0 || ends.some((atUs) => isTrueState(evidence, state, atUs))) return []
  const ages = ends.map((atUs) => {
    const gap = evidence.gaps.findLast((g) => g.fromUs <= atUs)
    return `${show(atUs)}, ${((atUs - (gap?.fromUs ?? 0)) / SECOND).toFixed(1)} s after a renewal`
  })
  return [{ kind: `state ${state}`, claim, truth: `its log and the evidence end ${ages.join(' and ')}` }]
}

/** Whether the state fits the last tries before `atUs`; a renewal may be an interval and a time-out old. */
function isTrueState(evidence: Evidence, state: string, atUs: number): boolean {
  const gap = evidence.gaps.findLast((g) => g.fromUs <= atUs)
  if (gap === undefined) return true
  const ageUs = atUs - gap.fromUs
  const failed = gap.failures.some((f) => f.endUs <= atUs)
  if (state === 'renewing') return ageUs < 41 * SECOND
  if (state === 'failing')
    return failed || (evidence.truth.kubeletVerbosity < 6 && isLastKnownTry(evidence, atUs))
  if (state === 'silent')
    return failed || ageUs > 10 * SECOND || !evidence.isAlive(atUs) || !showsWork(evidence, atUs)
  return true
}

/** By the contract a kubelet works when it registers its node, or prints for longer than an interval. */
function showsWork({ node }: Evidence, untilUs: number): boolean {
  const newest = node.processes.findLast((p) => p.startUs <= untilUs)
  const lines = (node.log?.keptLines ?? []).filter((l) => l.pid === newest?.pid && l.atUs <= untilUs)
  const [first, last] = [lines[0], lines.at(-1)]
  if (first === undefined || last === undefined) return false
  return last.atUs - first.atUs > 10 * SECOND || lines.some(({ text }) => /registered/.test(text))
}

/**
 * Whether the last failure printed is the last try known below -v=6, where a renewal prints nothing: the contract
 * infers one only from a line within 20 s of the next try and another after it, or from 20 s of log after the first line.
 */
function isLastKnownTry({ node }: Evidence, untilUs: number): boolean {
  const failure = node.failures.findLast((f) => f.endUs <= untilUs && f.lines.some(isKept))
  if (failure === undefined || node.log === null) return false
  const dueUs = failure.endUs + announcedUs(failure)
  const windowUs = 20 * SECOND
  const after = node.log.keptLines.filter((line) => line.pid !== null && line.atUs > failure.endUs)
  const first = after.find((line) => line.atUs >= dueUs)
  const last = after.at(-1)
  if (first === undefined || last === undefined) return true
  if (first.atUs <= dueUs + windowUs) return last.atUs <= dueUs + windowUs
  return last.atUs < first.atUs + windowUs
}

const ANNOUNCED = /retry in (\d[^ ,]*)|interval="([^"]+)"/

/** The interval that a failure announces until the next try, in µs; 0: it announces none. */
function announcedUs({ lines }: FailedTry): number {
  const [, plain, structured] = ANNOUNCED.exec(lines.filter(isKept).at(-1)?.text ?? '') ?? []
  const text = plain ?? structured ?? '0s'
  return Number.parseFloat(text) * (text.endsWith('ms') ? 1_000 : SECOND)
}

function checkOffset(evidence: Evidence, { node, clockOffset }: NodeSummary): Contradiction[] {
  if (clockOffset === null || evidence.hasSteps) return []
  const trueS = (evidence.node.offsetUs + evidence.shiftUs) / SECOND
  const { earliest, latest } = clockOffset
  if ((earliest === null || earliest <= trueS + 0.02) && (latest === null || latest >= trueS - 0.02))
    return []
  return [
    {
      kind: 'clock offset is wrong',
      claim: `${node}: ${clockOffset.offsetSeconds} s in [${earliest}, ${latest}]`,
      truth: `${trueS} s`,
    },
  ]
}

function checkAvailability(
  evidence: Evidence,
  { node, availability }: NodeSummary,
  { incidents }: NodeContext,
): Contradiction[] {
  const outages = evidence.gaps.filter((gap) => evidence.isOutage(gap))
  const found: Contradiction[] = []
  const claim = `${node}: ${JSON.stringify(availability)}`
  if (availability.flapping && outages.length < 3 && !isUnjoined(evidence, incidents))
    found.push({ kind: 'flapping', claim, truth: `${outages.length} outages` })
  if (availability.share !== null && (availability.share < 0 || availability.share > 1))
    found.push({ kind: 'share outside 0…1', claim, truth: '' })
  return found
}

/**
 * By the report's contract an interval of bounded boundaries is that of their midpoints, and its bounds contain the
 * true one. A sum of them is no more certain: the bounds of `outageSeconds` contain the true length of the outages that
 * the report lists, an open one up to the end of the evidence.
 */
function checkOutageSeconds(
  evidence: Evidence,
  { node, availability }: NodeSummary,
  { incidents, reportEndUs }: NodeContext,
): Contradiction[] {
  // In a zone that is only assumed, two sources show one outage at two times.
  if (evidence.hasSteps || evidence.shiftUs !== 0) return []
  const { outageSeconds, outageSecondsBounds } = availability
  const [least, most] = outageSecondsBounds
  const outages = incidents.filter((i) => i.kind === 'lease-outage' && i.node === node)
  const toleranceS = 0.04 * Math.max(1, outages.length)
  const isInside = (s: number): boolean => s >= (least ?? 0) - toleranceS && s <= (most ?? s) + toleranceS
  const claim = `${node}: ${JSON.stringify(availability)}`
  const found: Contradiction[] = []
  if (outageSeconds !== null && !isInside(outageSeconds))
    found.push({ kind: 'outageSeconds outside its bounds', claim, truth: '' })
  /** Each gap with the clock of its incident. */
  const gaps = new Map(
    outages.flatMap((i) => {
      const gap = gapOf(evidence, i)?.gap
      return gap ? [[gap, clockOf(i)] as const] : []
    }),
  )
  if ([...gaps.keys()].some((gap) => gap.before === null)) return found
  const isInferred = (i: Incident): boolean =>
    isBetweenLines(evidence, i) ||
    isInferredOverLoss(evidence, i) ||
    isOfLostRenewals(evidence, i) ||
    isOneWithoutLines(evidence, i)
  if (outages.some(isInferred)) return found
  const lengthsUs = [...gaps].map(([{ fromUs, toUs }, clock]) => {
    // The length up to the end of the evidence, as that clock shows both.
    const startUs = evidence.on(clock, fromUs)
    return Math.min(evidence.on(clock, toUs), Math.max(reportEndUs, startUs)) - startUs
  })
  const trueS = lengthsUs.reduce((sum, us) => sum + us, 0) / SECOND
  if (!isInside(trueS))
    found.push({ kind: 'outageSeconds', claim, truth: `${trueS} s in ${gaps.size} outages` })
  return found
}

const KNOWN_WARNINGS = new Set(
  'slow-renewals shrinking-margin flapping clock-offset clock-jump not-aligned stamps-disagree'.split(' '),
)
const KNOWN_PROBLEMS = new Set(
  (
    'unreadable skipped unrecognised-lines line-too-long record-too-long binary invalid-utf8 truncated-input ' +
    'broken-record broken-archive limit-reached no-time no-year impossible-time stamps-disagree year-contradicted ' +
    'no-node no-evidence contradiction two-kubelets'
  ).split(' '),
)
/** Problems that none of the simulated logs has. */
const FALSE_PROBLEMS = new Set(
  (
    'unreadable unrecognised-lines line-too-long record-too-long binary invalid-utf8 truncated-input broken-record ' +
    'broken-archive limit-reached no-time no-year impossible-time stamps-disagree year-contradicted two-kubelets'
  ).split(' '),
)

export function checkCodes(all: ReadonlyMap<string, Evidence>, report: Report): Contradiction[] {
  const found: Contradiction[] = []
  for (const warning of report.warnings) found.push(...checkWarning(all, warning, report))
  for (const { code } of report.problems) {
    if (!KNOWN_PROBLEMS.has(code)) found.push({ kind: `unknown problem ${code}`, claim: code, truth: '' })
    if (FALSE_PROBLEMS.has(code))
      found.push({ kind: `false problem ${code}`, claim: code, truth: 'the logs are well-formed' })
    const clocksDiffer = [...all.values()].some((e) => !e.isOneClock || e.node.pauses.length > 0)
    if (code === 'contradiction' && !clocksDiffer)
      found.push({ kind: 'false problem contradiction', claim: code, truth: 'the logs agree' })
  }
  return found
}

function checkWarning(
  all: ReadonlyMap<string, Evidence>,
  warning: Coded,
  { incidents }: Report,
): Contradiction[] {
  const { code, node, value } = warning
  const claim = JSON.stringify(warning)
  if (!KNOWN_WARNINGS.has(code))
    return [{ kind: `unknown warning ${code}`, claim, truth: 'the oracle does not know it' }]
  const evidence = node == null ? undefined : all.get(node)
  if (evidence === undefined) return []
  const { steps, offsetUs, pauses, renewals } = evidence.node
  const outages = evidence.gaps.filter((gap) => evidence.isOutage(gap)).length
  const slowest = Math.max(0, ...renewals.map((r) => (r.endUs - r.startUs) / SECOND))
  const isFalse =
    (code === 'clock-offset' && Math.abs(offsetUs + evidence.shiftUs) < 20_000 && steps.length === 0) ||
    (code === 'clock-jump' && steps.length === 0 && pauses.length === 0) ||
    (code === 'flapping' && outages < 3 && !isUnjoined(evidence, incidents)) ||
    (code === 'slow-renewals' && slowest < 1) ||
    code === 'stamps-disagree'
  if (!isFalse) return []
  return [
    {
      kind: `false warning ${code}`,
      claim,
      truth: `offset ${offsetUs / SECOND} s, steps ${steps.map((s) => s.byUs / SECOND)}, ${outages} outages, slowest renewal ${slowest} s (value ${value})`,
    },
  ]
}
