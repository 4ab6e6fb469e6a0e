/**
 * `openshift-intervals`: intervals for the charts of OpenShift CI, one JSON document with `items` sorted by start.
 *
 * Authority: openshift/origin pkg/monitor/monitorapi/types.go (Interval, Locator, Message) and
 * pkg/monitor/serialization: levels are Info, Warning and Error, keys and annotations maps of text that are
 * never null, reason and cause repeated among the annotations, times RFC 3339.
 */

import type { Incident, JsonObject, Report } from '../../model/index.ts'
import { escapeHidden } from '../../text/printable.ts'
import { formatInstant } from '../../time/instant.ts'
import { type IncidentSpan, type SpanKind, spansOf, spanTitle } from './spans.ts'

interface IntervalTraits {
  readonly level: 'Info' | 'Warning' | 'Error'
  /** Charts group by it; OpenShift's own name if it has one. */
  readonly source: string
  readonly reason: string
}

const INTERVAL_TRAITS: { readonly [K in SpanKind]: IntervalTraits } = {
  'lease-outage': { level: 'Error', source: 'NodeLease', reason: 'LeaseNotRenewed' },
  'not-ready': { level: 'Error', source: 'NodeState', reason: 'NotReady' },
  'status-outage': { level: 'Warning', source: 'NodeState', reason: 'StatusNotPosted' },
  'kubelet-restart': { level: 'Info', source: 'KubeletLog', reason: 'KubeletRestarted' },
  'log-gap': { level: 'Info', source: 'KubeletLog', reason: 'LogGap' },
  'cluster-outage': { level: 'Error', source: 'NodeLease', reason: 'ClusterOutage' },
  failing: { level: 'Warning', source: 'KubeletLog', reason: 'FailedToUpdateLease' },
  'marked-unknown': { level: 'Error', source: 'NodeState', reason: 'NotReady' },
  'marked-not-ready': { level: 'Error', source: 'NodeState', reason: 'NotReady' },
  tainted: { level: 'Warning', source: 'NodeUnreachable', reason: 'Unreachable' },
}

function formatItem({ kind, startUs, endUs, open, from }: IncidentSpan, incident: Incident): JsonObject {
  const { level, source, reason } = INTERVAL_TRAITS[kind]
  const { id, node, cause, verdict } = incident
  const { category } = cause
  return {
    level,
    display: true,
    source,
    locator: node === null ? { type: 'Kind', keys: { name: 'cluster' } } : { type: 'Node', keys: { node } },
    message: {
      reason,
      cause: category,
      humanMessage: kind === incident.kind && verdict !== '' ? verdict : spanTitle(kind, incident),
      annotations: {
        reason,
        cause: category,
        incident: id,
        ...(open ? { open: 'true' } : {}),
        ...(from ? { clock: from.clock, evidence: `${from.source}:${from.line}` } : {}),
      },
    },
    from: formatInstant(startUs),
    to: formatInstant(endUs),
  }
}

export function* write({ incidents, window }: Report): Generator<string> {
  const items = incidents.flatMap((incident) =>
    spansOf(incident, window.endUs).map((span) => ({ span, incident })),
  )
  items.sort((a, b) => a.span.startUs - b.span.startUs || a.span.endUs - b.span.endUs)
  yield '{"items":['
  let separator = '\n'
  for (const { span, incident } of items) {
    yield `${separator}${escapeHidden(JSON.stringify(formatItem(span, incident)))}`
    separator = ',\n'
  }
  yield '\n]}\n'
}
