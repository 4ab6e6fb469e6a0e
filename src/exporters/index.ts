/** The registry of output formats: `-o` and `--out` know what stands here, in this order. */
import type { Exporter } from '../types.ts'
import { csv, csvHeartbeats, csvTimeline } from './csv.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { markdown } from './markdown.ts'
import { ndjson } from './ndjson.ts'
import { svg } from './svg.ts'
import { table } from './table.ts'

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
]

export { formatObservationLine } from './observation.ts'
