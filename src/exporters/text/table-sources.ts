/** The sources of the table: one line, or with `-o wide` a row each. */
import type { SourceSummary, VersionRange } from '../../model/index.ts'
import { cut, cutMiddle, displayWidth, pad, printable, wrap } from '../../text/printable.ts'
import { formatCount, formatWhole } from '../../wording/durations.ts'
import type { TextLayout } from '../layout.ts'

/** Sources that the line names; more are counted. */
const NAMED_SOURCES = 3
const MIN_NAME_WIDTH = 16

/** `Read 47 files, 5,123,456 lines (-o wide lists them).` */
export function* sourceLine(layout: TextLayout, sources: readonly SourceSummary[]): Generator<string> {
  if (sources.length === 0) return
  const lines = formatCount(
    sources.reduce((sum, source) => sum + source.lines, 0),
    'line',
  )
  const names = sources.map(({ name }) => layout.source(name)).join(', ')
  const text =
    sources.length > NAMED_SOURCES || names.length > layout.width - 24
      ? `Read ${formatCount(sources.length, 'source')}, ${lines} (-o wide lists them).`
      : `Read ${names} (${lines}).`
  yield '\n'
  for (const line of wrap(text, layout.width)) yield `${layout.tint('faint', line)}\n`
}

export function* sourceSection(layout: TextLayout, sources: readonly SourceSummary[]): Generator<string> {
  if (sources.length === 0) return
  const place = layout.directory === '' ? '' : ` in ${cutMiddle(layout.directory, layout.width - 11)}`
  yield `\n${layout.tint('strong', 'Sources')}${place}\n`
  const rows = [
    ['', '', 'lines', 'observed'],
    ...sources.map((source) => [
      layout.source(source.name),
      description(source),
      formatWhole(source.lines),
      formatWhole(source.observations),
    ]),
  ]
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((row) => displayWidth(row[i] ?? ''))))
  const [nameWidth = 0, descriptionWidth = 0, lineWidth = 0, observedWidth = 0] = widths
  const room = layout.width - descriptionWidth - lineWidth - observedWidth - 8
  const name = Math.min(nameWidth, Math.max(MIN_NAME_WIDTH, room))
  for (const [source = '', text = '', lines = '', observed = ''] of rows) {
    const row = `${pad(source, name, 'both')}  ${pad(text, descriptionWidth)}  ${lines.padStart(lineWidth)}  ${observed.padStart(observedWidth)}`
    yield `  ${cut(row, layout.width - 2)}\n`
  }
}

function description({ components, kubernetesVersion: version, verbosity }: SourceSummary): string {
  const versions = version && versionText(version)
  return [
    components.join(', ') || 'nothing recognised',
    ...(versions ? [printable(versions)] : []),
    ...(verbosity === null ? [] : [`-v=${verbosity}`]),
  ].join(' ')
}

function versionText({ min, max }: VersionRange): string {
  if (min === max) return min ?? ''
  if (min === null) return `≤ ${max}`
  return max === null ? `≥ ${min}` : `${min}–${max}`
}
