/** Exporters as they are shipped, for the html format holds code that only the compiler makes. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Exporter, ExportOptions, Report } from '../../src/model/index.ts'
import { builtCli } from './built-cli.ts'
import { PLAIN, written } from './report-fixture.ts'

export interface Shipped {
  /** Directory of the compiled files. */
  readonly dist: string
  write(name: string, report: Report, options?: ExportOptions): Promise<string>
}

export async function buildExporters(): Promise<Shipped> {
  const dist = join(builtCli(), '..')
  const url = pathToFileURL(join(dist, 'exporters/index.js')).href
  const { exporters } = (await import(url)) as { exporters: readonly Exporter[] }
  return {
    dist,
    write(name, report, options = PLAIN) {
      const exporter = exporters.find((one) => one.name === name) as Exporter
      return written(exporter.write(report, options))
    },
  }
}
