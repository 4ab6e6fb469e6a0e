/** Errors a caller can act on. */

/** What the user asked for can't be done as asked. The message says what was given, what is allowed, what to try. */
export class UsageError extends Error {
  override name = 'UsageError'
}
