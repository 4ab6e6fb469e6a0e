/** What a report states besides incidents and nodes, in sentences: notes, warnings, problems with the data. */
import type { Eviction, Note, Problem, Report, SourceLine, Warning } from '../model/index.ts'
import type { ClaimCode } from '../wording/claim-params.ts'
import { renderClaims } from '../wording/claims.ts'
import { formatCount } from '../wording/durations.ts'
import { problemText } from '../wording/problem-words.ts'
import { warningText } from '../wording/warning-words.ts'
import { copyTexts } from './copies.ts'
import { evictedPods } from './incident-layout.ts'
import { createClaimFormat, formatList, type TextLayout } from './layout.ts'

const SHOWN_PODS = 5
const SHOWN_SOURCES = 3

export interface Remarks {
  readonly notes: readonly string[]
  readonly warnings: readonly string[]
  /** About evictions of no known node; empty or one. */
  readonly unassigned: readonly string[]
  readonly problems: readonly string[]
}

export function remarksOf(layout: TextLayout, report: Report): Remarks {
  const format = createClaimFormat(layout, null)
  const unassigned = unassignedEvictions(report)
  const pods = new Set(unassigned.map(({ pod }) => pod)).size
  return {
    notes: [
      ...notesBeside(report).map(({ claim }) => renderClaims([claim], format)),
      ...copyTexts(layout, report.sources),
    ],
    warnings: warningsBeside(report).map((warning) => warningText(warning, format)),
    unassigned:
      pods === 0
        ? []
        : [
            `${formatCount(pods, 'evicted pod')} could not be assigned to a node (add Pod or Node objects): ${evictedPods(unassigned, SHOWN_PODS)}.`,
          ],
    problems: problemTexts(layout, problemsBeside(report)),
  }
}

/** Notes about what an incident may state, too, and the claims that do. */
const STATED_NOTES: ReadonlySet<Note['code']> = new Set(['disruption-mode', 'zone-state', 'not-ready'])
const STATING_CLAIMS: ReadonlySet<string> = new Set<ClaimCode>([
  'cluster.disruption',
  'mark.made',
  'not-ready',
])

/** The notes without those that an incident states by the same line. */
export function notesBeside({ notes, incidents }: Pick<Report, 'notes' | 'incidents'>): Note[] {
  const placeOf = ({ source, line }: SourceLine): string => `${line} ${source}`
  const stated = new Set(
    incidents.flatMap(({ claims }) =>
      claims.flatMap(({ code, evidence }) => (STATING_CLAIMS.has(code) ? evidence.map(placeOf) : [])),
    ),
  )
  const isStated = ({ code, claim: { evidence } }: Note): boolean =>
    STATED_NOTES.has(code) && evidence.some((line) => stated.has(placeOf(line)))
  return notes.filter((note) => !isStated(note))
}

/** The evictions of no known node, without undated ones of pods that an incident lists. */
function unassignedEvictions({ unassignedEvictions: all, incidents }: Report): Eviction[] {
  const listed = new Set(incidents.flatMap(({ evictions }) => evictions.map(({ pod }) => pod)))
  return all.filter(({ pod, atUs }) => atUs !== null || !listed.has(pod))
}

/** The warnings without those about clocks that a note is about. */
function warningsBeside({ warnings, notes }: Report): Warning[] {
  const aligned = new Set(notes.flatMap(({ code, node }) => (code === 'times-aligned' ? node : [])))
  return warnings.filter(({ code, node }) => code !== 'clock-offset' || !aligned.has(node))
}

/** What the lines of every binary file are. */
const LINE_PROBLEMS: ReadonlySet<Problem['code']> = new Set(['invalid-utf8', 'unrecognised-lines'])

/** The problems without those that a note is about, and without lines of binary files. */
function problemsBeside({ problems, notes }: Report): Problem[] {
  const binary = new Set(problems.flatMap(({ code, source }) => (code === 'binary' ? source : [])))
  const noted = new Set(notes.map(({ code, source }) => `${code} ${source}`))
  return problems.filter(
    ({ code, source }) =>
      !(LINE_PROBLEMS.has(code) && binary.has(source)) &&
      !(code === 'no-node' && noted.has(`unnamed-node ${source}`)) &&
      !(code === 'no-time' && noted.has(`undated ${source}`)),
  )
}

/** One text for each kind of problem. */
function problemTexts(layout: TextLayout, problems: readonly Problem[]): string[] {
  const byCode = new Map<Problem['code'], Problem[]>()
  for (const problem of problems) {
    const same = byCode.get(problem.code)
    if (same) same.push(problem)
    else byCode.set(problem.code, [problem])
  }
  return [...byCode].map(([code, same]) => {
    const count = same.reduce((sum, problem) => sum + problem.count, 0)
    const sources = [...new Set(same.map(({ source }) => layout.source(source)))]
    return `${formatList(sources, SHOWN_SOURCES)}: ${problemText(code, count, same[0]?.excerpt ?? '')}`
  })
}
