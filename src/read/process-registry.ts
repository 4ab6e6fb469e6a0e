/** Finds the process that a record of one source belongs to. */

import type { NamedFinding } from '../grammars/index.ts'
import type { LogRecord } from '../model/index.ts'
import type { ProcessReading } from '../store/reading.ts'
import { StringPool } from '../store/string-pool.ts'
import type { ProblemCounter } from './problem-counter.ts'
import { ProcessCollector } from './process-collector.ts'

/**
 * Most processes of one source that are kept apart; further ones share one collector. A kubelet that crashes every
 * ten seconds starts 8640 times a day.
 */
const MAX_PROCESSES = 10_000

export class ProcessRegistry {
  readonly #source: string
  readonly #problems: ProblemCounter
  readonly #strings = new StringPool()
  readonly #byKey = new Map<string, ProcessCollector>()
  /** Collects the processes beyond the limit; null: there is none. */
  #beyondLimit: ProcessCollector | null = null
  /** The process of the newest record: most often the next record is of the same one. */
  #newest: { readonly component: string; readonly process: ProcessCollector } | null = null

  constructor(source: string, problems: ProblemCounter) {
    this.#source = source
    this.#problems = problems
  }

  get hasSeveral(): boolean {
    return this.#byKey.size > 1
  }

  /** Returns the process of a record by host, pid and, for objects and audit events, component. */
  processOf(record: LogRecord, findings: readonly NamedFinding[]): ProcessCollector {
    const { host, pid, line } = record
    const component = record.object ? (findings[0]?.component ?? 'object') : streamOf(findings)
    const newest = this.#newest
    if (newest?.component === component && newest.process.host === host && newest.process.pid === pid)
      return newest.process
    const key = keyOf(host, pid, component)
    let process = this.#byKey.get(key)
    if (!process) {
      if (this.#byKey.size >= MAX_PROCESSES) return this.#collectorBeyondLimit(line)
      process = this.#newCollector(host, pid, record.process)
      this.#byKey.set(key, process)
    }
    this.#newest = { component, process }
    return process
  }

  /** Returns the process of a record without findings that has a record already; null: it has none. */
  knownProcessOf({ host, pid }: Pick<LogRecord, 'host' | 'pid'>): ProcessCollector | null {
    return this.#byKey.get(keyOf(host, pid, '')) ?? null
  }

  /** The source is read: frees the memory reserved for more rows. */
  trim(): void {
    for (const process of this.#all()) process.trim()
  }

  /** Returns the processes in the order of their first records. */
  readings(): ProcessReading[] {
    return this.#all().map((process) => process.reading())
  }

  #all(): ProcessCollector[] {
    return [...this.#byKey.values(), ...(this.#beyondLimit ? [this.#beyondLimit] : [])]
  }

  #collectorBeyondLimit(line: number): ProcessCollector {
    if (!this.#beyondLimit) {
      const excerpt = `more than ${MAX_PROCESSES} processes`
      this.#problems.add({ code: 'limit-reached', line, excerpt })
      this.#beyondLimit = this.#newCollector(null, null, null)
    }
    return this.#beyondLimit
  }

  #newCollector(host: string | null, pid: number | null, name: string | null): ProcessCollector {
    return new ProcessCollector({
      source: this.#source,
      host,
      pid,
      name,
      problems: this.#problems,
      strings: this.#strings,
    })
  }
}

function keyOf(host: string | null, pid: number | null, component: string): string {
  return `${host ?? ''}\0${pid ?? ''}\0${component}`
}

/** systemd's own lines are none of a kubelet, though both may have pid 1. */
function streamOf(findings: readonly NamedFinding[]): string {
  return findings[0]?.component === 'systemd' ? 'systemd' : ''
}
