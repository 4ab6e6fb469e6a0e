/** The built exporters. The html exporter reads the page's script, which exists only in a build. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Exporter, ExportOptions, Report } from '../../src/model/index.ts'
import { builtCli } from './built-cli.ts'
import { PLAIN, written } from './report-fixture.ts'

export interface ShippedExporters {
  /** Directory of the built files. */
  readonly dist: string
  readonly exporters: readonly Exporter[]
  /** Writes a report in the format of this name. */
  write(name: string, report: Report, options?: ExportOptions): Promise<string>
}

export async function loadShippedExporters(): Promise<ShippedExporters> {
  const dist = join(builtCli(), '..')
  const url = pathToFileURL(join(dist, 'exporters/index.js')).href
  const { exporters } = (await import(url)) as { exporters: readonly Exporter[] }
  return {
    dist,
    exporters,
    write(name, report, options = PLAIN) {
      const exporter = exporters.find((one) => one.name === name) as Exporter
      return written(exporter.write(report, options))
    },
  }
}
