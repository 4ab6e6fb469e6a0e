/** Incidents of kind `status-outage`: a whole round of status posts fails while no failure of the lease is printed. */
import { firstIndexWhere } from '../../bytes/binary-search.ts'
import type { Boundary, Observation } from '../../model/index.ts'
import { isStatusFailure, type StatusFailureKind } from '../../model/kinds.ts'
import { SECOND_US } from '../../time/instant.ts'
import { exactly, NO_BOUNDARIES, stampedBoundary, witnessOf } from '../evidence/boundary.ts'
import type { Attempt } from '../node/attempts.ts'
import { START_UP_US } from '../node/kubelets/process-end.ts'
import type { NodeTimeline } from '../node/node-timeline.ts'
import { draftOf, type IncidentDraft, indexDrafts } from './draft.ts'
import { causeOfStatusPosts } from './status-cause.ts'

/** Failures that are further apart than this are two outages. */
const SAME_OUTAGE_US: number = 60 * SECOND_US

type TimedFailure = Observation<StatusFailureKind> & { readonly timeUs: number }

function isTimedFailure(o: Observation): o is TimedFailure {
  return o.timeUs !== null && isStatusFailure(o)
}

/** Tries of one round; the kubelet prints a summary after the last. */
const TRIES_PER_ROUND = 5

/** A kubelet posts its status every 10 s: one that prints for this long without a further failure posts it. */
const QUIET_US: number = 20 * SECOND_US

export function detect(timeline: NodeTimeline, found: readonly IncidentDraft[]): IncidentDraft[] {
  const outages = indexDrafts(found.filter((draft) => draft.kind === 'lease-outage'))
  const groups = groupFailures(timeline.observations.all.filter(isTimedFailure))
  return groups.flatMap((failures, i) => {
    const first = failures[0] as TimedFailure
    const last = failures.at(-1) as TimedFailure
    const posts = failures.filter((o) => o.kind === 'node-status.update-failed')
    const isRound = posts.length >= TRIES_PER_ROUND || posts.length < failures.length
    // Failures of the lease at the same time are an outage of their own, or were answered in time.
    const { attempts } = timeline
    const near =
      attempts[
        firstIndexWhere(
          attempts.length,
          (n) => (attempts[n] as Attempt).atUs >= first.timeUs - SAME_OUTAGE_US,
        )
      ]
    const failsToRenew = near !== undefined && near.atUs <= last.timeUs + SAME_OUTAGE_US
    const isInOutage = outages.touches(first.timeUs - START_UP_US, last.timeUs + START_UP_US)
    if (!isRound || failsToRenew || isInOutage) return []
    const cause = causeOfStatusPosts(posts)
    const ready = timeline.observations
      .within('node.ready', last.timeUs + 1, Number.POSITIVE_INFINITY)
      .find((o) => !timeline.unposted.has(o))
    // Only the last one can be open: a later failure needs a post that came between.
    const postedUs = endOf(last, timeline)
    const failed =
      attempts[firstIndexWhere(attempts.length, (n) => (attempts[n] as Attempt).atUs > last.timeUs)]
    // A success behind failures of the lease is that of another outage.
    const isOther = failed !== undefined && postedUs !== null && failed.atUs < postedUs
    const lastUs = posts.at(-1)?.timeUs ?? last.timeUs
    const endUs =
      postedUs !== null && !isOther && postedUs > last.timeUs
        ? postedUs
        : postedUs !== null || i < groups.length - 1
          ? lastUs
          : null
    return draftOf(timeline, {
      kind: 'status-outage',
      startUs: first.timeUs,
      endUs,
      open: endUs === null,
      ...(cause ?? { error: last.error }),
      proof: cause?.proof ?? [{ source: first.source, line: first.line }],
      boundaries: {
        ...NO_BOUNDARIES,
        firstFailure: failureOf(posts[0]),
        lastFailure: failureOf(posts.at(-1)),
        readyAgain: ready?.timeUs != null ? stampedBoundary({ ...ready, timeUs: ready.timeUs }) : null,
      },
    })
  })
}

/** Summaries are no posts: where only they are in evidence, the boundary is unknown. */
function failureOf(post: TimedFailure | undefined): Boundary | null {
  return post ? exactly(witnessOf(post), post.timeUs) : null
}

/** Returns when a post succeeded, or the last failure of a process that goes on without a further one; null: neither. */
function endOf({ timeUs }: TimedFailure, { requests, loggedSpans, processes }: NodeTimeline): number | null {
  const rows = requests.sorted()
  for (let n = requests.firstWhere((atUs) => atUs > timeUs); n < rows.length; n++) {
    const { kind, atUs, byControlPlane } = requests.row(rows.row(n))
    if (kind === 'node-status.updated' && !byControlPlane) return atUs
  }
  const goesOn = loggedSpans.contains(timeUs, timeUs + QUIET_US)
  const printsRequests = processes.some((p) => p.printsRequests && p.firstUs <= timeUs && p.lastUs >= timeUs)
  return goesOn && !printsRequests ? timeUs : null
}

/** Splits failures, by time, where they are far apart. No group is empty. */
function groupFailures(failures: readonly TimedFailure[]): TimedFailure[][] {
  const groups: TimedFailure[][] = []
  for (const o of failures) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (group && last && o.timeUs - last.timeUs <= SAME_OUTAGE_US) group.push(o)
    else groups.push([o])
  }
  return groups
}
