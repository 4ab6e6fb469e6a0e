/** Problems that the analysis finds, and their order in a report. */
import type { Problem } from '../../model/index.ts'
import { order } from '../evidence/order.ts'
import type { Contradiction } from '../incident/draft.ts'

export function contradictionProblem({ a, b }: Contradiction): Problem {
  return {
    code: 'contradiction',
    source: a.source,
    line: a.line,
    offset: null,
    count: 1,
    excerpt: `${a.from} here and ${b.from} at ${b.source}:${b.line} can't both be true`,
  }
}

export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) => order(a.source, b.source) || order(a.code, b.code) || (a.line ?? 0) - (b.line ?? 0),
  )
}
