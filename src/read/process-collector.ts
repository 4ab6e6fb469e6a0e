/**
 * Who said what in one source: its records by process (host and pid), with what the process told of itself:
 * flags, release, how much it prints, which node it speaks of.
 */

import { parseFlag } from '../grammars/flags.ts'
import { versionHint } from '../grammars/release-hints.ts'
import type {
  Component,
  Finding,
  Interval,
  LogRecord,
  Observation,
  ObservationKind,
  VersionRange,
} from '../model/index.ts'
import { isSuccessfulRequest, type SuccessfulRequestKind, traitsOf } from '../model/kinds.ts'
import { MAX_NODES } from '../model/limits.ts'

import { ANY_VERSION, knownVersion, narrowVersion } from '../model/version-range.ts'
import type { ProcessReading } from '../store/reading.ts'
import { RequestTable } from '../store/request-table.ts'
import { isCompact, StaleTable } from '../store/stale-table.ts'
import { type StringPool, weightOf } from '../store/string-pool.ts'
import { SECOND_US } from '../time/instant.ts'
import type { ProblemCounter } from './problem-counter.ts'

/** Lines pass each other by milliseconds, 12 ms at most in real logs; a clock that is set moves by more. */
const CLOCK_JUMP_US: number = 5 * SECOND_US

/** Of one node, three days of four lines every 5 s: while it is folded each of its lines is an object again. */
export const MANY_STALE_LINES = 250_000

/** A log whose clock is set more often than this is no log in the order of time. */
const MOST_JUMPS = 100

/** One process of one source, while it is read. */
export class ProcessCollector {
  readonly host: string | null
  readonly pid: number | null
  readonly #source: string
  readonly #problems: ProblemCounter
  readonly #sharing: StringPool
  readonly #components = new Map<Component, number>()
  readonly #nodes = new Set<string>()
  #node: string | null = null
  #firstUs = Number.POSITIVE_INFINITY
  #lastUs = Number.NEGATIVE_INFINITY
  #previousUs: number | null = null
  #forwards = 0
  #backwards = 0
  readonly #jumps: Interval[] = []
  #printsRequests = false
  #printsLifecycle = false
  readonly #flags = new Map<string, string>()
  /** The newest that was taken note of. */
  #hint: VersionRange | null = null
  /** What all hints allow. */
  #version = ANY_VERSION
  readonly #observations: Observation[] = []
  readonly #answers = new Map<string | null, RequestTable>()
  readonly #stale = new Map<string | null, StaleTable>()

  /** `problems` and `sharing` are those of its source. */
  constructor(
    source: string,
    host: string | null,
    pid: number | null,
    problems: ProblemCounter,
    sharing: StringPool,
  ) {
    this.#source = source
    this.#problems = problems
    this.#sharing = sharing
    this.host = host
    this.pid = pid
  }

  /** The node that its lines named last; null: none so far. */
  get node(): string | null {
    return this.#node
  }

  /** It printed a request for its lease: it prints all of them. */
  get printsRequests(): boolean {
    return this.#printsRequests
  }

  /** Takes note of when a record was written, whether or not it says something about a heartbeat. */
  speaksAt(timeUs: number): void {
    this.#step(timeUs)
    this.#firstUs = Math.min(this.#firstUs, timeUs)
    this.#lastUs = Math.max(this.#lastUs, timeUs)
  }

  /** Takes note of what a record tells of its process; of one that was told again, nothing more. */
  hear(record: LogRecord, kind: ObservationKind | undefined): void {
    const flag = record.statement ? parseFlag(record.statement.message) : undefined
    if (flag) this.#flags.set(flag.flag, flag.value)
    const hint = versionHint(record, kind)
    if (!hint || (hint.min === this.#hint?.min && hint.max === this.#hint.max)) return
    this.#hint = hint
    this.#version = narrowVersion(this.#version, hint)
  }

  #step(timeUs: number): void {
    const previousUs = this.#previousUs
    this.#previousUs = timeUs
    if (previousUs === null || timeUs === previousUs) return
    if (timeUs > previousUs) this.#forwards++
    else this.#backwards++
    if (previousUs - timeUs > CLOCK_JUMP_US && this.#jumps.length < MOST_JUMPS)
      this.#jumps.push({ startUs: timeUs, endUs: previousUs })
  }

  /** A kubelet's finding names the node of all its lines. */
  speaksAs(component: Component, finding: Finding): void {
    this.#components.set(component, (this.#components.get(component) ?? 0) + 1)
    if (traitsOf(finding.kind).provesLifecycle && component === 'kube-controller-manager')
      this.#printsLifecycle = true
    if (component !== 'kubelet') return
    if (finding.node !== null && finding.node !== this.#node) {
      this.#nodes.add(finding.node)
      this.#node = finding.node
    }
    if (
      finding.kind === 'lease.renewed' ||
      finding.kind === 'lease.read' ||
      finding.kind === 'lease.request-failed'
    )
      this.#printsRequests = true
  }

  /**
   * Keeps an observation, which is nobody else's, for the report. Gives how much room it takes, in observations of
   * usual length: 0 where it is a row of a column, unless there are many of one node.
   */
  keep(o: Observation): number {
    if (isSuccessfulRequest(o)) return this.#keepAnswer(o)
    if (isCompact(o)) {
      const known = this.#stale.get(o.node)
      if (known?.add(o)) return known.length > MANY_STALE_LINES ? 1 : 0
      this.#sharing.internTexts(o)
      if (known) return weightOf(o)
      if (this.#stale.size < MAX_NODES) {
        const lines = new StaleTable()
        lines.add(o)
        this.#stale.set(o.node, lines)
        return weightOf(o)
      }
    } else this.#sharing.internTexts(o)
    this.#observations.push(o)
    return weightOf(o)
  }

  #keepAnswer(o: Observation<SuccessfulRequestKind>): number {
    // A kubelet's answers without a name are its own node's; an audit event names the node.
    let answers = this.#answers.get(o.node)
    if (!answers) {
      if (this.#answers.size === MAX_NODES) {
        this.#problems.add('limit-reached', o.line, `more than ${MAX_NODES} nodes`)
        return 0
      }
      answers = new RequestTable()
      this.#answers.set(o.node, answers)
    }
    answers.add(o)
    return 0
  }

  /** The source is read: gives back what was kept free for more rows. */
  trim(): void {
    for (const answers of this.#answers.values()) answers.trim()
    for (const lines of this.#stale.values()) lines.trim()
  }

  reading(): ProcessReading {
    return {
      source: this.#source,
      host: this.host,
      pid: this.pid,
      component: mostOf(this.#components),
      node: this.#nodes.size === 1 ? ([...this.#nodes][0] as string) : null,
      firstUs: this.#firstUs,
      lastUs: this.#lastUs,
      // A reversed log steps back from line to line.
      clockJumps: this.#backwards < this.#forwards ? this.#jumps : [],
      printsRequests: this.#printsRequests,
      printsLifecycle: this.#printsLifecycle,
      flags: this.#flags,
      kubernetesVersion: knownVersion(this.#version),
      observations: this.#observations,
      requests: this.#answers,
      stale: this.#stale,
    }
  }
}

function mostOf(components: ReadonlyMap<Component, number>): Component | null {
  let most: Component | null = null
  let count = 0
  for (const [component, n] of components)
    if (n > count || (n === count && most !== null && component < most)) {
      most = component
      count = n
    }
  return most
}
