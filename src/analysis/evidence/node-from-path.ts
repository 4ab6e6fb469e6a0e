/**
 * The node that a source's path names, where the log itself names none.
 *
 * Input: all readings. Output: for a path the one part of it (a directory, a file's name without its ending) that is a
 * known node; null if no part is one, because a directory may have any name.
 * Authority: `kind export logs` writes `<node>/kubelet.log` beside `<node>/journal.log`.
 */
import type { ProcessReading, SourceReading } from '../../store/reading.ts'

const KUBELET_LOG = /(?:^|[/!])([^/!]+)\/kubelet\.log(?:\.gz)?$/

/** Returns a function that finds the node in a source's path. */
export function pathReader(readings: readonly SourceReading[]): (source: string) => string | null {
  const sources = new Set(readings.map(({ name }) => name))
  const known = new Set(exportedNodes(sources))
  for (const { processes } of readings)
    for (const process of processes) for (const name of namesOf(process)) if (name !== null) known.add(name)
  return (source) => {
    const named = new Set(partsOf(source).filter((part) => known.has(part)))
    return named.size === 1 ? ([...named][0] as string) : null
  }
}

/** The nodes that a process names; those of a stored one are its own. */
function* namesOf(process: ProcessReading): Iterable<string | null> {
  yield process.node
  if (process.component === 'kubelet') yield process.host
  if (process.stored) return
  for (const o of process.observations) yield o.node
  yield* process.requests.keys()
  yield* process.stale.keys()
}

/** The directories of kubelet logs that have a journal beside them. */
function* exportedNodes(sources: ReadonlySet<string>): Iterable<string> {
  for (const source of sources) {
    const directory = KUBELET_LOG.exec(source)?.[1]
    if (directory !== undefined && sources.has(source.replace(/kubelet(?=\.log(?:\.gz)?$)/, 'journal')))
      yield directory
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
