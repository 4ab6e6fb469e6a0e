/** Messages of errors that end a command. */

/** A message for people; an error that is no mistake of the user's is called a defect. */
export async function describeError(error: unknown, verbose: boolean): Promise<string> {
  const { UsageError } = await import('../index.ts')
  if (!(error instanceof Error)) return `${String(error)}\nThis is a bug in leasegap.`
  if (error instanceof UsageError) return error.message
  const hint = verbose ? (error.stack ?? '') : 'Re-run with -v for a stack trace.'
  return `${error.message}\nThis is a bug in leasegap. ${hint}`
}

/** Makes lines printable: arguments are often names of files, which may be hostile. */
export async function makePrintable(text: string): Promise<string> {
  const { printable } = await import('../text/printable.ts')
  return text.split('\n').map(printable).join('\n')
}
