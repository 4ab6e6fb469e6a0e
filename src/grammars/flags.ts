/**
 * Command line flags that a process prints when it starts: verbosity, grace period, monitor period.
 *
 * In: a log message. Out: one flag with its value.
 * Authority: component-base cli/flag PrintFlags, 1.14–1.36: `FLAG: --v="2"`, printed from -v=1.
 */
export interface Flag {
  /** Without dashes, e.g. `node-monitor-grace-period`. */
  readonly flag: string
  /** As printed, less the quotes: `40s`, `2`, ``. */
  readonly value: string
}

const HEAD = 'FLAG: --'

/** Undefined when the message is no such line, or is cut within it. Never throws. */
export function parseFlag(message: string): Flag | undefined {
  if (!message.startsWith(HEAD)) return undefined
  const text = message.trimEnd()
  const equals = text.indexOf('="', HEAD.length)
  if (equals <= HEAD.length || !text.endsWith('"') || text.length < equals + 3) return undefined
  return { flag: text.slice(HEAD.length, equals), value: text.slice(equals + 2, -1) }
}
