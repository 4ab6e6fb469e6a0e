/**
 * Records that show nothing but that their process prints: no finding, no property of the process, no part of a request.
 * Lines like them are read from their bytes.
 */
import { parseFailedList } from '../../grammars/failed-list.ts'
import { parseFlag } from '../../grammars/flags.ts'
import { parseLostWatch } from '../../grammars/lost-watch.ts'
import { versionHint } from '../../grammars/release-hints.ts'
import { isBareStatus, requestStartOf } from '../../grammars/request-parts.ts'
import { isStartOfControllerManager } from '../processes/process-collector.ts'
import type { ParsedRecord } from '../records/record.ts'

export function isSilentRecord({ unwrapped: { statement }, record, findings }: ParsedRecord): boolean {
  return (
    findings.length === 0 &&
    statement !== null &&
    versionHint(record) === undefined &&
    parseFlag(statement.message) === undefined &&
    parseFailedList(statement) === undefined &&
    parseLostWatch(statement) === undefined &&
    !isStartOfControllerManager(statement) &&
    requestStartOf(statement) === null &&
    !isBareStatus(statement)
  )
}
