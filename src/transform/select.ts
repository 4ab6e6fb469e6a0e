/**
 * Selects a part of a report after the analysis: an incident that overlaps the selected time keeps its
 * boundaries outside.
 */
import { rankCauses } from '../analysis/report/availability.ts'
import type { Incident, Note, Report, ThinnedSpan } from '../model/index.ts'
import { claim, renderClaims } from '../wording/claims.ts'

export interface Choice {
  /** Globs with `*` and `?`; a node that one of them matches is chosen. Absent: all. */
  readonly nodes?: readonly string[]
  readonly sinceUs?: number | null
  readonly untilUs?: number | null
}

export function select(report: Report, choice: Choice): Report {
  const { nodes: globs } = choice
  const sinceUs = choice.sinceUs ?? Number.NEGATIVE_INFINITY
  const untilUs = choice.untilUs ?? Number.POSITIVE_INFINITY
  const isChosen = (node: string | null): boolean =>
    globs === undefined || (node !== null && globs.some((glob) => matchesGlob(glob, node)))
  const within = (timeUs: number | null): boolean => timeUs !== null && timeUs >= sinceUs && timeUs <= untilUs
  const everyTime = choice.sinceUs == null && choice.untilUs == null
  const overlaps = (i: Incident): boolean =>
    i.startUs <= untilUs && (i.endUs ?? Number.POSITIVE_INFINITY) >= sinceUs
  const incidents = report.incidents.filter(
    (i) => overlaps(i) && (i.node === null ? (i.nodes ?? []).some(isChosen) : isChosen(i.node)),
  )
  const ids = new Set(incidents.map((i) => i.id))
  const nodes = everyTime
    ? report.nodes
    : (report.nodesWithin?.(() => ({ startUs: sinceUs, endUs: untilUs })) ?? report.nodes)
  const thinned = report.thinned?.filter(
    ({ node, startUs, endUs }) => isChosen(node) && startUs <= untilUs && endUs >= sinceUs,
  )
  return {
    ...report,
    selection: { nodes: globs ?? null, sinceUs: choice.sinceUs ?? null, untilUs: choice.untilUs ?? null },
    nodes: nodes
      .filter((n) => isChosen(n.node))
      .map((n) => ({ ...n, incidents: n.incidents.filter((id) => ids.has(id)) })),
    incidents,
    causes: rankCauses(incidents, report.window.endUs),
    timeline: report.timeline.filter(
      ({ observation: o }) => (everyTime || within(o.timeUs)) && (o.node === null || isChosen(o.node)),
    ),
    unassignedEvictions: report.unassignedEvictions.filter((e) => everyTime || within(e.atUs)),
    warnings: report.warnings.filter(
      (w) =>
        (w.node === null || isChosen(w.node)) &&
        (w.fromUs ?? Number.NEGATIVE_INFINITY) <= untilUs &&
        (w.toUs ?? Number.POSITIVE_INFINITY) >= sinceUs,
    ),
    notes: [
      ...report.notes.filter((note) => note.node === null || isChosen(note.node)),
      ...thinnedPartNotes((thinned ?? []).filter((span) => span.startUs < sinceUs || span.endUs > untilUs)),
    ],
    ...(thinned && { thinned }),
    *heartbeats() {
      for (const heartbeat of report.heartbeats())
        if (isChosen(heartbeat.node) && (everyTime || within(heartbeat.atUs))) yield heartbeat
    },
  }
}

/** States that the numbers of a part are approximate, where its ends cut such times. */
function thinnedPartNotes(cut: readonly ThinnedSpan[]): Note[] {
  const nodes = [...new Set(cut.map(({ node }) => node))]
  const [first = null, ...others] = nodes
  if (first === null) return []
  const stated = claim('note.thinned-part', { nodes }, [])
  const node = others.length === 0 ? first : null
  return [{ code: 'thinned-part', text: renderClaims([stated]), node, source: null, claim: stated }]
}

/** Whether all of `text` matches: `*` any run, `?` any one character. Takes steps in proportion to both lengths' product at most. */
function matchesGlob(glob: string, text: string): boolean {
  let g = 0
  let star = -1
  let resume = 0
  for (let t = 0; t < text.length; ) {
    if (glob[g] === '*') {
      star = g++
      resume = t
    } else if (g < glob.length && (glob[g] === '?' || glob[g] === text[t])) {
      g++
      t++
    } else if (star >= 0) {
      g = star + 1
      t = ++resume
    } else return false
  }
  while (glob[g] === '*') g++
  return g === glob.length
}
