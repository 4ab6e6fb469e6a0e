/**
 * Collects the records of one process (host and pid) of one source: its observations, and what they show about the
 * process itself: flags, release, verbosity, node.
 */

import { parseFlag } from '../../grammars/flags.ts'
import type { NamedFinding } from '../../grammars/index.ts'
import { isKubeletProcess } from '../../grammars/kubelet-process.ts'
import { versionHint } from '../../grammars/release-hints.ts'
import type { Component, LogRecord, Observation, ObservationKind, VersionRange } from '../../model/index.ts'
import { isSuccessfulRequest, type SuccessfulRequestKind, traitsOf } from '../../model/kinds.ts'
import { MAX_NODES } from '../../model/limits.ts'

import { ANY_VERSION, narrowVersion } from '../../model/version-range.ts'
import type { LastError } from '../../store/reading.ts'
import { RequestTable } from '../../store/request-table.ts'
import { isCompact, StaleTable } from '../../store/stale-table.ts'
import { copyString, type StringPool, weightOf } from '../../store/string-pool.ts'
import type { ProblemCounter } from '../problem-counter.ts'
import { TimeSpan } from '../time-span.ts'
import { ClockSteps } from './clock-steps.ts'
import { FailedReads, MAX_ERROR_CHARACTERS } from './failed-reads.ts'
import {
  componentState,
  countsWithout,
  isKubelet,
  type ProcessPart,
  type ProcessState,
} from './process-part.ts'

/**
 * Stale lines of one node that use no room: three days of four lines every 5 s. The analysis makes an object of each
 * line of a node again.
 */
export const MANY_STALE_LINES = 250_000

export interface ProcessOfSource {
  readonly source: string
  readonly host: string | null
  readonly pid: number | null
  /** As the envelopes print it; null if they print none. */
  readonly name: string | null
  /** Shared by the processes of the source. */
  readonly problems: ProblemCounter
  readonly strings: StringPool
}

export class ProcessCollector {
  /** A record of it was read, and it ran a kubelet. */
  hasBegun: boolean
  readonly host: string | null
  readonly pid: number | null
  readonly #source: string
  readonly #name: string | null
  readonly #problems: ProblemCounter
  readonly #strings: StringPool
  readonly #components: Map<Component, number>
  /** What a part got of them from the part before. */
  readonly #givenComponents: ProcessState['components']
  readonly #nodes = new Set<string>()
  #node: string | null
  readonly #times: TimeSpan
  #firstLine: number | null = null
  #lastLine: number | null = null
  /** The last line of severity E or F before the end of the process; null: none is known. */
  #lastError: LastError | null = null
  readonly #requestTimes: TimeSpan
  #isFixed = true
  readonly #clockSteps: ClockSteps
  #printsRequests: boolean
  #printsLifecycle = false
  #isControllerManager: boolean
  readonly #failedReads = new FailedReads()
  readonly #flags = new Map<string, string>()
  /** The newest hint; most records repeat it. */
  #versionHint: VersionRange | null = null
  /** The releases that all hints allow. */
  #version = ANY_VERSION
  readonly #observations: Observation[] = []
  readonly #requests = new Map<string | null, RequestTable>()
  readonly #stale = new Map<string | null, StaleTable>()

  /** `state`: of the process behind the records that stand before. */
  constructor({ source, host, pid, name, problems, strings }: ProcessOfSource, state?: ProcessState) {
    this.hasBegun = state?.hasBegun ?? false
    this.#givenComponents = state?.components ?? []
    this.#components = new Map(this.#givenComponents)
    this.#node = state?.node ?? null
    this.#times = new TimeSpan(state?.times)
    this.#requestTimes = new TimeSpan(state?.requestTimes)
    this.#clockSteps = new ClockSteps(state?.clock)
    this.#printsRequests = state?.printsRequests ?? false
    this.#isControllerManager = state?.isControllerManager ?? false
    this.#source = source
    this.#name = name
    this.#problems = problems
    this.#strings = strings
    this.host = host
    this.pid = pid
  }

  /** The node that its lines named last; null: none so far. */
  get node(): string | null {
    return this.#node
  }

  /** It printed a request for its lease, so it prints every request. */
  get printsRequests(): boolean {
    return this.#printsRequests
  }

  /** Records when a record was written, with or without findings. `isFixed`: it printed year and zone. */
  recordTime(timeUs: number, line: number, isFixed: boolean): void {
    if (!isFixed) this.#isFixed = false
    this.#clockSteps.record(timeUs)
    this.extendTo(timeUs, line)
  }

  /** Whether a record of that time ends a pause. */
  endsPause(timeUs: number | null): boolean {
    return this.#times.endsPause(timeUs)
  }

  /** Records the time of a line that is not read in its order. */
  extendTo(timeUs: number, line: number): void {
    const { firstUs, lastUs } = this.#times
    if (firstUs === null || timeUs < firstUs) this.#firstLine = line
    if (lastUs === null || timeUs >= lastUs) this.#lastLine = line
    this.#times.add(timeUs)
  }

  /** Records the last error of the process, known when it ended. */
  recordLastError(text: string, line: number): void {
    this.#lastError = { text: copyString(text.slice(0, MAX_ERROR_CHARACTERS)), line }
  }

  /** Whether it is a kubelet, or runs one in itself. */
  get runsKubelet(): boolean {
    return isKubelet(this.#components, this.#name)
  }

  /** Records what a record shows of its process: a flag, the release. A repeated record changes nothing. */
  recordProperties(record: LogRecord, kind: ObservationKind | undefined): void {
    const { statement } = record
    if (isStartOfControllerManager(statement)) this.#isControllerManager = true
    const flag = statement ? parseFlag(statement.message) : undefined
    if (flag) this.#flags.set(flag.flag, flag.value)
    if (kind === undefined) this.#recordFailedRead(record)
    const hint = versionHint(record, kind)
    if (!hint || (hint.min === this.#versionHint?.min && hint.max === this.#versionHint.max)) return
    this.#versionHint = hint
    this.#version = narrowVersion(this.#version, hint)
  }

  /** The list of a node of its own shows that the process is a kubelet, and of which node. */
  #recordFailedRead(record: LogRecord): void {
    const node = this.#failedReads.record(record)?.node ?? null
    if (node === null) return
    this.#components.set('kubelet', (this.#components.get('kubelet') ?? 0) + 1)
    this.#nodes.add(copyString(node))
  }

  /**
   * Records a finding's component, verbosity and node. A kubelet's finding names the node of all its lines. Returns false
   * if the finding is not known to be of this process: a leader's line that lost its lock may be of another component.
   */
  recordFinding(finding: NamedFinding, timeUs: number | null): boolean {
    const { component, kind, node } = finding
    const isLockLost = finding.kind === 'controller.leader-acquired' && finding.lock === null
    if (isLockLost && !this.#isControllerManager && this.#name !== 'kube-controller-manager') return false
    this.#components.set(component, (this.#components.get(component) ?? 0) + 1)
    if (component === 'kube-controller-manager' && traitsOf(kind).provesLifecycle)
      this.#printsLifecycle = true
    if (component !== 'kubelet') return true
    if (node !== null) this.#recordNode(node)
    if (traitsOf(kind).request !== undefined) this.#recordRequest(kind, timeUs)
    return true
  }

  /** Records a finding as `recordFinding` does: a successful request of a kubelet. */
  recordRepeated({ kind, node }: NamedFinding, timeUs: number): void {
    this.#components.set('kubelet', (this.#components.get('kubelet') ?? 0) + 1)
    if (node !== null) this.#recordNode(node)
    this.#recordRequest(kind, timeUs)
  }

  #recordNode(node: string): void {
    if (node === this.#node) return
    this.#nodes.add(node)
    this.#node = node
  }

  #recordRequest(kind: ObservationKind, timeUs: number | null): void {
    if (kind === 'lease.renewed' || kind === 'lease.read' || kind === 'lease.request-failed')
      this.#printsRequests = true
    if (timeUs !== null) this.#requestTimes.add(timeUs)
  }

  /**
   * Keeps an observation for the report. Returns the room it takes, in observations of usual length: 0 for a row of a
   * table, unless there are many of one node.
   */
  keep(o: Observation): number {
    if (isSuccessfulRequest(o)) return this.#keepRequest(o)
    let table: StaleTable | undefined
    if (isCompact(o)) {
      table = this.#stale.get(o.node)
      if (table?.add(o)) return table.length > MANY_STALE_LINES ? 1 : 0
    }
    const weight = weightOf(o, this.#strings.internTexts(o))
    if (table) return weight
    if (isCompact(o) && this.#stale.size < MAX_NODES) {
      const added = new StaleTable()
      added.add(o)
      this.#stale.set(o.node, added)
    } else this.#observations.push(o)
    return weight
  }

  #keepRequest(o: Observation<SuccessfulRequestKind>): number {
    // A kubelet's request without a name is of its own node; an audit event names the node.
    let table = this.#requests.get(o.node)
    if (!table) {
      if (this.#requests.size === MAX_NODES) {
        const excerpt = `more than ${MAX_NODES} nodes`
        this.#problems.add({ code: 'limit-reached', line: o.line, excerpt })
        return 0
      }
      table = new RequestTable()
      this.#requests.set(o.node, table)
    }
    table.add(o)
    return 0
  }

  /** The source is read: frees the memory reserved for more rows. */
  trim(): void {
    for (const table of this.#requests.values()) table.trim()
    for (const table of this.#stale.values()) table.trim()
  }

  get state(): ProcessState {
    return {
      host: this.host,
      pid: this.pid,
      name: this.#name,
      node: this.#node,
      components: componentState(this.#components, this.#name),
      printsRequests: this.#printsRequests,
      isControllerManager: this.#isControllerManager,
      hasBegun: this.hasBegun,
      times: this.#times.state,
      requestTimes: this.#requestTimes.state,
      clock: this.#clockSteps.state,
    }
  }

  part(): ProcessPart {
    const given = new Map(this.#givenComponents)
    return {
      source: this.#source,
      host: this.host,
      pid: this.pid,
      name: this.#name,
      components: countsWithout(this.#components, given),
      isMixed: given.size > 0 && this.#components.size > given.size && !isKubeletProcess(this.#name),
      nodes: this.#nodes,
      times: this.#times,
      firstLine: this.#firstLine,
      lastLine: this.#lastLine,
      lastError: this.#lastError,
      requestTimes: this.#requestTimes,
      isFixed: this.#isFixed,
      clock: this.#clockSteps.part(),
      printsRequests: this.#printsRequests,
      printsLifecycle: this.#printsLifecycle,
      failedLists: this.#failedReads.lists,
      lostWatches: this.#failedReads.lostWatches,
      flags: this.#flags,
      version: this.#version,
      observations: this.#observations,
      requests: this.#requests,
      stale: this.#stale,
    }
  }
}

/** Only the controller manager of Kubernetes prints its start in this form; that of a cloud prints plain text. */
export function isStartOfControllerManager(statement: LogRecord['statement']): boolean {
  return statement?.message === 'Starting' && statement.file === 'controllermanager.go'
}
