/** Names in a report where an assumption was set. */
import { basename } from 'node:path'
import type { Report } from '../../index.ts'

/** The value of an option, and where it was set. */
export interface Setting {
  /** Name of the option without dashes. */
  readonly name: string
  readonly value: string
  /** `LEASEGAP_TZ`, or the path of the file. */
  readonly origin: string
}

/** Names the origin of assumptions that a setting chose; of a file without its directory, if that is not to be shown. */
export function nameOrigins(
  report: Report,
  { settings = [], redact }: { readonly settings?: readonly Setting[]; readonly redact?: boolean },
): Report {
  const origins = new Map(
    settings.map(({ name, origin }) => [`--${name}`, `${name} in ${redact ? basename(origin) : origin}`]),
  )
  if (origins.size === 0) return report
  const assumptions = report.assumptions.map((assumption) => ({
    ...assumption,
    because: origins.get(assumption.because) ?? assumption.because,
  }))
  return { ...report, assumptions }
}
