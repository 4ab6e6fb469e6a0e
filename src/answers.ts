/**
 * What the API server answered to one kubelet, in columns: a week at `-v=6` holds 60,000 renewals and ten
 * times as many other answers, of which the fold needs the moments and hardly ever the rest.
 *
 * Enters: observations of the four kinds that say "this request succeeded". Leaves: the same, sorted and
 * without duplicates, one row each (31 bytes instead of an object of 200).
 */
import type { Observation } from './types.ts'

const KINDS = ['lease.renewed', 'lease.read', 'node-status.updated', 'api.answered'] as const
export type AnswerKind = (typeof KINDS)[number]

const VERBS = ['GET', 'PUT', 'PATCH', 'POST', 'DELETE', 'HEAD', 'OPTIONS'] as const
const OTHER_VERB = 255
const NO_NUMBER = -1

export function isAnswer(o: Observation): o is Observation<AnswerKind> {
  return (KINDS as readonly string[]).includes(o.kind)
}

/** One row, for where a row matters by itself. */
export interface Answer {
  readonly kind: AnswerKind
  /** When the answer came. */
  readonly atUs: number
  /** When the request began (lower bound): at − latency − 1 ms, or the server's receipt. */
  readonly startUs: number
  readonly latencyMs: number | null
  readonly verb: string | null
  readonly statusCode: number | null
  readonly source: string
  readonly line: number
  readonly pid: number | null
  /** True: stamped by the control plane (audit), not by the node. */
  readonly byControlPlane: boolean
}

/** Growing columns. Rows are added in any order; `sorted` gives them by time. */
export class Answers {
  #at: Float64Array = new Float64Array(64)
  #start: Float64Array = new Float64Array(64)
  #latency: Int32Array = new Int32Array(64)
  #line: Uint32Array = new Uint32Array(64)
  #pid: Int32Array = new Int32Array(64)
  /** Index into `#sources`. */
  #source: Uint32Array = new Uint32Array(64)
  #status: Int16Array = new Int16Array(64)
  #kind: Uint8Array = new Uint8Array(64)
  #verb: Uint8Array = new Uint8Array(64)
  #flags: Uint8Array = new Uint8Array(64)
  readonly #sources: string[] = []
  readonly #sourceIndex = new Map<string, number>()
  #length = 0

  get length(): number {
    return this.#length
  }

  /** `timeUs` must not be null. */
  add(o: Observation<AnswerKind>): void {
    if (o.timeUs === null) return
    const latencyUs = o.latencyMs === null ? 0 : o.latencyMs * 1000 + 1000
    const i = this.#grow()
    this.#at[i] = o.timeUs
    this.#start[i] = o.receivedUs ?? o.timeUs - latencyUs
    this.#latency[i] = o.latencyMs ?? NO_NUMBER
    this.#line[i] = o.line
    this.#pid[i] = o.pid ?? NO_NUMBER
    this.#source[i] = this.#sourceOf(o.source)
    this.#status[i] = o.statusCode ?? NO_NUMBER
    this.#kind[i] = KINDS.indexOf(o.kind)
    const verb = (VERBS as readonly string[]).indexOf(o.verb)
    this.#verb[i] = verb < 0 ? OTHER_VERB : verb
    this.#flags[i] = o.component === 'kubelet' ? 0 : 1
  }

  /** Moves every time by `move`. */
  shift(move: (timeUs: number) => number): void {
    for (let i = 0; i < this.#length; i++) {
      const at = this.#at[i] as number
      const moved = move(at)
      this.#start[i] = (this.#start[i] as number) + (moved - at)
      this.#at[i] = moved
    }
  }

  addAll(other: Answers): void {
    for (let j = 0; j < other.#length; j++) {
      const i = this.#grow()
      this.#at[i] = other.#at[j] as number
      this.#start[i] = other.#start[j] as number
      this.#latency[i] = other.#latency[j] as number
      this.#line[i] = other.#line[j] as number
      this.#pid[i] = other.#pid[j] as number
      this.#source[i] = this.#sourceOf(other.#sources[other.#source[j] as number] as string)
      this.#status[i] = other.#status[j] as number
      this.#kind[i] = other.#kind[j] as number
      this.#verb[i] = other.#verb[j] as number
      this.#flags[i] = other.#flags[j] as number
    }
  }

  /**
   * Row numbers by time, then source and line, without the rows that say the same again: the same request told
   * by two sources (a rotated file and the journal) counts once, by the source whose name comes first.
   */
  sorted(): Uint32Array {
    const rows = new Uint32Array(this.#length)
    for (let i = 0; i < rows.length; i++) rows[i] = i
    rows.sort(
      (a, b) =>
        (this.#at[a] as number) - (this.#at[b] as number) ||
        (this.#kind[a] as number) - (this.#kind[b] as number) ||
        (this.#latency[a] as number) - (this.#latency[b] as number) ||
        compare(this.#sourceName(a), this.#sourceName(b)) ||
        (this.#line[a] as number) - (this.#line[b] as number),
    )
    let kept = 0
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number
      const before = kept > 0 ? (rows[kept - 1] as number) : -1
      if (before >= 0 && this.#same(before, row)) continue
      rows[kept++] = row
    }
    return rows.slice(0, kept)
  }

  at(row: number): number {
    return this.#at[row] as number
  }

  startUs(row: number): number {
    return this.#start[row] as number
  }

  latencyMs(row: number): number | null {
    const ms = this.#latency[row] as number
    return ms === NO_NUMBER ? null : ms
  }

  kind(row: number): AnswerKind {
    return KINDS[this.#kind[row] as number] as AnswerKind
  }

  /** Null: not printed. */
  statusCode(row: number): number | null {
    const status = this.#status[row] as number
    return status === NO_NUMBER ? null : status
  }

  byControlPlane(row: number): boolean {
    return this.#flags[row] === 1
  }

  row(row: number): Answer {
    const verb = this.#verb[row] as number
    const status = this.#status[row] as number
    const pid = this.#pid[row] as number
    return {
      kind: this.kind(row),
      atUs: this.at(row),
      startUs: this.startUs(row),
      latencyMs: this.latencyMs(row),
      verb: verb === OTHER_VERB ? null : (VERBS[verb] ?? null),
      statusCode: status === NO_NUMBER ? null : status,
      source: this.#sourceName(row),
      line: this.#line[row] as number,
      pid: pid === NO_NUMBER ? null : pid,
      byControlPlane: this.byControlPlane(row),
    }
  }

  #same(a: number, b: number): boolean {
    return (
      this.#at[a] === this.#at[b] &&
      this.#kind[a] === this.#kind[b] &&
      this.#latency[a] === this.#latency[b] &&
      this.#verb[a] === this.#verb[b] &&
      this.#flags[a] === this.#flags[b] &&
      this.#source[a] !== this.#source[b]
    )
  }

  #sourceName(row: number): string {
    return this.#sources[this.#source[row] as number] as string
  }

  #sourceOf(name: string): number {
    let index = this.#sourceIndex.get(name)
    if (index === undefined) {
      index = this.#sources.push(name) - 1
      this.#sourceIndex.set(name, index)
    }
    return index
  }

  #grow(): number {
    const size = this.#at.length
    if (this.#length === size) {
      this.#at = grown(this.#at, Float64Array)
      this.#start = grown(this.#start, Float64Array)
      this.#latency = grown(this.#latency, Int32Array)
      this.#line = grown(this.#line, Uint32Array)
      this.#pid = grown(this.#pid, Int32Array)
      this.#source = grown(this.#source, Uint32Array)
      this.#status = grown(this.#status, Int16Array)
      this.#kind = grown(this.#kind, Uint8Array)
      this.#verb = grown(this.#verb, Uint8Array)
      this.#flags = grown(this.#flags, Uint8Array)
    }
    return this.#length++
  }
}

function grown<T extends { readonly length: number; set(from: T): void }>(
  column: T,
  make: new (length: number) => T,
): T {
  const next = new make(column.length * 2)
  next.set(column)
  return next
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
