/** The lines that show an interval without lines: the last before it and the first after it. */
import { firstIndexWhere } from '../../../bytes/binary-search.ts'
import type { SourceLine } from '../../../model/index.ts'
import type { Interval } from '../../../model/interval.ts'
import type { NodeTimeline } from '../node-timeline.ts'

/** Returns up to two lines of the node, each the nearest of its observations and successful requests. */
export function linesAround(timeline: NodeTimeline, { startUs, endUs }: Interval): SourceLine[] {
  const sides = stampedLines(timeline).map((lines) => ({
    ...lines,
    before: lines.firstWhere((atUs) => atUs > startUs) - 1,
    after: lines.firstWhere((atUs) => atUs >= endUs),
  }))
  const before = sides
    .filter((side) => side.before >= 0)
    .sort((a, b) => b.at(b.before) - a.at(a.before))
    .map((side) => side.line(side.before))
  const after = sides
    .filter((side) => side.after < side.length && Number.isFinite(side.at(side.after)))
    .sort((a, b) => a.at(a.after) - b.at(b.after))
    .map((side) => side.line(side.after))
  return [...before.slice(0, 1), ...after.slice(0, 1)]
}

/** Lines by time; a line without a time is infinitely late. */
interface StampedLines {
  readonly length: number
  readonly at: (index: number) => number
  readonly firstWhere: (test: (atUs: number) => boolean) => number
  readonly line: (index: number) => SourceLine
}

function stampedLines({ observations: { all }, requests }: NodeTimeline): StampedLines[] {
  const rows = requests.sorted()
  const at = (i: number): number => all[i]?.timeUs ?? Number.POSITIVE_INFINITY
  return [
    {
      length: all.length,
      at,
      firstWhere: (test) => firstIndexWhere(all.length, (i) => test(at(i))),
      line: (i) => all[i] as SourceLine,
    },
    {
      length: rows.length,
      at: (i) => requests.at(rows.row(i)),
      firstWhere: (test) => requests.firstWhere(test),
      line: (i) => requests.row(rows.row(i)),
    },
  ]
}
