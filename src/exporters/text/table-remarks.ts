/** What the table states besides incidents and nodes: notes, warnings, problems with the data. */
import type { Problem, Report, Warning } from '../../model/index.ts'
import { printable, wrap } from '../../text/printable.ts'
import { renderClaims } from '../../wording/claims.ts'
import { formatCount } from '../../wording/durations.ts'
import { problemText } from '../../wording/problem-words.ts'
import { warningText } from '../../wording/warning-words.ts'
import { evictedPods } from '../incident-layout.ts'
import { createTimeFormat, formatList, type TextLayout } from '../layout.ts'

/** Maximum numbers of rows; the rest is counted. */
const SHOWN_WARNINGS = 10
const SHOWN_NOTES = 10
const SHOWN_PODS = 5
const SHOWN_SOURCES = 3

/** Yields a section of hanging paragraphs; nothing without texts. */
function* section(layout: TextLayout, title: string, texts: readonly string[]): Generator<string> {
  if (texts.length === 0) return
  yield `\n${layout.tint('strong', title)}\n`
  for (const text of texts) {
    for (const [i, line] of wrap(printable(text), layout.width - 4).entries())
      yield `${i === 0 ? '  ' : '    '}${line}\n`
  }
}

/** The first texts, and how many more there are. */
function firstOf(texts: readonly string[], shown: number, one: string): string[] {
  const more = texts.length - shown
  return [...texts.slice(0, shown), ...(more > 0 ? [`and ${formatCount(more, `more ${one}`)}`] : [])]
}

export function* remarkSections(layout: TextLayout, report: Report): Generator<string> {
  const times = createTimeFormat(layout, null)
  const notes = report.notes.map(({ claim }) => renderClaims([claim], times))
  const warnings = warningsBeside(report).map((warning) => warningText(warning, times))
  const { unassignedEvictions: pods } = report
  const unassigned =
    pods.length === 0
      ? []
      : [
          `${formatCount(pods.length, 'evicted pod')} could not be assigned to a node (add Pod or Node objects): ${evictedPods(pods, SHOWN_PODS)}.`,
        ]
  yield* section(layout, 'Notes', [
    ...firstOf(notes, SHOWN_NOTES, 'note'),
    ...firstOf(warnings, SHOWN_WARNINGS, 'warning'),
    ...unassigned,
  ])
  yield* section(layout, 'Problems with the data', problemTexts(layout, problemsBeside(report)))
}

/** The warnings without those about clocks that a note is about. */
function warningsBeside({ warnings, notes }: Report): Warning[] {
  const aligned = new Set(notes.flatMap(({ code, node }) => (code === 'times-aligned' ? node : [])))
  return warnings.filter(({ code, node }) => code !== 'clock-offset' || !aligned.has(node))
}

/** The problems without those that a note is about. */
function problemsBeside({ problems, notes }: Report): Problem[] {
  const noted = new Set(notes.flatMap(({ code, source }) => (code === 'unnamed-node' ? source : [])))
  return problems.filter(({ code, source }) => code !== 'no-node' || !noted.has(source))
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
