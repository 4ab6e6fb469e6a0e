/** Options for single sources, which a user names by the whole name or by an end of the path. */
import { UsageError } from '../../model/errors.ts'

/** Values by source name, as given. */
export type BySource<T> = ReadonlyMap<string, T>

/** Returns the value for a source: that of its name, else of the longest end of its path that was given. */
export function valueFor<T>(values: BySource<T> | undefined, label: string): T | undefined {
  if (values === undefined || values.size === 0) return undefined
  const exact = values.get(label)
  if (exact !== undefined) return exact
  let longest: string | undefined
  for (const name of values.keys())
    if (isEndOf(name, label) && name.length > (longest?.length ?? 0)) longest = name
  return longest === undefined ? undefined : values.get(longest)
}

/** Throws a UsageError for a name that is of no source, or an end of several. `labels` are all sources that were read. */
export function checkNames(
  option: string,
  values: BySource<unknown> | undefined,
  labels: Iterable<string>,
): void {
  if (values === undefined || values.size === 0) return
  const all = new Set(labels)
  for (const name of values.keys()) {
    if (all.has(name)) continue
    const meant = [...all].filter((label) => isEndOf(name, label))
    if (meant.length === 1) continue
    const which = meant.length === 0 ? 'it is the name of no source' : 'it is the end of several names'
    const allowed = meant.length === 0 ? [...all] : meant
    const list =
      allowed.length === 0 ? 'no source was read' : `use one of ${allowed.slice(0, SHOWN).join(', ')}`
    throw new UsageError(
      `invalid ${option} "${name}": ${which}; ${list}${allowed.length > SHOWN ? ', …' : ''}`,
      {
        given: name,
        allowed,
      },
    )
  }
}

/** Names that a message lists. */
const SHOWN = 5

/** Whether a name is the end of a path, from a whole part on: of a file, or of a member of an archive. */
function isEndOf(name: string, label: string): boolean {
  const before = label.at(-name.length - 1)
  return name !== '' && label.endsWith(name) && (before === '/' || before === '!')
}
