/**
 * Command-line flags that a process prints when it starts: verbosity, grace period, monitor period.
 *
 * Input: a log message. Output: one flag with its value.
 * Authority: component-base cli/flag PrintFlags, 1.14–1.36: `FLAG: --v="2"`, printed from -v=1.
 */
export interface Flag {
  /** Name without dashes, e.g. `node-monitor-grace-period`. */
  readonly flag: string
  /** Value without quotes: `40s`, `2` or empty. */
  readonly value: string
}

const HEAD = 'FLAG: --'

/** Parses a printed flag. Returns undefined for other messages and for a cut one. Never throws. */
export function parseFlag(message: string): Flag | undefined {
  if (!message.startsWith(HEAD)) return undefined
  const text = message.trimEnd()
  const equals = text.indexOf('="', HEAD.length)
  if (equals <= HEAD.length || !text.endsWith('"') || text.length < equals + 3) return undefined
  return { flag: text.slice(HEAD.length, equals), value: text.slice(equals + 2, -1) }
}
