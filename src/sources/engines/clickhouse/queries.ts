/** The queries that find the rows of a table, and count them. */
import { BUCKET_US } from '../complete-rows.ts'
import { globExpression } from '../expressions.ts'
import type { TableColumns } from './columns.ts'
import { identifier, literal } from './sql.ts'

export interface Table {
  readonly database: string
  readonly table: string
}

/** What is asked for. */
export interface Selection {
  readonly sinceUs: number | null
  readonly untilUs: number | null
  /** Expression for lines; null: all. */
  readonly lines: string | null
  /** Globs; null: all nodes. */
  readonly nodes: readonly string[] | null
  /** Nodes with lines that are needed besides. */
  readonly alsoNodes: readonly string[]
}

/** The pid that klog prints. */
const PID = '^[IWEF][0-9]{4} [0-9:.]+ +([0-9]+) '

/** Characters kept of a line that shows only that a log goes on. */
const SAMPLE_CHARACTERS = 1000

/** `1122 10:45:17.087056` */
const STAMP_CHARACTERS = 20

/** Lines of a value of several lines, behind the line that ends with it. */
const CONTINUATION = '^(\\t|        )'

/** Names and types of the columns. */
export function columnsQuery({ database, table }: Table): string {
  return `SELECT name, type FROM system.columns WHERE database = ${literal(database)} AND table = ${literal(table)} FORMAT JSONEachRow`
}

/** Limits of this user's profile, and what happens beyond them. */
export function limitsQuery(): string {
  return `SELECT name, value FROM system.settings WHERE name LIKE 'max\\_%' OR name LIKE '%overflow\\_mode%' FORMAT JSONEachRow`
}

/** The rows, by node and time. Rows of equal time stand in the order of klog's own stamps. */
export function rowsQuery(table: Table, columns: TableColumns, selection: Selection): string {
  const { time, node, message, process, order } = columns
  const rank = `multiIf(endsWith(${message}, '=<'), 1, match(${message}, ${literal(CONTINUATION)}), 2, startsWith(${message}, ' >'), 3, 0)`
  const ties = order === null ? [rank, `substring(${message}, 2)`, message] : [order]
  return [
    `SELECT ${node} AS lg_node, toString(${time.us}) AS lg_time, ${process ?? "''"} AS lg_process, ${message} AS lg_message`,
    `FROM ${nameOf(table)}`,
    whereOf(columns, selection, selection.lines),
    `ORDER BY ${[node, time.us, ...ties].join(', ')}`,
    'FORMAT JSONEachRow',
  ].join(' ')
}

/** For each node and bucket and process: how many rows must come, and the first and the last of the other lines. */
export function countsQuery(table: Table, columns: TableColumns, selection: Selection): string {
  const { time, node, message, process } = columns
  const isRow = selection.lines === null ? '1' : `match(${message}, ${literal(selection.lines)})`
  const sample = `substring(${message}, 1, ${SAMPLE_CHARACTERS})`
  // Of lines with equal times klog's own stamps show the first and the last.
  const place = `concat(toString(${time.us}), substring(${message}, 2, ${STAMP_CHARACTERS}))`
  return [
    `SELECT ${node} AS lg_node, intDiv(${time.us}, ${BUCKET_US}) AS lg_bucket, ${process ?? "''"} AS lg_process,`,
    `extract(${message}, ${literal(PID)}) AS lg_pid, ${isRow} AS lg_is_row,`,
    `toString(count()) AS lg_count, toString(min(${time.us})) AS lg_first, toString(max(${time.us})) AS lg_last,`,
    `argMinIf(${sample}, ${place}, NOT ${isRow}) AS lg_first_message, argMaxIf(${sample}, ${place}, NOT ${isRow}) AS lg_last_message`,
    `FROM ${nameOf(table)}`,
    whereOf(columns, selection, null),
    'GROUP BY lg_node, lg_bucket, lg_process, lg_pid, lg_is_row',
    'ORDER BY lg_node, lg_bucket, lg_process, lg_pid, lg_is_row',
    'FORMAT JSONEachRow',
  ].join(' ')
}

/** The value of an expression in some row. */
export function valueQuery(table: Table, expression: string): string {
  return `SELECT toString(${expression}) AS lg_value FROM ${nameOf(table)} LIMIT 1 FORMAT JSONEachRow`
}

/** The number of rows that have no time, and so can't be read. */
export function timelessQuery(table: Table, columns: TableColumns, selection: Selection): string {
  const conditions = [`isNull(${columns.time.column})`, ...choiceOf(columns, selection, selection.lines)]
  return `SELECT toString(count()) AS lg_value FROM ${nameOf(table)} WHERE ${conditions.join(' AND ')} FORMAT JSONEachRow`
}

/** The nodes with a line that the expression matches. */
export function nodesQuery(table: Table, columns: TableColumns, selection: Selection, lines: string): string {
  return [
    `SELECT DISTINCT ${columns.node} AS lg_node FROM ${nameOf(table)}`,
    whereOf(columns, { ...selection, nodes: null }, lines),
    'ORDER BY lg_node FORMAT JSONEachRow',
  ].join(' ')
}

function nameOf({ database, table }: Table): string {
  return `${identifier(database)}.${identifier(table)}`
}

function whereOf(columns: TableColumns, selection: Selection, lines: string | null): string {
  const { time, alsoBound } = columns
  const { sinceUs, untilUs } = selection
  const bounds = [time.bound, ...alsoBound]
  const conditions = [
    `isNotNull(${time.column})`,
    ...(sinceUs === null ? [] : bounds.map((bound) => bound('>=', sinceUs))),
    ...(untilUs === null ? [] : bounds.map((bound) => bound('<=', untilUs))),
    ...choiceOf(columns, selection, lines),
  ]
  return `WHERE ${conditions.join(' AND ')}`
}

/** Conditions that do not depend on the time. */
function choiceOf(
  { only, node, message }: TableColumns,
  { nodes, alsoNodes }: Selection,
  lines: string | null,
): readonly string[] {
  return [
    ...(only === null ? [] : [only]),
    ...(nodes === null ? [] : [nodesCondition(node, nodes, alsoNodes)]),
    ...(lines === null ? [] : [`match(${message}, ${literal(lines)})`]),
  ]
}

function nodesCondition(node: string, globs: readonly string[], others: readonly string[]): string {
  const chosen = `match(${node}, ${literal(globExpression(globs))})`
  return others.length === 0 ? chosen : `(${chosen} OR ${node} IN (${others.map(literal).join(', ')}))`
}
