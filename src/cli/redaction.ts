/** What --redact replaces before a command prints anything of a report. */
import { type Evidence, type Quote, type Redaction, type Report, readQuotes, redact } from '../index.ts'
import type { CommandContext } from './context.ts'
import type { ReportOptions } from './options.ts'

/** Keeps everything as it is. */
const unchanged = (report: Report): Redaction => ({
  report,
  sourceBehind: (name) => name,
  text: (line) => line,
})

/** The report as it is printed, and how lines that it quotes are. */
export function redactionOf(
  report: Report,
  options: Pick<ReportOptions, 'redact'>,
  { printNote }: CommandContext,
): Redaction {
  if (!options.redact) return unchanged(report)
  printNote(
    'note: names, addresses and user names are replaced; read the result before you share it, since free text may contain others',
  )
  return redact(report)
}

/** Reads lines of the inputs again, by the names of sources in the redacted report. */
export async function readRedacted(
  inputs: readonly string[],
  places: readonly Evidence[],
  { sourceBehind, text }: Redaction,
  { signals }: CommandContext,
): Promise<(place: Evidence) => Quote> {
  const original = ({ source, line }: Evidence): Evidence => ({ source: sourceBehind(source), line })
  signals.catch()
  const quote = await readQuotes(inputs, places.map(original))
  await signals.release()
  return (place) => {
    const found = quote(original(place))
    return 'text' in found ? { text: text(found.text) } : { reason: text(found.reason) }
  }
}
