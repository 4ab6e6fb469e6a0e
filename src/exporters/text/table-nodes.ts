/** The nodes of the table: a line each with state, outages and heartbeats; `-o wide` adds what was measured. */
import type { NodeSummary, Report, SecondsBounds } from '../../model/index.ts'
import { cutMiddle, displayWidth, pad, printable, wrap } from '../../text/printable.ts'
import { offsetText } from '../../wording/claim-text.ts'
import { formatBoundedSpan, formatCount, formatWhole, isBounded } from '../../wording/durations.ts'
import { maySame, outageCount } from '../../wording/incident-words.ts'
import { isDoubted } from '../../wording/params-of.ts'
import { sortTroubledFirst } from '../incident-layout.ts'
import { spreadText, type TextLayout } from '../layout.ts'
import { concentrations, labelText } from '../node-groups.ts'
import type { NodeNames } from '../node-names.ts'
import { drawStrips } from './heartbeat-strip.ts'

/** Nodes that are listed unless all are asked for; the rest is counted. */
const SHOWN_NODES = 20
const MAX_NAME_WIDTH = 30
const STATE_WIDTH = 9
/** A narrower strip shows nothing. */
const MIN_STRIP_WIDTH = 20
const DAY_SECONDS = 86_400

export function* nodeSection(
  layout: TextLayout,
  report: Report,
  { names, isWide }: { readonly names: NodeNames; readonly isWide: boolean },
): Generator<string> {
  const { nodes } = report
  if (nodes.length === 0) return
  const domain = names.domain === '' ? '' : ` (*${names.domain})`
  yield `\n${layout.tint('strong', cutMiddle(`Nodes${domain}`, layout.width))}\n`
  const isCut = !isWide && nodes.length > SHOWN_NODES
  const visible = isCut ? sortTroubledFirst(nodes).slice(0, SHOWN_NODES) : nodes
  const outagesOf = countOutages(report)
  const rows = visible.map((node) => ({
    node,
    name: names.short(node.node),
    outages: outageText(node, outagesOf.get(node.node)),
  }))
  const columns = columnsOf(rows, layout.width)
  const strips = drawStrips(report, columns.stripWidth)
  for (const row of rows) {
    const strip = colored(layout, strips?.strip(row.node.node) ?? '')
    yield* nodeLines(layout, columns, row, strip)
    if (!isWide) continue
    for (const line of wrap(measuredText(row.node), layout.width - 6)) yield `      ${line}\n`
  }
  for (const line of wrap(strips?.legend() ?? '', layout.width - 4))
    yield `    ${layout.tint('faint', line)}\n`
  if (isCut) yield `  and ${formatCount(nodes.length - visible.length, 'more node')} (-o wide lists all)\n`
  for (const sentence of concentrations(report))
    for (const line of wrap(printable(sentence), layout.width - 2)) yield `  ${line}\n`
}

/** What is printed of a node besides its strip. */
interface NodeRow {
  readonly node: NodeSummary
  readonly name: string
  readonly outages: string
}

interface Columns {
  readonly nameWidth: number
  readonly outagesWidth: number
  readonly stripWidth: number
  /** Where the outages leave no room, the strips stand below them. */
  readonly isBelow: boolean
  /** Where the names leave no room, the outages stand below them, too. */
  readonly isNarrow: boolean
  /** Of what stands below. */
  readonly indent: number
}

function columnsOf(rows: readonly NodeRow[], width: number): Columns {
  const widest = (texts: readonly string[]): number => Math.max(...texts.map(displayWidth))
  const namesWidth = widest(rows.map(({ name }) => name))
  const nameWidth = Math.min(MAX_NAME_WIDTH, width - STATE_WIDTH - 4, namesWidth)
  const outagesWidth = widest(rows.map(({ outages }) => outages))
  const isNarrow = nameWidth + STATE_WIDTH + 6 + outagesWidth > width
  const indent = isNarrow ? 4 : nameWidth + STATE_WIDTH + 6
  const beside = width - indent - outagesWidth - (outagesWidth > 0 ? 2 : 0)
  const isBelow = isNarrow || beside < MIN_STRIP_WIDTH
  return { nameWidth, outagesWidth, stripWidth: isBelow ? width - indent : beside, isBelow, isNarrow, indent }
}

function* nodeLines(
  layout: TextLayout,
  { nameWidth, outagesWidth, isBelow, isNarrow, indent }: Columns,
  { node, name, outages }: NodeRow,
  strip: string,
): Generator<string> {
  const state = layout.tint(stateTone(node), pad(node.state, STATE_WIDTH))
  const head = `  ${pad(name, nameWidth, 'both')}  ${state}  `
  if (isNarrow) {
    yield `${head.trimEnd()}\n`
    for (const line of wrap(outages, layout.width - indent)) yield `${' '.repeat(indent)}${line}\n`
  } else {
    const right = isBelow ? outages : `${pad(outages, outagesWidth)}${outagesWidth > 0 ? '  ' : ''}${strip}`
    yield `${`${head}${right}`.trimEnd()}\n`
  }
  if (isBelow && strip !== '') yield `${' '.repeat(indent)}${strip}\n`
}

function stateTone({ state }: NodeSummary): 'good' | 'faint' | 'bad' {
  if (state === 'renewing') return 'good'
  return state === 'unknown' || state === 'deleted' ? 'faint' : 'bad'
}

/** What the incidents of a node show of its outages. */
interface OutageFacts {
  readonly inDoubt: number
  readonly isOpen: boolean
}

const NO_OUTAGE: OutageFacts = { inDoubt: 0, isOpen: false }

function countOutages({ incidents }: Report): ReadonlyMap<string, OutageFacts> {
  const facts = new Map<string, OutageFacts>()
  for (const incident of incidents) {
    const { kind, node, open } = incident
    if (kind !== 'lease-outage' || node === null) continue
    const { inDoubt, isOpen } = facts.get(node) ?? NO_OUTAGE
    facts.set(node, { inDoubt: inDoubt + (isDoubted(incident) ? 1 : 0), isOpen: isOpen || open })
  }
  return facts
}

/** `2 outages, 4m12s in all`, `1 outage, open`, `1 possible outage, open`; empty for a node without an outage. */
function outageText({ availability }: NodeSummary, { inDoubt, isOpen } = NO_OUTAGE): string {
  const { outages, outageSeconds, outageSecondsBounds } = availability
  if (outages === 0) return ''
  const count = outageCount(outages, inDoubt)
  if (isOpen) return outages === 1 ? `${count}, open` : `${count}, the last one open`
  const isKnown = outageSeconds !== null && isBounded(outageSecondsBounds)
  const total = isKnown ? `, ${formatBoundedSpan(outageSeconds, outageSecondsBounds)}` : ''
  return `${count}${total}${isKnown && outages > 1 ? ' in all' : ''}`
}

/** Colours all but renewals and unknown time; the characters mean the same. */
function colored(layout: TextLayout, strip: string): string {
  return strip.replace(/[×·]+|[n▂]+/g, (run) => layout.tint(/[×·]/.test(run) ? 'bad' : 'warn', run))
}

function measuredText(node: NodeSummary): string {
  const { heartbeat, incidents, clockOffset, availability, zone, pool } = node
  const { renewals, failures, intervalSeconds } = heartbeat
  return [
    ...(renewals === 0 && failures === 0
      ? ['no renewal and no failed attempt in evidence']
      : [
          formatCount(renewals, 'renewal') +
            (intervalSeconds.count > 0 ? ` every ${spreadText(intervalSeconds, 1)}` : '') +
            latencyText(heartbeat),
          formatCount(failures, 'failed attempt'),
        ]),
    ...(incidents.length > availability.outages ? [formatCount(incidents.length, 'incident')] : []),
    ...outageTexts(node),
    ...(clockOffset === null || maySame(clockOffset) ? [] : [`clock ${offsetText(clockOffset)}`]),
    ...(zone === null ? [] : [`zone ${printable(labelText(node, 'zone'))}`]),
    ...(pool === null ? [] : [`pool ${printable(labelText(node, 'pool'))}`]),
  ].join('; ')
}

/** `, answered in 7 ms (max 11 ms)`, `, 5 of them answered in …` where no line shows it of the others. */
function latencyText({ renewals, latencyMs }: NodeSummary['heartbeat']): string {
  if (latencyMs.count === 0) return ''
  const part = latencyMs.count < renewals ? `${formatWhole(latencyMs.count)} of them ` : ''
  return `, ${part}answered in ${spreadText(latencyMs, 1e-3)}`
}

/** `longest outage 1m17s`, `outages on average 12m10s apart`, …: what the line of the node does not contain. */
function outageTexts({ availability, state }: NodeSummary): string[] {
  const { outages, longestSeconds, longestSecondsBounds, shareBounds } = availability
  const { meanBetweenSeconds, meanBetweenSecondsBounds } = availability
  if (outages === 0) return []
  // The incident itself counts the open one up to the end of the evidence.
  const isOpen = state === 'failing' || state === 'silent'
  const share = shareBounds && percentText(shareBounds, (availability.coveredSeconds ?? 0) >= DAY_SECONDS)
  return [
    ...(isOpen || longestSecondsBounds === null || outages === 1 || !isBounded(longestSecondsBounds)
      ? []
      : [`longest outage ${formatBoundedSpan(longestSeconds, longestSecondsBounds)}`]),
    ...(meanBetweenSecondsBounds === null || !isBounded(meanBetweenSecondsBounds)
      ? []
      : [
          `outages ${outages === 2 ? '' : 'on average '}${formatBoundedSpan(meanBetweenSeconds, meanBetweenSecondsBounds)} apart`,
        ]),
    ...(share ? [`renewing ${share} % of the covered time`] : []),
  ]
}

/** `97`, from a day on `97.15`; `95 to 97`, or `at most 97`; empty where the bounds exclude nothing. */
function percentText([least, most]: SecondsBounds, isLong: boolean): string {
  const percent = (share: number): string => (Math.floor(share * 1e4) / 100).toFixed(isLong ? 2 : 0)
  const upper = percent(most ?? 1)
  if (least === null) return Number(upper) < 100 ? `at most ${upper}` : ''
  const lower = percent(least)
  if (Number(lower) <= 0 && Number(upper) >= 100) return ''
  return lower === upper ? upper : `${lower} to ${upper}`
}
