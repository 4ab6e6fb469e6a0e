/** Sources of engines that are asked for one span of time after the other. */
import type { OpenOptions } from '../../model/index.ts'
import { formatInstant, MINUTE_US } from '../../time/instant.ts'
import { EngineConnection } from './connection.ts'
import { type CredentialVariables, readCredentials, withBasic } from './credentials.ts'
import { type EngineUrl, engineTime } from './engine-url.ts'
import { globExpression } from './expressions.ts'
import { checkedRows, type RowAdvice } from './row-checks.ts'
import { printRows } from './rows.ts'
import { type Minutes, readWindows, type WindowedEngine } from './windows.ts'

/** What an engine is built from. */
export interface EngineParts {
  readonly connection: EngineConnection
  readonly url: EngineUrl
  readonly headers: Readonly<Record<string, string>>
  /** Expression for lines; null: all. */
  readonly lines: string | null
}

/** An engine that can be narrowed to some nodes. */
export interface NarrowableEngine extends WindowedEngine {
  /** The nodes with a line in these minutes that the expression matches. */
  nodesWith(minutes: Minutes, lines: string): Promise<readonly string[]>
  /** Returns an engine for the nodes with names that match the expression. */
  narrowed(names: string): WindowedEngine
}

export interface WindowedKind {
  readonly variables: CredentialVariables
  readonly advise: (status: number, text: string) => string | null
  open(parts: EngineParts): Promise<NarrowableEngine>
}

const NO_TIME = 'an engine keeps more than one wants to read: give --since, or ?since=TIME in the URL'

/** Clocks of lines may be ahead of this machine's: what is written until now is asked for. */
const AHEAD_US: number = 15 * MINUTE_US

const DAY_MINUTES = 1440

const ADVICE: RowAdvice = {
  times: 'let the collector send the times of the lines, or correct its clock',
  choice: '?query= in the URL, the time, and --node',
}

export async function* readWindowed(
  label: string,
  url: EngineUrl,
  kind: WindowedKind,
  { time, nodes, filter, signal, events }: OpenOptions,
): AsyncIterable<Buffer> {
  const credentials = await readCredentials(kind.variables, { label, file: url.parameters.get('headers') })
  const ended = new AbortController()
  const connection = new EngineConnection({
    ...{ label, secrets: credentials.secrets, timeout: url.parameters.get('timeout'), advise: kind.advise },
    signal: signal ? AbortSignal.any([signal, ended.signal]) : ended.signal,
  })
  const { sinceUs, untilUs } = engineTime(url, time)
  if (sinceUs === null) throw connection.failure(NO_TIME)
  const range = { sinceUs, untilUs: untilUs ?? Date.now() * 1000 + AHEAD_US }
  try {
    const lines = filter?.lines ?? null
    const whole = await kind.open({ connection, url, headers: withBasic(credentials), lines })
    const engine = nodes
      ? await narrow(whole, { nodes, range, lines: filter?.controllerLines ?? null })
      : whole
    if (untilUs === null) await assertNoneBehind(engine, range.untilUs)
    const rows = readWindows(engine, range)
    const asked = { sinceUs, untilUs }
    const checked = checkedRows(rows, { connection, advice: ADVICE, range: asked, events })
    yield* printRows(checked, { resolutionUs: 1, mark: filter?.mark })
  } finally {
    // An answer may be open that nothing reads.
    ended.abort()
  }
}

/** Rejects with a SourceError if lines lie in the day behind a time that is the future. */
async function assertNoneBehind(engine: WindowedEngine, untilUs: number): Promise<void> {
  const first = Math.floor(untilUs / MINUTE_US) + 1
  const counts = await engine.count({ first, end: first + DAY_MINUTES }, false)
  const lines = [...counts.values()].flatMap((ofNode) => [...ofNode.values()]).reduce((sum, n) => sum + n, 0)
  if (lines > 0)
    throw engine.connection.failure(
      `${lines} lines have a time after ${formatInstant(untilUs)}: their clock or that of this machine is wrong; give --until`,
    )
}

interface Narrowing {
  readonly nodes: readonly string[]
  readonly range: { readonly sinceUs: number; readonly untilUs: number }
  readonly lines: string | null
}

async function narrow(engine: NarrowableEngine, { nodes, range, lines }: Narrowing): Promise<WindowedEngine> {
  const minutes = {
    first: Math.floor(range.sinceUs / MINUTE_US),
    end: Math.floor(range.untilUs / MINUTE_US) + 1,
  }
  const controllers = lines === null ? [] : await engine.nodesWith(minutes, lines)
  return engine.narrowed(globExpression([...nodes, ...controllers]))
}
