/** What to change after an error of ClickHouse. */
import type { Table } from './queries.ts'

/** The number of an error, as each release prints it; null if a text has none. */
export function codeOf(text: string): number | null {
  const [, code] = /\bCode: (\d{1,5})\b/.exec(text) ?? []
  return code === undefined ? null : Number(code)
}

const LOGIN: readonly number[] = [192, 193, 194, 497, 516]
const MISSING: readonly number[] = [60, 81]
const TOO_MUCH: readonly number[] = [158, 159, 160, 191, 202, 241, 307, 396]

/** Authority: src/Common/ErrorCodes.cpp of ClickHouse. */
export function adviceFor(status: number, code: number | null, { database, table }: Table): string | null {
  if (status === 401 || status === 403 || (code !== null && LOGIN.includes(code)))
    return 'set CLICKHOUSE_USER and CLICKHOUSE_PASSWORD to a user who may read this table'
  if (code !== null && MISSING.includes(code)) return `check "${database}" and "${table}" in the URL`
  if (code !== null && TOO_MUCH.includes(code))
    return 'ask for less: a shorter time with --since and --until, or fewer nodes with --node'
  return null
}
