/**
 * The words of leasegap: what flows from room to room. Types only, no code.
 *
 * Bytes become frames, frames records, records observations, observations incidents, incidents a report.
 * Times are integer microseconds since the Unix epoch, UTC (`timeUs`), unless a name says otherwise.
 * Absence is null (or a missing optional property inside the pipeline), never 0 or "".
 */
import type { Answers } from './answers.ts'

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined
}

// ---- input ---------------------------------------------------------------------------------------------

/** One input before it is read: a file, a member of an archive, standard input. */
export interface SourceInput {
  /** How reports name it: the path as the user gave it, joined with the path below a searched directory; `-` for standard input. */
  readonly name: string
  /** Modification time, the reference for a year nobody printed; null for a pipe (then it is now). */
  readonly modifiedUs: number | null
  /** Size in bytes as stored, for progress; null when unknown. */
  readonly bytes: number | null
  /** Whether it may be opened a second time. */
  readonly rereadable: boolean
  /**
   * The plain bytes: decompressed, UTF-8, without byte order mark. A chunk lasts until the next is asked for.
   * Rejects when nothing can be read, the reason in plain words as the error's message (the caller names the file
   * and goes on). What breaks later is a problem, and the bytes end there.
   */
  open(events?: SourceEvents): AsyncIterable<Buffer>
}

/** Who is told what was wrong with a source's bytes. */
export interface SourceEvents {
  problem(code: ProblemCode, line: number | null, excerpt: string, offset: number | null): void
}

/** What remains when an envelope is taken off: text, or an object that was JSON. */
export type Body = string | JsonObject

/** One line (or one entry of a multi-line framing), still in its envelopes. */
export interface Frame {
  readonly body: Body
  /** 1-based, of the frame's first line. */
  readonly line: number
  /** Of the frame's first byte, in decompressed bytes. */
  readonly offset: number
}

// ---- envelopes -----------------------------------------------------------------------------------------

/** A printed time, before anyone knows its year or zone. */
export interface Stamp {
  /** The printed date and time read as if it were UTC. Without a year it is counted in 2000, a leap year. */
  readonly civilUs: number
  /** False: no year was printed. */
  readonly hasYear: boolean
  /** Minutes east of UTC, 0 for Z and epoch stamps; null: no zone was printed. */
  readonly offsetMinutes: number | null
  /** 1, 1000 or 1 000 000: how finely it was printed. */
  readonly resolutionUs: number
}

export type Severity = 'I' | 'W' | 'E' | 'F'

/** The key=value tail of a structured message; values as text, objects that name something as `name` or `namespace/name`. */
export type Values = ReadonlyMap<string, string>

/** What a process said: a klog message, in text or JSON form. */
export interface Statement {
  /** Null where none is printed (JSON logging has no severity; an error there is an `err` value). */
  readonly severity: Severity | null
  /** Base name of the Go file that printed it, e.g. `controller.go`; null when not printed. Line numbers are no evidence and are dropped. */
  readonly file: string | null
  /** The message. Of a structured one, what stood in quotes, unquoted. */
  readonly message: string
  /** Null: a plain message. */
  readonly values: Values | null
}

/** One envelope taken off. */
export interface Peeled {
  /** What was inside. For the innermost (klog) the message text. */
  readonly body: Body
  /** Present when this envelope is a process's own logging header or object: nothing more is inside. */
  readonly statement?: Statement
  readonly stamp?: Stamp
  readonly host?: string
  /** Process name as printed: kubelet, k3s, kubenswrapper, hyperkube, kube-controller-manager… */
  readonly process?: string
  readonly pid?: number
  /** This piece is continued: join its body with the next of the same `stream`, up to one that is not partial. */
  readonly partial?: boolean
  /** Which of several interleaved streams the piece belongs to; needed with `partial`. */
  readonly stream?: string
}

export interface EnvelopeSample {
  readonly text: string
  /** Where the text comes from. */
  readonly origin: string
  /** What `peel` must return, less what is not named here; null: it must refuse. */
  readonly peeled: Partial<Peeled> | null
}

/** One format around a message. Pure: the same body gives the same answer, whatever came before. */
export interface Envelope {
  readonly name: string
  /** What a user would call it, for `leasegap formats`. */
  readonly title: string
  /** Literals that void the needle gate: a line that holds one is always decoded. */
  readonly mustDecode: readonly string[]
  readonly samples: readonly EnvelopeSample[]
  /** Takes the envelope off, or undefined when the body is not in it. Never throws. */
  peel(body: Body): Peeled | undefined
}

/** A frame out of its envelopes, with its time resolved. */
export interface LogRecord {
  readonly source: string
  readonly line: number
  /** Null where no printed time can be resolved. */
  readonly timeUs: number | null
  readonly host: string | null
  readonly process: string | null
  readonly pid: number | null
  /** What a process said; for text without any logging header the text itself as a plain message. Null: it is an object. */
  readonly statement: Statement | null
  /** An API object, watch event or audit event. Null: it is a statement. */
  readonly object: JsonObject | null
}

// ---- observations --------------------------------------------------------------------------------------

/** REPORT.md section 1. In an error chain the part nearest the root counts. */
export type Cause =
  | 'dns'
  | 'network-unreachable'
  | 'no-route'
  | 'connection-refused'
  | 'connection-reset'
  | 'connection-lost'
  | 'closed-connection'
  | 'timeout'
  | 'tls'
  | 'auth'
  | 'not-found'
  | 'conflict'
  | 'throttled'
  | 'server-error'
  | 'eof'
  | 'canceled'
  | 'other'

/** A request of a kubelet to the API server. */
export interface Request {
  readonly verb: string
  /** Null: no answer came. */
  readonly statusCode: number | null
  /** Whole milliseconds, cut, as printed; null when not printed. `startedAt` = at − latencyMs − 1 ms. */
  readonly latencyMs: number | null
  /** Audit events only: when the API server received the request, on its own clock. */
  readonly receivedUs?: number
}

export interface Failure {
  /** The error's text as printed, less quoting; null where the line ends before it. */
  readonly error: string | null
  readonly cause: Cause | null
  /** Other causes in the same chain, nearest the root first. */
  readonly alsoCauses: readonly Cause[]
  /** The finer class, e.g. `dns_no_such_host`; null when there is none. */
  readonly causeDetail: string | null
}

/** v1.NodeCondition as the controller prints it; a field that is missing from a mangled line is null. */
export interface NodeCondition {
  readonly type: string | null
  readonly status: string | null
  readonly reason: string | null
  readonly message: string | null
  /** RFC 3339 with microseconds, or null. */
  readonly lastHeartbeatTime: string | null
  readonly lastTransitionTime: string | null
}

export interface Taint {
  readonly key: string
  readonly effect: string
  /** RFC 3339 with microseconds; null: not printed (NoSchedule taints have none). */
  readonly timeAdded: string | null
}

type None = Record<never, never>

/** The own fields of each kind, REPORT.md section 1. */
export interface Facts {
  'lease.renewed': Request
  'lease.read': Request
  'lease.request-failed': Request
  'lease.update-failed': Failure
  'lease.update-fallback': Failure
  'lease.ensure-failed': Failure & { readonly retryIntervalSeconds: number | null }
  'lease.retries-exhausted': { readonly error: string | null; readonly retryIntervalSeconds: number | null }
  /** `renewTimeUs` and `managedTimeUs` (the API server's stamp of the same write, whole seconds) are null when not printed. */
  'lease.seen': {
    readonly renewTimeUs: number | null
    readonly managedTimeUs: number | null
    readonly holderIdentity: string | null
    readonly leaseDurationSeconds: number | null
  }
  'node-status.updated': Request
  'node-status.update-failed': Failure
  'node-status.retries-exhausted': Failure
  'api.answered': Request
  'kubelet.started': None
  'kubelet.stopped': None
  'kubelet.shutdown': None
  'kubelet.certificate-expired': None
  'kubelet.not-ready': { readonly reason: string | null; readonly message: string | null }
  'node.registered': None
  'node.stale': {
    readonly conditionType: string | null
    readonly durationSeconds: number
    readonly condition: NodeCondition | null
  }
  'node.never-posted': { readonly conditionType: string | null }
  'node.not-ready': { readonly status: string | null; readonly reason: string | null }
  'node.ready': { readonly status: string | null; readonly reason: string | null }
  'node.taint-queued': { readonly status: 'Unknown' | 'False' }
  'node.pods-not-ready': None
  'node.healthy-again': None
  'node.tainted': { readonly taint: string; readonly effect: string }
  'node.untainted': { readonly taint: string; readonly effect: string }
  'zone.state': { readonly zone: string; readonly state: string }
  'cluster.disruption-entered': None
  'cluster.disruption-left': None
  /** `uid`, `toleratedSeconds`: null where not printed. */
  'pod.eviction-marked': { readonly pod: string }
  'pod.evicted': { readonly pod: string }
  /** `pod` null: all of the node. */
  'pod.eviction-cancelled': { readonly pod: string | null }
  'controller.reset': None
  'controller.leader-acquired': { readonly lock: string | null }
  'controller.leader-lost': { readonly lock: string | null }
  'node.seen': { readonly conditions: readonly NodeCondition[]; readonly taints: readonly Taint[] }
  /** `lost`: how many lines, null when not told. */
  'log.gap': { readonly reason: string; readonly lost: number | null }
}

export type ObservationKind = keyof Facts

export type Component = 'kubelet' | 'kube-controller-manager' | 'kube-apiserver' | 'api-object' | 'journald'

/** Whose clock stamped it: the node's own, or the control plane's. */
export type ClockSide = 'node' | 'control-plane'

interface FindingBase {
  /** Null: the record does not name it (the source's node is filled in where there is just one). */
  readonly node: string | null
  /** Only where it is not the grammar's own. */
  readonly component?: Component
  /** Only where it is not the component's own side. */
  readonly clockSide?: ClockSide
  /** Only where it is not the record's time, e.g. an audit event's stage time or a condition's transition; null: the record's object tells no time. */
  readonly timeUs?: number | null
  /** Only where coarser than a microsecond: whole-second stamps of API objects say 1 000 000. */
  readonly resolutionUs?: number
}

/** What a grammar reads out of one record. */
export type Finding<K extends ObservationKind = ObservationKind> = {
  [P in K]: FindingBase & { readonly kind: P } & Facts[P]
}[K]

/** Where an observation comes from. */
export interface Provenance {
  /** When the record was printed; null where it can't be resolved. */
  readonly timeUs: number | null
  readonly resolutionUs: number
  readonly node: string | null
  /** Who stamped it: the node's name, `control-plane` or `control-plane/<host>`. Null: a node that nobody named. */
  readonly clock: string | null
  readonly component: Component
  readonly source: string
  readonly line: number
  readonly pid: number | null
  readonly host: string | null
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
  readonly alignedFrom?: string
}

export type Observation<K extends ObservationKind = ObservationKind> = {
  [P in K]: Provenance & { readonly kind: P } & Facts[P]
}[K]

// ---- readings ------------------------------------------------------------------------------------------

/** What one process (or one process-less stream) of a source said. */
export interface ProcessReading {
  readonly source: string
  /** As the envelopes print it; null: not printed. */
  readonly host: string | null
  /** klog's pid; null: not printed. */
  readonly pid: number | null
  /** What it turned out to be; null: nothing it said was recognised. */
  readonly component: Component | null
  /** The node that its own lines name: lease URLs and the like; null: none, or several. */
  readonly node: string | null
  readonly firstUs: number
  readonly lastUs: number
  /** Where its stamps went back by more than 5 s: the clock was set. Newest stamp before, first after. */
  readonly clockJumps: readonly Coverage[]
  /** It prints request lines (klog -v=6 and up): a renewal without a line did not happen. */
  readonly printsRequests: boolean
  /** It prints what klog -v=2 and up print of the node lifecycle. */
  readonly printsLifecycle: boolean
  /** From `FLAG:` lines, without the dashes. */
  readonly flags: ReadonlyMap<string, string>
  readonly kubernetesVersion: VersionRange | null
  /** All but answers, in the order read. */
  readonly observations: readonly Observation[]
  /** By the node that the request or the audit event names; null: the kubelet's own, whichever node that is. */
  readonly answers: ReadonlyMap<string | null, Answers>
}

/** All that one source said. */
export interface SourceReading {
  readonly name: string
  readonly envelopes: readonly string[]
  readonly bytes: number
  readonly lines: number
  readonly records: number
  readonly firstUs: number | null
  readonly lastUs: number | null
  /** Stretches of more than 20 s between the times of two records that passed the gate. */
  readonly pauses: readonly Coverage[]
  readonly processes: readonly ProcessReading[]
  readonly problems: readonly Problem[]
}

// ---- grammars ------------------------------------------------------------------------------------------

export interface GrammarSample {
  /** One record: a klog line, a message without header, or an object as JSON. */
  readonly text: string
  readonly origin: string
  /** Kubernetes releases that print it so, e.g. `1.27–1.36`; null when unknown. */
  readonly kubernetes: string | null
  /** The findings, less what is not named here; []: it must be refused. */
  readonly findings: readonly (Partial<Facts[ObservationKind]> & {
    kind: ObservationKind
    node?: string | null
  })[]
}

/** One group of messages that say things about node health. Pure. */
export interface Grammar {
  readonly name: string
  readonly title: string
  readonly component: Component
  /**
   * Literals, one of which every record of this grammar holds: the gate looks for them in raw bytes.
   * Letters, digits, blank, `.`, `-`, `_` only, for JSON may escape anything else.
   */
  readonly needles: readonly string[]
  readonly samples: readonly GrammarSample[]
  /** Undefined: not of this grammar. Never throws. */
  parse(record: LogRecord): Finding | readonly Finding[] | undefined
}

// ---- incidents -----------------------------------------------------------------------------------------

export type IncidentKind =
  | 'lease-outage'
  | 'not-ready'
  | 'status-outage'
  | 'kubelet-restart'
  | 'log-gap'
  | 'cluster-outage'

/** Earliest, best and latest; each null when that side is unknown. */
export interface Boundary {
  readonly atUs: number
  readonly earliestUs: number | null
  readonly latestUs: number | null
  readonly exact: boolean
  readonly clock: string
  readonly from: ObservationKind
  readonly source: string
  readonly line: number
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
  readonly alignedFrom?: string
}

export type BoundaryName =
  | 'lastRenewal'
  | 'firstFailure'
  | 'lastFailure'
  | 'firstRenewalAfter'
  | 'controllerLastSeen'
  | 'markedNotReady'
  | 'taintQueued'
  | 'firstEviction'
  | 'readyAgain'

export type Boundaries = { readonly [N in BoundaryName]: Boundary | null }

export type IntervalName =
  | 'silenceSeconds'
  | 'toFirstFailureSeconds'
  | 'failingSeconds'
  | 'detectionSeconds'
  | 'graceSeconds'
  | 'notReadySeconds'
  | 'recoverySeconds'
  | 'toEvictionSeconds'

export type Intervals = { readonly [N in IntervalName]: number | null }
export type IntervalBounds = { readonly [N in IntervalName]: readonly [number | null, number | null] | null }

export type CauseCategory =
  | Cause
  | 'kubelet-stopped'
  | 'kubelet-silent'
  | 'container-runtime'
  | 'network-plugin'
  | 'pleg'
  | 'node-shutdown'
  | 'node-reboot'
  | 'clock-jump'
  | 'unknown'

export type CauseWhere =
  | 'node-network'
  | 'dns'
  | 'api-server'
  | 'load-balancer'
  | 'node-auth'
  | 'kubelet'
  | 'node'
  | 'control-plane'
  | 'clock'
  | 'unknown'

export interface IncidentCause {
  readonly category: CauseCategory
  readonly where: CauseWhere
  readonly confidence: 'high' | 'medium' | 'low'
  /** The error that names the category, as printed; null when none did. */
  readonly error: string | null
  readonly alsoCauses: readonly { readonly cause: Cause; readonly firstAtUs: number }[]
}

export interface Spread {
  readonly count: number
  readonly min: number | null
  readonly p50: number | null
  readonly max: number | null
}

export interface Retries {
  /** Failures plus the success that ended them. */
  readonly tries: number
  readonly failures: number
  /** From `interval=`. */
  readonly declaredIntervalsSeconds: Spread
  /** Between the starts of tries. */
  readonly observedIntervalsSeconds: Spread
}

export interface Window {
  readonly earliestUs: number | null
  readonly latestUs: number | null
}

export type Deviation = 'in-time' | 'early' | 'late' | 'never' | 'not-expected'

export interface Eviction {
  readonly pod: string
  readonly atUs: number | null
  readonly source: string
  readonly line: number
  /** Null only among the report's unassigned ones. */
  readonly tiedBy: 'object' | 'event' | 'audit' | 'only-tainted-node' | null
}

export interface Incident {
  readonly id: string
  /** Null for a cluster-outage. */
  readonly node: string | null
  readonly kind: IncidentKind
  readonly startUs: number
  /** Null: not over when the evidence ends, or the end is unknown. */
  readonly endUs: number | null
  readonly open: boolean
  readonly boundaries: Boundaries
  readonly intervals: Intervals
  readonly intervalBounds: IntervalBounds
  /** Intervals whose ends lie on different clocks. */
  readonly crossClock: readonly IntervalName[]
  readonly evidence: readonly {
    readonly boundary: BoundaryName
    readonly source: string
    readonly line: number
  }[]
  readonly faultWindow: Window | null
  readonly cause: IncidentCause
  readonly retries: Retries
  /** Null when the silence is unknown. */
  readonly missedRenewals: number | null
  readonly expected: { readonly markedNotReady: Window | null; readonly firstEviction: Window | null }
  readonly deviation: { readonly markedNotReady: Deviation | null; readonly reason: string | null }
  readonly evictions: readonly Eviction[]
  readonly verdict: string
  /** On a cluster-outage: ids of the member incidents, their nodes, who was first, how many of how many seen. */
  readonly members?: readonly string[]
  readonly nodes?: readonly string[]
  readonly first?: string
  readonly affected?: number
  readonly seen?: number
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
  readonly alignedFrom?: string
}

// ---- report --------------------------------------------------------------------------------------------

export type ProblemCode =
  | 'unreadable'
  | 'skipped'
  | 'unrecognised-lines'
  | 'line-too-long'
  | 'record-too-long'
  | 'binary'
  | 'invalid-utf8'
  | 'truncated-input'
  | 'broken-record'
  | 'broken-archive'
  | 'limit-reached'
  | 'no-time'
  | 'no-year'
  | 'impossible-time'
  | 'stamps-disagree'
  | 'year-contradicted'
  | 'no-node'
  | 'no-evidence'
  | 'contradiction'

export interface Problem {
  readonly code: ProblemCode
  readonly source: string
  readonly line: number | null
  readonly offset: number | null
  readonly count: number
  readonly excerpt: string
}

export type WarningCode =
  | 'slow-renewals'
  | 'shrinking-margin'
  | 'flapping'
  | 'clock-offset'
  | 'clock-jump'
  | 'not-aligned'
  | 'stamps-disagree'

export interface Warning {
  readonly code: WarningCode
  readonly node: string | null
  readonly fromUs: number | null
  readonly toUs: number | null
  readonly value: number | null
  readonly limit: number | null
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
  readonly alignedFrom?: string
}

export interface Coverage {
  readonly startUs: number
  readonly endUs: number
}

/** Kubernetes minor versions such as `1.30`, inclusive; a null end is open. */
export interface VersionRange {
  readonly min: string | null
  readonly max: string | null
}

export interface SourceSummary {
  readonly name: string
  /** Outer to inner; in order of how many records wore them. */
  readonly envelopes: readonly string[]
  readonly components: readonly Component[]
  readonly nodes: readonly string[]
  readonly clocks: readonly string[]
  readonly kubernetesVersion: VersionRange | null
  /** klog -v of the process, from a FLAG line or from what it prints; null when not told. */
  readonly verbosity: number | null
  readonly bytes: number
  readonly lines: number
  /** Frames that were decoded: those that passed the needle gate. */
  readonly records: number
  readonly observations: number
  readonly firstAtUs: number | null
  readonly lastAtUs: number | null
  readonly coverage: readonly Coverage[]
  readonly problems: number
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
  readonly alignedFrom?: string
}

export interface Distribution {
  readonly count: number
  readonly min: number | null
  readonly mean: number | null
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}

export interface ClockOffset {
  /** Node − control plane. */
  readonly offsetSeconds: number
  readonly earliestSeconds: number | null
  readonly latestSeconds: number | null
  readonly pairs: number
}

/** A node's leases over the whole input: times that no log covers are neither up nor down. */
export interface Availability {
  /** 0 to 1, of the covered time; null where nothing would have told of an outage. */
  readonly share: number | null
  /** By a log or an object stream that would have told of an outage, outages included. */
  readonly coveredSeconds: number | null
  readonly outages: number
  /** An open outage counts up to the end of the evidence; null where there are outages and no length is known. */
  readonly outageSeconds: number | null
  /** Null without an outage of known length. */
  readonly longestSeconds: number | null
  /** Mean time from the end of one outage to the beginning of the next; null below two. */
  readonly meanBetweenSeconds: number | null
  /** Three outages or more within an hour. */
  readonly flapping: boolean
}

/** What one cause cost over all nodes. */
export interface CauseRank {
  readonly category: CauseCategory
  /** Lease outages of single nodes. */
  readonly outages: number
  /** Open ones up to the end of the evidence; null where no length is known. */
  readonly totalSeconds: number | null
}

export interface NodeSummary {
  readonly node: string
  /** Whose stamps its renewals and outages are told by: its own name, or the control plane's. */
  readonly clock: string
  readonly heartbeat: {
    readonly renewals: number
    readonly failures: number
    readonly firstAtUs: number | null
    readonly lastAtUs: number | null
    readonly intervalSeconds: Distribution
    readonly latencyMs: Distribution
  }
  readonly incidents: readonly string[]
  readonly state: 'renewing' | 'failing' | 'silent' | 'unknown'
  readonly clockOffset: ClockOffset | null
  readonly availability: Availability
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
  readonly alignedFrom?: string
}

/** A value that was not in the evidence, and where it came from. */
export interface Assumption {
  readonly name: 'year' | 'inputZone' | 'graceSeconds' | 'renewIntervalSeconds' | 'monitorPeriodSeconds'
  readonly value: string | number
  /** The source or node it is about; null: all. */
  readonly of: string | null
  /** The rule that gave it, in words. */
  readonly because: string
}

/** An observation in the timeline; `count` > 1: so many alike, of which this is the last one listed before the gap. */
export interface TimelineEntry {
  readonly observation: Observation
  /** How many alike follow this one unlisted; 0 for none. */
  readonly omitted: number
}

/** A renewal with what csv-heartbeats prints. */
export interface Heartbeat {
  readonly node: string
  readonly atUs: number
  readonly startedAtUs: number | null
  readonly latencyMs: number | null
  /** Since the end of the renewal before of the same node; null for the first. */
  readonly intervalSeconds: number | null
  readonly verb: string | null
  readonly statusCode: number | null
  readonly clock: string
  readonly source: string
  readonly line: number
  /** Only where its times were moved to the control plane's clock: the node whose clock stamped them. */
  readonly alignedFrom?: string
}

export interface Report {
  readonly schemaVersion: 1
  /** leasegap's own version. */
  readonly leasegap: string
  readonly window: { readonly startUs: number | null; readonly endUs: number | null }
  readonly assumptions: readonly Assumption[]
  readonly sources: readonly SourceSummary[]
  readonly nodes: readonly NodeSummary[]
  readonly incidents: readonly Incident[]
  /** The causes of lease outages, those that cost most time first. */
  readonly causes: readonly CauseRank[]
  readonly timeline: readonly TimelineEntry[]
  readonly unassignedEvictions: readonly Eviction[]
  readonly warnings: readonly Warning[]
  readonly problems: readonly Problem[]
  /** Every renewal, for csv-heartbeats; made when asked for. */
  heartbeats(): Iterable<Heartbeat>
}

// ---- exporters -----------------------------------------------------------------------------------------

export interface ExportOptions {
  /** IANA zone of the times in outputs for people (table). */
  readonly timeZone: string
  readonly color: boolean
  /** Columns of the terminal; 80 when there is none. */
  readonly width: number
}

/** One output format. Pure: report in, text out. */
export interface Exporter {
  readonly name: string
  readonly title: string
  /** File endings that choose it for --out, without the dot; the longest match wins: `timeline.csv` before `csv`. */
  readonly endings: readonly string[]
  write(report: Report, options: ExportOptions): Iterable<string> | AsyncIterable<string>
}
