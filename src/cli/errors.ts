/**
 * Messages of errors that end a command, all in one form: what was given, what is allowed, what may have been meant.
 *
 * `error: unknown format "jsn": use one of table, json (did you mean json?)`
 */

import type { Setting } from './settings/settings-origins.ts'

/** A message for people; an error that is no mistake of the user's is called a bug. */
export async function describeError(
  error: unknown,
  verbose: boolean,
  settings: readonly Setting[] = [],
): Promise<string> {
  const { UsageError } = await import('../index.ts')
  if (!(error instanceof Error)) return `error: ${String(error)}\nThis is a bug in leasegap.`
  if (error instanceof UsageError) {
    const { nearestWord } = await import('../text/nearest.ts')
    const meant = error.given === null ? undefined : nearestWord(error.given, error.allowed)
    const origin =
      settings.length === 0 ? '' : (await import('./settings/settings.ts')).originOf(error.given, settings)
    return `error: ${error.message}${meant === undefined ? '' : ` (did you mean ${meant}?)`}${origin}`
  }
  const hint = verbose
    ? (await import('./stack-trace.ts')).sourceTrace(error.stack ?? '')
    : 'Re-run with -v for a stack trace.'
  return `error: ${error.message}\nThis is a bug in leasegap. ${hint}`
}

/** Rewords what commander prints on wrong usage: quotation marks, and the suggestion on the line of the error. */
export function usageMessage(text: string): string {
  return text
    .replace(
      /^error: command-argument value '([^'\n]*)' is invalid for argument '([^'\n]*)'\. Allowed choices are ([^\n]*)\.\n/,
      "error: unknown $2 '$1': use one of $3\n",
    )
    .replace('\n(Did you mean ', ' (did you mean ')
    .replace(/^error: option '([^'\n]*)' argument missing/, "error: option '$1' needs a value")
    .replaceAll("'", '"')
    .trimEnd()
}

/** Makes lines printable: arguments are often names of files, which may be hostile. */
export async function makePrintable(text: string): Promise<string> {
  const { printable } = await import('../text/printable.ts')
  return text.split('\n').map(printable).join('\n')
}
