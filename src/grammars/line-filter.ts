/**
 * The lines that the reader needs, as regular expressions for engines that find them: what the prefilter lets pass of a
 * file, and what is read besides of a process that ended.
 *
 * The syntax is that of RE2, without flags: ClickHouse, Loki, VictoriaLogs, and as far as it goes Elasticsearch, Log
 * Analytics and CloudWatch.
 */
import type { LineFilter } from '../model/index.ts'
import { prefilterLiterals } from './index.ts'

/**
 * The last error of a process that ended; lines of a value of several lines, which begin with a tab that a journal prints as blanks; a
 * request without its status, as a client prints it from -v=7 on.
 */
const BESIDES: readonly string[] = [
  '^[EF][0-9]{4} ',
  '^\\t',
  '^ {8}',
  '^ >',
  'round_trippers\\.go:[0-9]+\\] [A-Z]{3,7} [^ ]+ *$',
  'round_trippers\\.go:[0-9]+\\] "Request" ',
]

/** Files of controllers that print about nodes. */
const CONTROLLER_FILES =
  'node_lifecycle_controller|controller_utils|taint_manager|taint_eviction|controllermanager'

function expressionFor(literals: readonly string[]): string {
  return literals.map((literal) => literal.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')
}

export const lineFilter: LineFilter = {
  lines: [expressionFor(prefilterLiterals), ...BESIDES].join('|'),
  controllerLines: `(?:${CONTROLLER_FILES})\\.go:`,
  mark: prefilterLiterals[0] as string,
}
