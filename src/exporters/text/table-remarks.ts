/** What the table states besides incidents and nodes: notes, warnings, problems with the data. */
import type { Report } from '../../model/index.ts'
import { printable, wrap } from '../../text/printable.ts'
import { formatCount } from '../../wording/durations.ts'
import type { TextLayout } from '../layout.ts'
import { remarksOf } from '../remarks.ts'

/** Maximum numbers of rows; the rest is counted. */
const SHOWN_WARNINGS = 10
const SHOWN_NOTES = 10

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
  const { notes, warnings, unassigned, problems } = remarksOf(layout, report)
  yield* section(layout, 'Notes', [
    ...firstOf(notes, SHOWN_NOTES, 'note'),
    ...firstOf(warnings, SHOWN_WARNINGS, 'warning'),
    ...unassigned,
  ])
  yield* section(layout, 'Problems with the data', problems)
}
