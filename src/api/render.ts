/** A report in one of the output formats. */
import { exporters as registered } from '../exporters/index.ts'
import { UsageError } from '../model/errors.ts'
import type { Exporter, ExportOptions, Report } from '../model/index.ts'
import { parseZone } from '../time/zones.ts'

export interface RenderOptions extends Partial<ExportOptions> {
  /** Formats that are asked before the registered ones. Absent: none. */
  readonly exporters?: readonly Exporter[]
}

/**
 * Renders a report as one string. Defaults: times in UTC, no color, 80 columns, the theme that each format has by itself. The exporter that
 * `exporterNamed` returns writes the same text in pieces.
 *
 * Rejects with a UsageError for an unknown format or zone.
 */
export async function render(report: Report, format: string, options: RenderOptions = {}): Promise<string> {
  const { exporters = [], timeZone = 'UTC', color = false, width = 80, theme } = options
  const exporter = exporterNamed(format, [...exporters, ...registered])
  const settings = { timeZone: parseZone(timeZone), color, width, ...(theme && { theme }) }
  let text = ''
  for await (const piece of exporter.write(report, settings)) text += piece
  return text
}

/** Throws UsageError if no exporter has this name. */
export function exporterNamed(name: string, exporters: readonly Exporter[] = registered): Exporter {
  const exporter = exporters.find((one) => one.name === name)
  if (exporter) return exporter
  const allowed = exporters.map((one) => one.name)
  throw new UsageError(`unknown format "${name}": use one of ${allowed.join(', ')}`, { given: name, allowed })
}
