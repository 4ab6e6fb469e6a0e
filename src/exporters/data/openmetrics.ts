/**
 * `openmetrics`: measured values as metrics, in OpenMetrics text that Prometheus also reads as its text format.
 *
 * Authority: OpenMetrics 1.0 and `promtool check metrics`. All metrics are gauges, because the next report may count
 * less. Samples have no timestamp; the bounds of the window are a metric. Labels hold texts of logs with hidden
 * characters and backslashes escaped, so two names never become one.
 */
import type {
  Availability,
  CauseCategory,
  Distribution,
  Incident,
  NodeSummary,
  Report,
  SecondsBounds,
} from '../../model/index.ts'
import { printable } from '../../text/printable.ts'
import { leastOutageSeconds } from '../../wording/incident-length.ts'
import { INTERVAL_NAMES, INTERVAL_TITLES } from '../../wording/incident-words.ts'
import { formatNumber } from './incident-fields.ts'

type Labels = Readonly<Record<string, string>>
/** A sample with the value null is left out. */
type Sample = readonly [labels: Labels, value: number | null]

interface Family {
  readonly name: string
  readonly help: string
  readonly samples: Iterable<Sample>
}

/** Units of metrics; OpenMetrics requires the unit as the suffix of the name. */
const UNITS: readonly string[] = ['seconds', 'ratio']

/** Bounds that are nearer than this are one value. */
const ROOM_SECONDS = 0.5
const ROOM_RATIO = 0.001
/** Of values that are known between bounds. */
const BOUNDED = '; with a bound where no line shows an end'

const STATES: readonly NodeSummary['state'][] = ['renewing', 'failing', 'silent', 'deleted', 'unknown']

function formatLabel(text: string): string {
  const shown = printable(text.replaceAll('\\', '\\\\'))
  return `"${shown.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function formatSample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}=${formatLabel(text)}`)
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`
}

function* formatFamily({ name, help, samples }: Family): Generator<string> {
  let isFirst = true
  for (const [labels, sample] of samples) {
    const value = formatNumber(sample)
    if (value === null) continue
    if (isFirst) {
      yield `# TYPE ${name} gauge\n`
      const unit = UNITS.find((one) => name.endsWith(`_${one}`))
      if (unit !== undefined) yield `# UNIT ${name} ${unit}\n`
      yield `# HELP ${name} ${help}\n`
    }
    isFirst = false
    yield formatSample(name, labels, value)
  }
}

/** Samples of a distribution. `scale` converts its unit to seconds. */
function statistics({ p50, p95, p99, max }: Distribution, labels: Labels, scale: number): Sample[] {
  const all = Object.entries({ p50, p95, p99, max })
  return all.map(([statistic, value]) => [{ ...labels, statistic }, value === null ? null : value * scale])
}

/** One sample of a value that its bounds leave no room, else a sample for each bound: a midpoint is no measured value. */
function bounded(labels: Labels, value: number | null, bounds: SecondsBounds | null, room: number): Sample[] {
  const [least, most] = bounds ?? [null, null]
  return least !== null && most !== null && most - least <= room
    ? [[labels, value]]
    : [
        [{ ...labels, bound: 'least' }, least],
        [{ ...labels, bound: 'most' }, most],
      ]
}

/** How long the outages of each cause were together, as far as their bounds show it. */
function causeSamples({ incidents, causes, window }: Report): Sample[] {
  const totals = new Map<CauseCategory, { least: number; most: number | null }>()
  for (const incident of incidents) {
    if (incident.kind !== 'lease-outage') continue
    const { category } = incident.cause
    const { least, most } = totals.get(category) ?? { least: 0, most: 0 }
    const longest = incident.intervalBounds.silenceSeconds?.[1] ?? null
    totals.set(category, {
      least: least + leastOutageSeconds(incident, window.endUs),
      most: most === null || longest === null ? null : most + longest,
    })
  }
  return causes.flatMap(({ category, totalSeconds }) => {
    const { least, most } = totals.get(category) ?? { least: 0, most: null }
    return bounded({ cause: category }, totalSeconds, [least, most], ROOM_SECONDS)
  })
}

function* nodeFamilies({ nodes }: Report): Generator<Family> {
  const each = (name: string, help: string, measured: (node: NodeSummary) => number | null): Family => ({
    name: `leasegap_node_${name}`,
    help,
    samples: nodes.map((summary) => [{ node: summary.node }, measured(summary)]),
  })
  yield each('renewals', 'Renewals of the lease.', ({ heartbeat }) => heartbeat.renewals)
  yield each('renewal_failures', 'Attempts to renew that failed.', ({ heartbeat }) => heartbeat.failures)
  yield {
    name: 'leasegap_node_renewal_interval_seconds',
    help: 'From one renewal to the next.',
    samples: nodes.flatMap(({ node, heartbeat }) => statistics(heartbeat.intervalSeconds, { node }, 1)),
  }
  yield {
    name: 'leasegap_node_renewal_latency_seconds',
    help: 'From a request to renew to its answer.',
    samples: nodes.flatMap(({ node, heartbeat }) => statistics(heartbeat.latencyMs, { node }, 1e-3)),
  }
  yield each('outages', 'Lease outages.', ({ availability }) => availability.outages)
  const within = (
    name: string,
    help: string,
    measured: (
      a: Availability,
    ) => readonly [value: number | null, bounds: SecondsBounds | null, room: number],
  ): Family => ({
    name: `leasegap_node_${name}`,
    help,
    samples: nodes.flatMap(({ node, availability }) => bounded({ node }, ...measured(availability))),
  })
  yield within('outage_seconds', `Length of all lease outages${BOUNDED}.`, (a) => [
    a.outageSeconds,
    a.outageSecondsBounds,
    ROOM_SECONDS,
  ])
  yield within('longest_outage_seconds', `The longest lease outage${BOUNDED}.`, (a) => [
    a.longestSeconds,
    a.longestSecondsBounds,
    ROOM_SECONDS,
  ])
  yield each('covered_seconds', 'Time that the evidence covers.', ({ availability: a }) => a.coveredSeconds)
  yield within('renewing_ratio', `Share of the covered time without outage${BOUNDED}.`, (a) => [
    a.share,
    a.shareBounds,
    ROOM_RATIO,
  ])
  yield {
    name: 'leasegap_node_clock_offset_seconds',
    help: "Bounds of the node's clock minus the control plane's.",
    samples: nodes.flatMap(({ node, clockOffset }): Sample[] => [
      [{ node, bound: 'earliest' }, clockOffset?.earliestSeconds ?? null],
      [{ node, bound: 'latest' }, clockOffset?.latestSeconds ?? null],
    ]),
  }
  yield {
    name: 'leasegap_node_state',
    help: 'What the node was doing when the evidence ends: 1 for one of the states.',
    samples: nodes.flatMap(({ node, state }) =>
      STATES.map((one): Sample => [{ node, state: one }, one === state ? 1 : 0]),
    ),
  }
}

function* incidentFamilies({ incidents }: Report): Generator<Family> {
  const labelsOf = ({ id, node, kind, cause }: Incident): Labels => ({
    incident: id,
    node: node ?? '',
    kind,
    cause: cause.category,
  })
  const each = (name: string, help: string, measured: (incident: Incident) => number | null): Family => ({
    name: `leasegap_incident_${name}`,
    help,
    samples: incidents.map((incident) => [labelsOf(incident), measured(incident)]),
  })
  const seconds = (timeUs: number | null): number | null => (timeUs === null ? null : timeUs / 1e6)
  yield each('start_timestamp_seconds', 'When the incident began.', ({ startUs }) => seconds(startUs))
  yield each('end_timestamp_seconds', 'When the incident ended.', ({ endUs }) => seconds(endUs))
  yield each('open', '1 where it was not over when the evidence ends.', ({ open }) => (open ? 1 : 0))
  yield each('retries', 'Attempts to renew in it.', ({ retries }) => retries.tries)
  yield each('evictions', 'Pods evicted in it.', ({ evictions }) => evictions.length)
  yield {
    name: 'leasegap_incident_interval_seconds',
    help: `Intervals of the incident: silence, detection, recovery and others${BOUNDED}.`,
    samples: incidents.flatMap((incident) =>
      INTERVAL_NAMES.flatMap((name): Sample[] => {
        const labels = { ...labelsOf(incident), interval: INTERVAL_TITLES[name].replaceAll(' ', '-') }
        return bounded(labels, incident.intervals[name], incident.intervalBounds[name], ROOM_SECONDS)
      }),
    ),
  }
}

function* families(report: Report): Generator<Family> {
  const { window, causes, problems, leasegap } = report
  const bounds: readonly Sample[] = [
    [{ bound: 'start' }, window.startUs === null ? null : window.startUs / 1e6],
    [{ bound: 'end' }, window.endUs === null ? null : window.endUs / 1e6],
  ]
  yield { name: 'leasegap_report', help: 'The program that made it.', samples: [[{ version: leasegap }, 1]] }
  yield { name: 'leasegap_window_timestamp_seconds', help: 'Bounds of the evidence.', samples: bounds }
  yield* nodeFamilies(report)
  yield* incidentFamilies(report)
  yield {
    name: 'leasegap_cause_outages',
    help: 'Lease outages of each cause.',
    samples: causes.map(({ category, outages }) => [{ cause: category }, outages]),
  }
  yield {
    name: 'leasegap_cause_outage_seconds',
    help: `Length of the lease outages of each cause${BOUNDED}.`,
    samples: causeSamples(report),
  }
  const counts = new Map<string, number>()
  for (const { code, count } of problems) counts.set(code, (counts.get(code) ?? 0) + count)
  yield {
    name: 'leasegap_problems',
    help: 'What was wrong with the data.',
    samples: [...counts].map(([code, count]) => [{ code }, count]),
  }
}

export function* write(report: Report): Generator<string> {
  for (const family of families(report)) yield* formatFamily(family)
  yield '# EOF\n'
}
