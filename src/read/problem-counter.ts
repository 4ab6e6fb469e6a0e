/**
 * The three sorts of error, never mixed: bad data is a Problem (counted, the first few quoted, never thrown);
 * the user's mistake is a UsageError; anything else thrown is a defect of ours.
 */
import type { Problem, ProblemCode } from '../model/index.ts'
import { EXCERPT_CHARACTERS } from '../model/limits.ts'

/** How many problems of one code are quoted per source; the others only count. */
const QUOTED_PROBLEMS = 5

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

  /**
   * `line` is 1-based, null where the problem is not of one line; `excerpt` may be untrusted text of any length;
   * `count`: of how many it tells.
   */
  add(
    code: ProblemCode,
    line: number | null,
    excerpt: string,
    offset: number | null = null,
    count: number = 1,
  ): void {
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

  /** How many problems were met, whatever their code. */
  get count(): number {
    let sum = 0
    for (const { count } of this.#byCode.values()) sum += count
    return sum
  }

  /** The problems in order of code, then of line. */
  list(): Problem[] {
    return [...this.#byCode.keys()].sort().flatMap((code) => this.#byCode.get(code)?.kept ?? [])
  }
}
