/**
 * Registry of output formats in the order of the help. A format's module is loaded when the format is written.
 */
import type { Exporter } from '../model/index.ts'
import { quotedLines } from './quoted-lines.ts'

function format(
  name: string,
  title: string,
  endings: readonly string[],
  load: () => Promise<Exporter['write']>,
  quotes?: Exporter['quotes'],
): Exporter {
  return {
    name,
    title,
    endings,
    ...(quotes && { quotes }),
    async *write(report, options): AsyncGenerator<string> {
      const write = await load()
      yield* write(report, options)
    },
  }
}

export const exporters: readonly Exporter[] = [
  format(
    'table',
    'a summary for people (the default)',
    ['txt'],
    async () => (await import('./text/table.ts')).write,
  ),
  format(
    'wide',
    'the table with all measured values, nodes and sources',
    ['wide.txt'],
    async () => (await import('./text/table.ts')).writeWide,
  ),
  format(
    'json',
    'the whole report, one JSON document',
    ['json'],
    async () => (await import('./data/json.ts')).write,
  ),
  format(
    'ndjson',
    'one incident per line, JSON',
    ['ndjson', 'jsonl'],
    async () => (await import('./data/ndjson.ts')).write,
  ),
  format('csv', 'one row per incident', ['csv'], async () => (await import('./data/csv.ts')).writeIncidents),
  format(
    'csv-nodes',
    'one row per node, with its heartbeats, availability, zone and pool',
    ['nodes.csv'],
    async () => (await import('./data/csv.ts')).writeNodes,
  ),
  format(
    'csv-timeline',
    'one row per observation of the timeline',
    ['timeline.csv'],
    async () => (await import('./data/csv.ts')).writeTimeline,
  ),
  format(
    'csv-heartbeats',
    'one row per renewal, with interval and latency',
    ['heartbeats.csv'],
    async () => (await import('./data/csv.ts')).writeHeartbeats,
  ),
  format(
    'html',
    'interactive HTML report (single file)',
    ['html', 'htm'],
    async () => (await import('./html/document.ts')).write,
    quotedLines,
  ),
  format(
    'fleet',
    'nodes by time as a heat map, zones, pools, causes and the nodes down for longest: a page without a script',
    ['fleet.html'],
    async () => (await import('./fleet/document.ts')).write,
  ),
  format('svg', 'the timeline as a picture', ['svg'], async () => (await import('./chart/picture.ts')).write),
  format(
    'markdown',
    'post-mortem draft',
    ['md', 'markdown'],
    async () => (await import('./text/markdown.ts')).write,
    quotedLines,
  ),
  format(
    'slack',
    'a message for Slack: verdicts and times',
    ['slack.txt'],
    async () => (await import('./text/message.ts')).writeSlack,
  ),
  format(
    'jira',
    "a comment in Jira's text formatting: verdicts and times",
    ['jira.txt'],
    async () => (await import('./text/message.ts')).writeJira,
  ),
  format(
    'perfetto',
    'a trace for ui.perfetto.dev and chrome://tracing',
    ['trace.json'],
    async () => (await import('./data/perfetto.ts')).write,
  ),
  format(
    'openshift-intervals',
    'intervals for OpenShift CI charts',
    ['intervals.json'],
    async () => (await import('./data/openshift-intervals.ts')).write,
  ),
  format(
    'timesketch-csv',
    'the timeline for Timesketch, CSV',
    ['timesketch.csv'],
    async () => (await import('./data/timesketch.ts')).writeCsv,
  ),
  format(
    'timesketch-jsonl',
    'the timeline for Timesketch, one event per line',
    ['timesketch.jsonl'],
    async () => (await import('./data/timesketch.ts')).writeJsonl,
  ),
  format(
    'openmetrics',
    'metrics in OpenMetrics format',
    ['openmetrics.txt', 'om', 'prom'],
    async () => (await import('./data/openmetrics.ts')).write,
  ),
]
