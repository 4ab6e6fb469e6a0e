/**
 * Incidents of what is read live, as the analysis judges them: the window of evidence is analyzed anew when something
 * came, and what differs from before is reported. So a live report claims nothing that a report over the same lines would
 * not claim.
 */
import type { Content, Incident, JsonObject, TimeBounds } from '../model/index.ts'
import type { EvidenceWindow } from './evidence-window.ts'
import type { WatchClock } from './object-watch.ts'
import type { IncidentChange, OpenIncident, WatchEvent } from './types.ts'

/** An incident in the window of evidence. */
export interface JudgedIncident {
  readonly incident: Incident
  /** Its verdict in words, for an event at that time. */
  readonly verdict: (atUs: number) => string
  /** How long it lasted at least, as `--fail-on` counts; null: unknown. */
  readonly seconds: number | null
  /** Its fields, as in the JSON report. */
  readonly fields: () => JsonObject
}

export type Analyse = (contents: readonly Content[]) => Promise<readonly JudgedIncident[]>

export interface JudgeSettings {
  readonly analyse: Analyse
  readonly window: EvidenceWindow
  readonly clock: WatchClock
  readonly isWanted: (node: string | null) => boolean
  readonly onEvent: (event: WatchEvent) => void
  /** Called with nodes of incidents before they are reported. Returns whether more evidence about them is there now. */
  readonly onNodes?: (nodes: readonly string[]) => boolean
}

/** An incident of the analysis before. */
interface Known {
  judged: JudgedIncident
  /** When it was judged first, on this machine's clock. */
  readonly sinceUs: number
  /** What was reported; null: nothing yet. */
  stage: string | null
}

/** Kinds of incidents that are about one node, and no hole in its log. */
const KINDS: ReadonlySet<string> = new Set(['lease-outage', 'not-ready', 'status-outage', 'kubelet-restart'])

/** What the control plane did. */
const ACTS = ['markedNotReady', 'taintQueued', 'firstEviction', 'readyAgain'] as const

/**
 * How long an incident must be open before it is reported. A renewal answers a failure in time for two intervals; a
 * kubelet that ended may start again within the lease duration.
 */
const FAILURE_US = 20_000_000
const END_US = 40_000_000

const HOUR_US = 3_600_000_000

/** What lies before an open incident belongs to it: the renewals before it, and its cause. */
const MARGIN_US = 900_000_000

/** The analysis takes this share of a processor at most. */
const LEAST_PAUSE_US = 1_000_000
const PAUSES_PER_ANALYSIS = 4

export class Judge {
  readonly #settings: JudgeSettings
  #known: Known[] = []
  #isDirty = false
  #nextUs = 0

  constructor(settings: JudgeSettings) {
    this.#settings = settings
  }

  /** Takes a line of a source. */
  add(source: string, line: string): void {
    const { window, clock } = this.#settings
    window.add(source, line, clock.nowUs())
    this.#isDirty = true
  }

  /** The incidents that were reported and are open. */
  get open(): readonly OpenIncident[] {
    return this.#known.flatMap(({ stage, judged: { incident, seconds } }) => {
      const { node, open, boundaries, expected } = incident
      if (stage === null || !open || node === null) return []
      const isMarked = boundaries.markedNotReady !== null
      return [
        {
          ...{ node, since: beginningOf(incident), seconds, isMarked },
          notReadyFromUs: isMarked ? null : (expected?.markedNotReady?.earliestUs ?? null),
        },
      ]
    })
  }

  /** Judges when something came, and not too often. Called about once a second. */
  async tick(): Promise<void> {
    const { clock } = this.#settings
    const isDue = this.#isDirty || this.#known.some(({ stage }) => stage === null)
    if (!isDue || clock.nowUs() < this.#nextUs) return
    const startedUs = clock.nowUs()
    await this.judge(false)
    const endUs = clock.nowUs()
    this.#nextUs = endUs + Math.max(LEAST_PAUSE_US, PAUSES_PER_ANALYSIS * (endUs - startedUs))
  }

  /** Judges now. `isEnd`: nothing more comes, so nothing waits to be reported. */
  async judge(isEnd: boolean): Promise<void> {
    const { analyse, window, clock, isWanted, onNodes } = this.#settings
    this.#isDirty = false
    const nowUs = clock.nowUs()
    const openUs = this.#known.filter(isOpen).map(({ sinceUs }) => sinceUs - MARGIN_US)
    window.dropBefore(Math.min(nowUs - HOUR_US, ...openUs))
    let judged = await analyse(window.contents())
    const nodes = judged.flatMap(({ incident: { node } }) => node ?? [])
    if (nodes.length > 0 && onNodes?.(nodes)) judged = await analyse(window.contents())
    this.#compare(
      judged.filter(({ incident: { kind, node } }) => KINDS.has(kind) && isWanted(node)),
      nowUs,
      isEnd,
    )
  }

  #compare(judged: readonly JudgedIncident[], nowUs: number, isEnd: boolean): void {
    const before = [...this.#known]
    this.#known = judged.map((now): Known => {
      const at = before.findIndex((known) => areSame(known.judged.incident, now.incident))
      const [known] = at === -1 ? [] : before.splice(at, 1)
      return { judged: now, sinceUs: known?.sinceUs ?? nowUs, stage: known?.stage ?? null }
    })
    // What the window may not contain as a whole any more is only forgotten.
    const completeUs = this.#settings.window.completeSinceUs + MARGIN_US
    for (const { judged: old, stage, sinceUs } of before)
      if (stage !== null && sinceUs > completeUs) this.#report('withdrawn', old)
    for (const known of this.#known) this.#reportStage(known, nowUs, isEnd)
  }

  #reportStage(known: Known, nowUs: number, isEnd: boolean): void {
    const { judged, sinceUs, stage } = known
    const { incident } = judged
    const now = stageOf(incident)
    if (stage === now) return
    if (stage === null && incident.open && !isEnd && !hasActed(incident)) {
      const holdUs = incident.boundaries.firstFailure ? FAILURE_US : END_US
      if (nowUs - sinceUs < holdUs) return
    }
    known.stage = now
    const isEnded = !incident.open && (stage === null || stage.startsWith('open'))
    this.#report(isEnded ? 'closed' : stage === null ? 'opened' : 'changed', judged)
  }

  #report(change: IncidentChange, { incident, verdict, fields }: JudgedIncident): void {
    const { clock, onEvent } = this.#settings
    const atUs = clock.nowUs()
    onEvent({
      ...{ kind: 'incident', atUs, node: incident.node, change },
      ...{ verdict: verdict(atUs), incident: fields() },
    })
  }
}

/** Returns when an incident began: after the last renewal, or else at its first boundary. */
function beginningOf({ startUs, boundaries: { lastRenewal, markedNotReady } }: Incident): TimeBounds {
  const first = lastRenewal ?? (markedNotReady?.atUs === startUs ? markedNotReady : null)
  return first === null || first.exact
    ? { earliestUs: startUs, latestUs: startUs }
    : { earliestUs: first.earliestUs, latestUs: first.latestUs }
}

function isOpen({ judged: { incident } }: Known): boolean {
  return incident.open
}

function hasActed({ boundaries }: Incident): boolean {
  return ACTS.some((name) => boundaries[name] !== null)
}

/** What is reported anew. */
function stageOf({ kind, open, boundaries }: Incident): string {
  const known = ([...ACTS, 'firstRenewalAfter'] as const).flatMap((name) => {
    const boundary = boundaries[name]
    return boundary === null ? [] : boundary.exact ? `${name} ${boundary.atUs}` : name
  })
  return [open ? 'open' : 'closed', kind, ...known].join()
}

/** Two incidents of one node never overlap. A start may move while the window does. */
function areSame(a: Incident, b: Incident): boolean {
  return (
    a.node === b.node &&
    a.startUs <= (b.endUs ?? Number.POSITIVE_INFINITY) &&
    b.startUs <= (a.endUs ?? Number.POSITIVE_INFINITY)
  )
}
