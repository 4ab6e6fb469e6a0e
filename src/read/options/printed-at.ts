/** Dates what prints only an age, by the moment that the user gives for the printing. */
import type { NamedFinding } from '../../grammars/index.ts'
import { timeOfAge } from '../../grammars/objects/ages.ts'
import type { ParseRecord } from './settings.ts'

/** Returns a parser that gives a time to findings with an age; findings with a time of their own keep it. */
export function datingAges(parse: ParseRecord, printedUs: number): ParseRecord {
  return (record) =>
    parse(record).map(
      (finding): NamedFinding =>
        finding.age === undefined ? finding : { ...finding, ...timeOfAge(printedUs, finding.age) },
    )
}
