/** How saved readings fit a call: each counts once, and no option comes too late for it. */
import { UsageError } from '../../model/errors.ts'
import type { GivenFacts, SourceReading } from '../../store/reading.ts'
import { givenFor, type ReadOptions } from './options.ts'

/** Returns a test that is false for a saved reading that was there before: a file given twice is read once, too. */
export function withoutCopies(): (reading: SourceReading) => boolean {
  const seen = new Set<string>()
  return ({ savedAs }) => {
    if (savedAs === undefined) return true
    const isNew = !seen.has(savedAs)
    seen.add(savedAs)
    return isNew
  }
}

/** What was given for a source while neither call gives anything. */
const NOTHING_GIVEN: GivenFacts = { isNamed: false, node: null, zone: null, printedUs: null }

/**
 * Throws a UsageError if an option would change a saved reading, and if two different readings have one name: evidence
 * is named by its source.
 */
export function checkSaved(readings: readonly SourceReading[], options: ReadOptions): void {
  const known = new Map<string, string | undefined>()
  for (const reading of readings) {
    const { name, savedAs } = reading
    if (known.has(name) && (savedAs ?? known.get(name)) !== undefined)
      throw new UsageError(
        `two different sources are named "${name}": give one of them another name with leasegap read --name`,
        { given: name, try: 'leasegap read --name NAME' },
      )
    known.set(name, savedAs)
    if (savedAs !== undefined) checkOptions(reading, options)
  }
}

function checkOptions(
  { name, given = NOTHING_GIVEN, zoneless, problems }: SourceReading,
  options: ReadOptions,
): void {
  const now = givenFor(name, options, given.isNamed)
  const hasUndated = problems.some(({ code }) => code === 'no-time')
  const changed =
    now.node !== null && now.node !== given.node
      ? '--source-node'
      : now.zone !== null && now.zone !== given.zone && zoneless !== null
        ? '--input-tz'
        : now.printedUs !== null && now.printedUs !== given.printedUs && hasUndated
          ? '--at'
          : null
  if (changed !== null)
    throw new UsageError(
      `${changed} can't change the saved reading of "${name}": give it to leasegap read, which reads the source`,
      { given: name, try: `leasegap read ${changed} …` },
    )
}
