/** Counts the problems of one source and quotes the first few of each code. */
import type { Problem, ProblemCode } from '../model/index.ts'
import { EXCERPT_CHARACTERS } from '../model/limits.ts'

/** How many problems of one code are quoted per source; the others only count. */
export const QUOTED_PROBLEMS = 5

/** A problem of a source, before it is counted. */
export interface NewProblem {
  readonly code: ProblemCode
  /** 1-based; absent or null: the problem is not of one line. */
  readonly line?: number | null
  /** In decompressed bytes; absent or null: the problem is not of one place. */
  readonly offset?: number | null
  /** Untrusted text of any length. */
  readonly excerpt: string
  /** How many lines or records it is about; absent: 1. */
  readonly count?: number
}

/**
 * Counts the problems of one source. The first few of each code keep line and excerpt;
 * the rest raise the count of the last one kept.
 */
export class ProblemCounter {
  readonly #source: string
  readonly #byCode = new Map<ProblemCode, { kept: Problem[]; count: number }>()

  constructor(source: string) {
    this.#source = source
  }

  add({ code, line = null, offset = null, excerpt, count = 1 }: NewProblem): void {
    let entry = this.#byCode.get(code)
    if (!entry) {
      entry = { kept: [], count: 0 }
      this.#byCode.set(code, entry)
    }
    entry.count += count
    if (entry.kept.length < QUOTED_PROBLEMS) {
      entry.kept.push({
        code,
        source: this.#source,
        line,
        offset,
        count,
        excerpt: excerpt.length > EXCERPT_CHARACTERS ? `${excerpt.slice(0, EXCERPT_CHARACTERS)}…` : excerpt,
      })
    } else {
      const last = entry.kept[entry.kept.length - 1] as Problem
      entry.kept[entry.kept.length - 1] = { ...last, count: last.count + count }
    }
  }

  /** The sum of all counts. */
  get count(): number {
    let sum = 0
    for (const { count } of this.#byCode.values()) sum += count
    return sum
  }

  /** Returns the problems in the order of their codes; within one code in the order in which they were added. */
  list(): Problem[] {
    return problemsInOrder([...this.#byCode.values()].flatMap(({ kept }) => kept))
  }
}

/** Returns problems in the order of their codes; within one code their order stays. */
export function problemsInOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => (a.code < b.code ? -1 : Number(a.code > b.code)))
}
