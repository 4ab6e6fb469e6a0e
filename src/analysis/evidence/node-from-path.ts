/**
 * The node that a source's path names, where the log itself names none.
 *
 * Input: all readings. Output: for a path the one part of it (a directory, a file's name without its ending) that is a
 * known node; null if no part is one, because a directory may have any name.
 * Authority: `kind export logs` writes `<node>/kubelet.log` beside `<node>/journal.log`.
 */
import type { SourceReading } from '../../store/reading.ts'

const KUBELET_LOG = /(?:^|[/!])([^/!]+)\/kubelet\.log(?:\.gz)?$/

/** Returns a function that finds the node in a source's path. */
export function pathReader(readings: readonly SourceReading[]): (source: string) => string | null {
  const known = new Set<string>()
  const sources = new Set(readings.map(({ name }) => name))
  for (const { processes } of readings)
    for (const process of processes) {
      const { node, host, component } = process
      if (node !== null) known.add(node)
      if (host !== null && component === 'kubelet') known.add(host)
      if (process.stored) continue
      const { observations, requests, stale } = process
      for (const o of observations) if (o.node !== null) known.add(o.node)
      for (const named of [...requests.keys(), ...stale.keys()]) if (named !== null) known.add(named)
    }
  for (const source of sources) {
    const directory = KUBELET_LOG.exec(source)?.[1]
    if (directory !== undefined && sources.has(source.replace(/kubelet(?=\.log(?:\.gz)?$)/, 'journal')))
      known.add(directory)
  }
  return (source) => {
    const named = new Set(partsOf(source).filter((part) => known.has(part)))
    return named.size === 1 ? ([...named][0] as string) : null
  }
}

/** Splits a path into directories and file, the file also without its endings; `!` precedes an archive's member. */
function partsOf(source: string): string[] {
  const parts = source.split(/[/!]/)
  const file = parts.at(-1) ?? ''
  return [...parts, stemOf(file)]
}

const ENDINGS = ['.gz', '.log', '.txt']

function stemOf(file: string): string {
  let stem = file
  for (;;) {
    const ending = ENDINGS.find((one) => stem.endsWith(one))
    if (ending === undefined) return stem
    stem = stem.slice(0, -ending.length)
  }
}
