/** The registry of output formats: `-o` and `--out` know what stands here, in this order. */
import type { Exporter } from '../types.ts'
import { csv, csvHeartbeats, csvTimeline } from './csv.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { markdown } from './markdown.ts'
import { ndjson } from './ndjson.ts'
import { openmetrics } from './openmetrics.ts'
import { openshiftIntervals } from './openshift-intervals.ts'
import { perfetto } from './perfetto.ts'
import { svg } from './svg.ts'
import { table } from './table.ts'
import { timesketchCsv, timesketchJsonl } from './timesketch.ts'

export const exporters: readonly Exporter[] = [
  table,
  json,
  ndjson,
  csv,
  csvTimeline,
  csvHeartbeats,
  html,
  svg,
  markdown,
  perfetto,
  openshiftIntervals,
  timesketchCsv,
  timesketchJsonl,
  openmetrics,
]

export { formatObservationLine } from './observation.ts'
