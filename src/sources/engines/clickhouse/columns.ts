/**
 * The columns of a table that hold the logs of nodes: named by the URL, else found by their names and types.
 *
 * Authority: the exporter of the OpenTelemetry collector (`otel_logs`), SigNoz (`distributed_logs_v2`), the sinks of
 * Vector and Fluent Bit, which write what table the user made.
 */
import { SECOND_US } from '../../../time/instant.ts'
import type { EngineConnection } from '../connection.ts'
import { identifier, literal } from './sql.ts'

/** A row of `system.columns`. */
export interface Column {
  readonly name: string
  readonly type: string
}

/** Returns a condition on a column, which an index serves. */
export type Bound = (operator: '>=' | '<=', us: number) => string

/** Resolves to the value of an expression in some row, as text; null: the table is empty. */
export type ValueIn = (expression: string) => Promise<string | null>

/** A column with times. */
export interface TimeColumn {
  readonly column: string
  /** Rows may have no time. */
  readonly isNullable: boolean
  /** Expression for microseconds since 1970. */
  readonly us: string
  readonly resolutionUs: number
  readonly bound: Bound
}

export interface TableColumns {
  readonly time: TimeColumn
  /** Expressions for texts. Null: the table has no such column. */
  readonly node: string
  readonly message: string
  readonly process: string | null
  /** Orders rows of equal time. Null: their texts do. */
  readonly order: string | null
  /** A condition on rows; null: none. */
  readonly only: string | null
  /** Conditions that spare the table of reading other days. */
  readonly alsoBound: readonly Bound[]
}

const TIMES: readonly string[] = [
  ...['timestamp', '@timestamp', 'time', 'ts', '_time', 'event_time', 'datetime', 'date_time'],
  'timestamptime',
]
const MESSAGES: readonly string[] = ['body', 'message', 'msg', 'log', 'line', '_msg', 'raw', 'text']
const NODES: readonly string[] = [
  ...['k8s_node_name', 'kubernetes_node_name', 'kubernetes_host', 'node_name', 'nodename', 'node'],
  ...['_hostname', 'host_name', 'hostname', 'host', 'instance'],
]
/** Names of what syslog calls an identifier. A unit is none: systemd prints lines about it, too. */
const PROCESSES: readonly string[] = [
  'syslog_identifier',
  'appname',
  'program',
  'process_name',
  'container_name',
]

/** Columns of maps with what the collector knows of a host or a record, and their keys. */
const RESOURCES: readonly string[] = ['resourceattributes', 'resources_string', 'resource', 'labels', 'tags']
const ATTRIBUTES: readonly string[] = ['logattributes', 'attributes_string', 'attributes']
const NODE_KEYS: readonly string[] = ['k8s.node.name', 'host.name', 'nodename', 'node', 'hostname', 'host']
const PROCESS_KEYS: readonly string[] = ['SYSLOG_IDENTIFIER', 'syslog_identifier']

/** Finds the columns. Rejects with a SourceError that lists the columns where one is missing or not of its kind. */
export async function findColumns(
  columns: readonly Column[],
  parameters: ReadonlyMap<string, string>,
  { connection, valueIn }: { readonly connection: EngineConnection; readonly valueIn: ValueIn },
): Promise<TableColumns> {
  const fail = (what: string): Error =>
    connection.failure(`${what}; columns: ${columns.map(({ name }) => name).join(', ')}`)
  const given = (name: string): string | undefined => {
    const wanted = parameters.get(name)
    if (wanted === undefined) return undefined
    const found = valueNamed(wanted, columns)
    if (found === undefined) throw fail(`no column "${wanted}" for ${name}`)
    return found
  }
  const message = given('message') ?? textIn(named(columns, MESSAGES))
  if (message === undefined) throw fail('no column of messages is known by its name: give ?message=COLUMN')
  const node = given('node') ?? nodeIn(columns)
  if (node === undefined) throw fail('no column of nodes is known by its name: give ?node=COLUMN')
  const time = await timeColumn(columns, parameters.get('time'), valueIn)
  if (!time)
    throw fail(
      'no column of times (DateTime, DateTime64 or a number) is known by its name: give ?time=COLUMN',
    )
  return {
    time,
    node,
    message,
    process: given('process') ?? processIn(columns) ?? null,
    order: given('order') ?? null,
    only: onlyOf(parameters.get('only'), columns, fail),
    alsoBound: partitionTimes(columns),
  }
}

/** Returns the condition of `COLUMN:VALUE,VALUE`; null if it is not given. */
function onlyOf(
  given: string | undefined,
  columns: readonly Column[],
  fail: (what: string) => Error,
): string | null {
  if (given === undefined) return null
  const at = given.indexOf(':')
  const value = valueNamed(given.slice(0, at), columns)
  if (at < 0 || value === undefined) throw fail(`"${given}" for only is no COLUMN:VALUE,VALUE`)
  const values = given
    .slice(at + 1)
    .split(',')
    .map(literal)
  return `${value} IN (${values.join(', ')})`
}

function named(columns: readonly Column[], names: readonly string[]): readonly Column[] {
  return names.flatMap((name) => columns.filter((column) => column.name.toLowerCase() === name))
}

/** Returns `COLUMN` or `MAP[KEY]` as an expression for a text; undefined if there is no such column. */
function valueNamed(wanted: string, columns: readonly Column[]): string | undefined {
  const column = columns.find(({ name }) => name === wanted)
  if (column) return textOf(identifier(column.name))
  const at = wanted.indexOf('[')
  const map = columns.find(({ name }) => at > 0 && wanted.endsWith(']') && name === wanted.slice(0, at))
  return map && keyOf(map, wanted.slice(at + 1, -1))
}

function textIn([column]: readonly Column[]): string | undefined {
  return column && textOf(identifier(column.name))
}

function textOf(expression: string): string {
  return `ifNull(toString(${expression}), '')`
}

function keyOf({ name }: Column, key: string): string {
  return textOf(`${identifier(name)}[${literal(key)}]`)
}

/** The first key that is not empty. */
function keysOf(columns: readonly Column[], maps: readonly string[], keys: readonly string[]): string[] {
  const found = named(columns, maps).filter(({ type }) => type.startsWith('Map('))
  return found.flatMap((column) => keys.map((key) => keyOf(column, key)))
}

function firstOf(values: readonly string[]): string | undefined {
  if (values.length < 2) return values[0]
  const conditions = values.slice(0, -1).flatMap((value) => [`${value} != ''`, value])
  return `multiIf(${[...conditions, values.at(-1)].join(', ')})`
}

function nodeIn(columns: readonly Column[]): string | undefined {
  return textIn(named(columns, NODES)) ?? firstOf(keysOf(columns, [...RESOURCES, ...ATTRIBUTES], NODE_KEYS))
}

function processIn(columns: readonly Column[]): string | undefined {
  return textIn(named(columns, PROCESSES)) ?? firstOf(keysOf(columns, ATTRIBUTES, PROCESS_KEYS))
}

/** The named column, else the one with the finest times; of equal ones the first in the list. */
async function timeColumn(
  columns: readonly Column[],
  wanted: string | undefined,
  valueIn: ValueIn,
): Promise<TimeColumn | undefined> {
  const candidates =
    wanted === undefined ? named(columns, TIMES) : columns.filter(({ name }) => name === wanted)
  const times: TimeColumn[] = []
  for (const column of candidates) {
    const time = timeOf(column) ?? (INTEGER.test(column.type) ? await countOf(column, valueIn) : undefined)
    if (time) times.push(time)
  }
  return times.sort((a, b) => a.resolutionUs - b.resolutionUs)[0]
}

const NULLABLE = 'Nullable('
const INTEGER = /^(?:Nullable\()?U?Int64\)?$/
const DATE_TIME64 = /^(?:Nullable\()?DateTime64\((\d)/
const DATE_TIME = /^(?:Nullable\()?DateTime\b(?!64)/

function timeOf({ name, type }: Column): TimeColumn | undefined {
  const column = identifier(name)
  const isNullable = type.startsWith(NULLABLE)
  const digits = DATE_TIME64.exec(type)?.[1]
  if (digits !== undefined)
    return {
      ...{ column, isNullable },
      us: `toUnixTimestamp64Micro(${column})`,
      resolutionUs: Math.max(1, SECOND_US / 10 ** Number(digits)),
      bound: (operator, us) => `${column} ${operator} fromUnixTimestamp64Micro(toInt64(${us}))`,
    }
  if (!DATE_TIME.test(type)) return undefined
  return {
    ...{ column, isNullable },
    us: `toInt64(toUnixTimestamp(${column})) * ${SECOND_US}`,
    resolutionUs: SECOND_US,
    bound: (operator, us) => `${column} ${operator} toDateTime(${roundOutwards(us / SECOND_US, operator)})`,
  }
}

/** Units of numbers since 1970: the least of this century, and how many make a microsecond or how many of these it has. */
const UNITS: readonly { readonly least: number; readonly perUs: number; readonly us: number }[] = [
  { least: 1e18, perUs: 1000, us: 1 },
  { least: 1e15, perUs: 1, us: 1 },
  { least: 1e12, perUs: 1, us: 1000 },
  { least: 0, perUs: 1, us: SECOND_US },
]

/** A column of numbers; its first value shows their unit. */
async function countOf({ name, type }: Column, valueIn: ValueIn): Promise<TimeColumn> {
  const column = identifier(name)
  const value = Number((await valueIn(column)) ?? 1e18)
  const { perUs, us } = UNITS.find(({ least }) => value >= least) as (typeof UNITS)[number]
  return {
    ...{ column, isNullable: type.startsWith(NULLABLE) },
    us: perUs > 1 ? `toInt64(intDiv(${column}, ${perUs}))` : `toInt64(${column} * ${us})`,
    resolutionUs: us,
    bound: (operator, timeUs) =>
      `${column} ${operator} ${BigInt(roundOutwards(timeUs / us, operator)) * BigInt(perUs)}`,
  }
}

function roundOutwards(value: number, operator: '>=' | '<='): number {
  return operator === '>=' ? Math.floor(value) : Math.ceil(value)
}

/** SigNoz orders its table by the half hour that a record was received in, the exporter of OpenTelemetry by seconds. */
function partitionTimes(columns: readonly Column[]): Bound[] {
  const bucket = named(columns, ['ts_bucket_start']).map(
    ({ name }): Bound =>
      (operator, us) =>
        `${identifier(name)} ${operator} ${roundOutwards(us / SECOND_US, operator) - (operator === '>=' ? HALF_HOUR : 0)}`,
  )
  const seconds = named(columns, ['timestamptime']).flatMap((column) => timeOf(column)?.bound ?? [])
  return [...bucket, ...seconds]
}

const HALF_HOUR = 1800
