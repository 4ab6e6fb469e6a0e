/** `leasegap watch`: what is late in a cluster, or by logs that grow, while it is. */
import { fstatSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { type NodeInTrouble, SourceError, UsageError, type WatchEvent, watch } from '../../index.ts'
import { printable } from '../../text/printable.ts'
import { parseDurationSeconds } from '../../time/user-time.ts'
import { formatLocal } from '../../time/zones.ts'
import type { CommandContext, ExitStatus } from '../context.ts'
import { type KubectlOptions, kubectlFlags } from '../kubectl-options.ts'
import { chosenZone } from '../options.ts'
import { watchStandardOutput } from '../output/closed-pipe.ts'
import { EventCommand } from './event-command.ts'
import { eventFields, eventText, nodeText } from './watch-text.ts'

export interface WatchCommandOptions extends KubectlOptions {
  readonly output?: string
  readonly failOn?: string
  readonly exec?: string
  readonly grace?: string
  readonly inputTz?: string
  readonly tz?: string
  readonly utc?: boolean
}

const FORMATS: readonly string[] = ['text', 'ndjson']

/** Runs until a signal, until a node is silent for as long as --fail-on, or to the end of standard input. */
export async function runWatch(
  given: readonly string[],
  options: WatchCommandOptions,
  io: CommandContext,
): Promise<ExitStatus> {
  const { output = 'text', failOn, grace } = options
  if (!FORMATS.includes(output))
    throw new UsageError(`unknown format "${output}": use ${FORMATS.join(', ')}`, {
      given: output,
      allowed: FORMATS,
    })
  const flags = kubectlFlags(options)
  const { nodes, sources } = await watchedOf(given, flags.length > 0)
  const zone = chosenZone(options)
  const failSeconds = failOn === undefined ? null : parseDurationSeconds(failOn, '--fail-on')
  const command = options.exec === undefined ? null : new EventCommand(options.exec, io)
  const stop = new AbortController()
  let hasFailed = false
  const lines = new LiveLines(io, output === 'text' && io.stdoutIsTerminal)
  io.onInterrupt(async () => {
    lines.clear()
    stop.abort(new Error('interrupted'))
    await Promise.all([watching.catch(() => undefined), command?.stop()])
  })
  watchStandardOutput(() => stop.abort(new Error('closed')))
  const watching = watch({
    ...{ nodes, sources, kubectlFlags: flags, signal: stop.signal },
    cluster: sources.length === 0 || nodes.length > 0 || flags.length > 0,
    ...(output === 'text' ? { timeZone: zone } : {}),
    ...(options.inputTz === undefined ? {} : { inputZone: options.inputTz }),
    ...(grace === undefined ? {} : { graceSeconds: parseDurationSeconds(grace, '--grace') }),
    onEvent: (event) => {
      const json = JSON.stringify(eventFields(event))
      lines.print(output === 'text' ? textOf(event, zone) : `${json}\n`)
      if ('node' in event) command?.run(json)
    },
    onTick: (inTrouble) => {
      lines.show(inTrouble.map((node) => nodeText(node, zone)))
      if (failSeconds === null || !inTrouble.some((node) => isSilentFor(node, failSeconds))) return
      hasFailed = true
      stop.abort(new Error('--fail-on'))
    },
  })
  try {
    await watching
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    lines.clear()
    throw new UsageError(`${error.label} can't be watched: ${error.reason}`, { cause: error })
  }
  lines.clear()
  await command?.end()
  return hasFailed ? 1 : 0
}

function isSilentFor({ silentSeconds, incident }: NodeInTrouble, seconds: number): boolean {
  return (silentSeconds ?? 0) >= seconds || (incident?.seconds ?? 0) >= seconds
}

/** The form of a node's name; a file of that name is a log. */
const NODE_NAME = /^[a-z0-9][a-z0-9.-]{0,252}$/

/**
 * Names of nodes and logs. Without both, a pipe or a file on standard input is the log, unless flags choose a cluster; a
 * socket may be left open by the program that started this one.
 */
async function watchedOf(
  given: readonly string[],
  choosesCluster: boolean,
): Promise<{ readonly nodes: readonly string[]; readonly sources: readonly string[] }> {
  const input = fstatSync(0)
  if (given.length === 0 && !choosesCluster && (input.isFIFO() || input.isFile()))
    return { nodes: [], sources: ['-'] }
  const nodes: string[] = []
  const sources: string[] = []
  for (const name of given) {
    const isFile = await stat(name).then(
      () => true,
      () => false,
    )
    if (isFile || !NODE_NAME.test(name)) sources.push(name)
    else nodes.push(name)
  }
  return { nodes, sources }
}

function textOf(event: WatchEvent, zone: string): string {
  const time = formatLocal(event.atUs, zone) ?? ''
  return `${printable(`${time.slice(0, 19)}  ${eventText(event, zone)}`)}\n`
}

/** Erases from the cursor to the end of the screen: https://vt100.net/docs/vt510-rm/ED.html. */
const ERASE_BELOW = '\u001b[J'

/** Rows of the status below the lines, at most: more would scroll. */
const MOST_ROWS = 10

/** Lines that stay, and on a terminal a status below them that is rewritten in place. */
class LiveLines {
  readonly #io: CommandContext
  readonly #showsStatus: boolean
  #rows = 0

  constructor(io: CommandContext, showsStatus: boolean) {
    this.#io = io
    this.#showsStatus = showsStatus
  }

  print(line: string): void {
    void this.#io.output.write(`${this.#erased()}${line}`)
  }

  show(rows: readonly string[]): void {
    if (!this.#showsStatus || (rows.length === 0 && this.#rows === 0)) return
    const shown = rows.slice(0, MOST_ROWS).map((row) => printable(row).slice(0, this.#io.columns - 1))
    if (rows.length > MOST_ROWS) shown[MOST_ROWS - 1] = `and ${rows.length - MOST_ROWS + 1} more`
    const erased = this.#erased()
    this.#rows = shown.length
    void this.#io.output.write(`${erased}${shown.map((row) => `${row}\n`).join('')}`)
  }

  clear(): void {
    const erased = this.#erased()
    if (erased !== '') void this.#io.output.write(erased)
  }

  #erased(): string {
    const up = this.#rows === 0 ? '' : `\u001b[${this.#rows}A${ERASE_BELOW}`
    this.#rows = 0
    return up
  }
}
