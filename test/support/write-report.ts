/** Writes the report fixture, or another report, in one format. */
import { exporters } from '../../src/exporters/index.ts'
import type { Exporter, ExportOptions, Report } from '../../src/model/index.ts'
import { PLAIN, REPORT, written } from './report-fixture.ts'

export const exporterOf = (name: string): Exporter => exporters.find((one) => one.name === name) as Exporter

export const writeReport = (
  name: string,
  report: Report = REPORT,
  options: ExportOptions = PLAIN,
): Promise<string> => written(exporterOf(name).write(report, options))
