/** Finds the process that a record of one source belongs to. */

import type { NamedFinding } from '../../grammars/index.ts'
import type { LogRecord } from '../../model/index.ts'
import { StringPool } from '../../store/string-pool.ts'
import type { ProblemCounter } from '../problem-counter.ts'
import { ProcessCollector } from './process-collector.ts'
import type { ProcessPart, ProcessState } from './process-part.ts'

/**
 * Most processes of one source that are kept apart; further ones share one collector. A kubelet that crashes every
 * ten seconds starts 8640 times a day.
 */
export const MAX_PROCESSES = 10_000

/** The processes of a source or of a part of it, by their keys, and what of the part before was asked for. */
export interface ProcessParts {
  /** In the order of their first records in it; those beyond the limit have an empty key. */
  readonly byKey: ReadonlyMap<string, ProcessPart>
  /** Processes that had no record. */
  readonly absent: ReadonlySet<string>
  /** Whether it counted that there is no other process than those it knows. */
  readonly countsAll: boolean
  /** There were more than the limit. */
  readonly isBeyondLimit: boolean
}

export class ProcessRegistry {
  readonly #source: string
  readonly #problems: ProblemCounter
  readonly #strings = new StringPool()
  readonly #byKey = new Map<string, ProcessCollector>()
  /** Collects the processes beyond the limit; null: there is none. */
  #beyondLimit: ProcessCollector | null = null
  /** The process of the newest record: most often the next record is of the same one. */
  #newest: { readonly component: string; readonly process: ProcessCollector } | null = null
  /** The processes before this part of the source that have no record in it yet. */
  readonly #earlier: Map<string, ProcessState>
  readonly #isPart: boolean
  readonly #absent = new Set<string>()
  #countsAll = false

  /** `state`: of the processes of what stands before. */
  constructor(source: string, problems: ProblemCounter, state?: ReadonlyMap<string, ProcessState>) {
    this.#source = source
    this.#problems = problems
    this.#earlier = new Map(state)
    this.#isPart = state !== undefined
  }

  get hasSeveral(): boolean {
    const hasSeveral = this.#byKey.size + this.#earlier.size > 1
    if (!hasSeveral) this.#countsAll = true
    return hasSeveral
  }

  get state(): ReadonlyMap<string, ProcessState> {
    const states = new Map(this.#earlier)
    for (const [key, process] of this.#byKey) states.set(key, process.state)
    return states
  }

  parts(): ProcessParts {
    const byKey = new Map([...this.#byKey].map(([key, process]) => [key, process.part()]))
    if (this.#beyondLimit) byKey.set('', this.#beyondLimit.part())
    return {
      byKey,
      absent: this.#absent,
      countsAll: this.#countsAll,
      isBeyondLimit: this.#beyondLimit !== null,
    }
  }

  /** Returns the process of a record by host, pid and, for objects and audit events, component. */
  processOf(record: LogRecord, findings: readonly NamedFinding[]): ProcessCollector {
    const { host, pid, line } = record
    const component = record.object ? (findings[0]?.component ?? 'object') : streamOf(findings)
    const newest = this.#newest
    if (newest?.component === component && newest.process.host === host && newest.process.pid === pid)
      return newest.process
    const key = keyOf(host, pid, component)
    let process = this.find(key)
    if (!process) {
      if (this.#byKey.size >= MAX_PROCESSES) return this.#collectorBeyondLimit(line)
      process = this.#newCollector({ host, pid, name: record.process })
      this.#byKey.set(key, process)
    }
    this.#newest = { component, process }
    return process
  }

  /** Returns the process of a record without findings that has a record already; null: it has none. */
  knownProcessOf({ host, pid }: Pick<LogRecord, 'host' | 'pid'>): ProcessCollector | null {
    const key = keyOf(host, pid, '')
    const process = this.find(key)
    if (!process && this.#isPart && this.#absent.size < MAX_PROCESSES) this.#absent.add(key)
    return process
  }

  /** Returns the process of a key; null: it has no record. */
  find(key: string): ProcessCollector | null {
    const process = this.#byKey.get(key)
    if (process) return process
    const state = this.#earlier.get(key)
    if (!state) return null
    this.#earlier.delete(key)
    const resumed = this.#newCollector(state, state)
    this.#byKey.set(key, resumed)
    return resumed
  }

  /** Returns the key of a process; null for one beyond the limit. */
  keyOf(process: ProcessCollector): string | null {
    for (const [key, of] of this.#byKey) if (of === process) return key
    return null
  }

  /** The source is read: frees the memory reserved for more rows. */
  trim(): void {
    for (const process of this.#all()) process.trim()
  }

  #all(): ProcessCollector[] {
    return [...this.#byKey.values(), ...(this.#beyondLimit ? [this.#beyondLimit] : [])]
  }

  #collectorBeyondLimit(line: number): ProcessCollector {
    if (!this.#beyondLimit) {
      const excerpt = `more than ${MAX_PROCESSES} processes`
      this.#problems.add({ code: 'limit-reached', line, excerpt })
      this.#beyondLimit = this.#newCollector({ host: null, pid: null, name: null })
    }
    return this.#beyondLimit
  }

  #newCollector({ host, pid, name }: ProcessIdentity, state?: ProcessState): ProcessCollector {
    const shared = { source: this.#source, problems: this.#problems, strings: this.#strings }
    return new ProcessCollector({ host, pid, name, ...shared }, state)
  }
}

type ProcessIdentity = Pick<ProcessState, 'host' | 'pid' | 'name'>

function keyOf(host: string | null, pid: number | null, component: string): string {
  return `${host ?? ''}\0${pid ?? ''}\0${component}`
}

/** systemd's own lines are none of a kubelet, though both may have pid 1. */
function streamOf(findings: readonly NamedFinding[]): string {
  return findings[0]?.component === 'systemd' ? 'systemd' : ''
}
