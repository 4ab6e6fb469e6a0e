/** The result of reading one source. */
import type { Interval } from '../model/interval.ts'
import type { Cause, Component, Observation } from '../model/observation.ts'
import type { Problem } from '../model/problem.ts'
import type { VersionRange } from '../model/report.ts'
import type { RequestTable } from './request-table.ts'
import type { StaleTable } from './stale-table.ts'

/** The last line of severity E or F of a process. */
export interface LastError {
  readonly text: string
  readonly line: number
}

/** Failed lists of the kubelet's own Node. */
export interface FailedLists {
  /** Null if they print no time. */
  readonly firstUs: number | null
  readonly lastUs: number | null
  /** Of the last. */
  readonly error: string
  /** Null if the error names none. */
  readonly cause: Cause | null
  readonly line: number
}

/** A watch of Leases that a process found dead, or a list of them that failed: renewals did not reach it. */
export interface LostWatch {
  readonly timeUs: number
  readonly error: string
  readonly line: number
}

/** From the first to the last request line of a process, with its pauses of more than 20 s. */
export interface TimesOfRequests {
  readonly firstUs: number
  readonly lastUs: number
  readonly pauses: readonly Interval[]
}

/** What the observations and requests of a process name, and their numbers. */
export interface ProcessFigures {
  readonly observations: number
  /** The nodes and clocks of observations. */
  readonly nodes: ReadonlySet<string>
  readonly clocks: ReadonlySet<string>
  /** Rows by the node that the requests name. */
  readonly requests: ReadonlyMap<string | null, number>
}

/** The observations of one process of a source, or of a stream without process. */
export interface ProcessReading {
  readonly source: string
  /** As the envelopes print it; null if they print none. */
  readonly host: string | null
  /** The pid that klog prints; null if it prints none. */
  readonly pid: number | null
  /** Its name as the envelopes print it, such as `kubenswrapper`; null if they print none. */
  readonly name: string | null
  /** Which component it is, by its messages; null if none is recognised. */
  readonly component: Component | null
  /** The node that its lines name, in lease URLs and the like; null if none or several. */
  readonly node: string | null
  /** Whether it is a kubelet, or a process of another name that runs one in itself (k3s, kubelite). */
  readonly runsKubelet: boolean
  readonly firstUs: number
  readonly lastUs: number
  /** Each of its stamps prints year and zone. */
  readonly isFixed: boolean
  /** The time of the line before the last; null: there is none. */
  readonly previousUs: number | null
  /** The lines of `firstUs` and `lastUs`. */
  readonly firstLine: number
  readonly lastLine: number
  /** The last line of severity E or F before its end; null: it has none, or its end is not in this source. */
  readonly lastError: LastError | null
  /** Null if it prints none. */
  readonly failedLists: FailedLists | null
  /** In the order read. */
  readonly lostWatches: readonly LostWatch[]
  /** Where its times step back by more than 5 s, because the clock was set: from the latest time before to the first after. */
  readonly clockJumps: readonly Interval[]
  /** Intervals of more than 20 s between two successive records of it that were read. */
  readonly pauses: readonly Interval[]
  /** Whether it prints request lines (klog -v=6 and up). */
  readonly printsRequests: boolean
  /** The times of its request lines of any kind; null: it prints none. While they go on, a renewal without a line did not happen. */
  readonly requestTimes: TimesOfRequests | null
  /** Whether it prints the node lifecycle (klog -v=2 and up). */
  readonly printsLifecycle: boolean
  /** Flags of the process from `FLAG:` lines, without the dashes. */
  readonly flags: ReadonlyMap<string, string>
  readonly kubernetesVersion: VersionRange | null
  /** All observations that neither `requests` nor `stale` contains, in the order read. */
  readonly observations: readonly Observation[]
  /** Successful requests, by the node that the request or audit event names; null: the kubelet's own node, whichever it is. */
  readonly requests: ReadonlyMap<string | null, RequestTable>
  /** A controller's lines about silent nodes, by node; null: the line was cut before the name. */
  readonly stale: ReadonlyMap<string | null, StaleTable>
  /**
   * Present if its observations, tables and pauses are read from a file at each access, and all of them are about the
   * node of its source: what it contains in figures. Who needs them of many processes uses those of one before the next.
   */
  readonly stored?: ProcessFigures
}

/**
 * Counts of the frames (lines, or entries and objects of several lines) that passed the prefilter, each in one of these. If
 * all lines pass, the counts cover the whole source.
 */
export interface LineCounts {
  /** Lines without text. */
  readonly blank: number
  /** Records in a known format, whatever their message; also each further piece or line of such a record. */
  readonly recognised: number
  readonly unrecognised: number
  /** Pieces that were never completed, and what exceeds a limit. */
  readonly broken: number
}

/** An interval of time that includes both ends. */
export interface DatedInterval {
  readonly firstUs: number
  readonly lastUs: number
}

/** The times of a source that are printed without a year. */
export interface Yearless {
  /** The first of them, as if it were in the year 2000. */
  readonly firstCivilUs: number
  /** The year that was inferred for it. */
  readonly firstYear: number
  /** The year that full dates in the same records print; null if there are none. */
  readonly printedYear: number | null
}

/** The times of a source that are printed without a zone. */
export interface Zoneless {
  /** Minutes east of UTC that its own lines show; null if they show nothing: the user's zone, or UTC, was taken. */
  readonly printedMinutes: number | null
  /**
   * End of the hour that its clock showed twice, at a step back that was taken for the end of summer time: times behind
   * the step count an hour more than they print. Null: there is no such step.
   */
  readonly repeatedUntilUs: number | null
}

/** What the call that read a source gave for it. */
export interface GivenFacts {
  /** It was named, not found in a directory: it is listed whatever it contains. */
  readonly isNamed: boolean
  /** The node that it is the log of; null: none was given. */
  readonly node: string | null
  /** The zone of stamps that print none, by its name; null: none was given. */
  readonly zone: string | null
  /** When what prints only ages was printed; null: no time was given. */
  readonly printedUs: number | null
}

/** The result of reading one source. */
export interface SourceReading {
  readonly name: string
  readonly envelopes: readonly string[]
  readonly bytes: number
  readonly lines: number
  /** Without blank lines. */
  readonly records: number
  readonly lineCounts: LineCounts
  readonly firstUs: number | null
  readonly lastUs: number | null
  /** Null if it has none. */
  readonly yearless: Yearless | null
  /** Zone of the stamps that print none; null if each prints one. */
  readonly zoneless: Zoneless | null
  /** From the first to the last full date of its API objects and audit events; null if it has none. */
  readonly dated: DatedInterval | null
  /** Intervals of more than 20 s between two successive records that passed the prefilter. */
  readonly pauses: readonly Interval[]
  readonly processes: readonly ProcessReading[]
  readonly problems: readonly Problem[]
  /** Absent: nothing was given. */
  readonly given?: GivenFacts
  /** Digest of the saved reading that it was read from; absent: the source itself was read. */
  readonly savedAs?: string
  /** How many routine renewals are left out of its tables; absent: none. */
  readonly thinned?: number
  /** Present if the content of its processes is read from a file: returns a changed copy, which is kept there, too. */
  readonly change?: (to: (whole: SourceReading) => SourceReading) => SourceReading
}
