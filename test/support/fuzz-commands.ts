/**
 * Runs the commands of the command line in this process with generated options, and checks what they print.
 */
import { Writable } from 'node:stream'
import fc from 'fast-check'
import { runAnalyze } from '../../src/cli/analyze.ts'
import type { CommandContext, ExitStatus } from '../../src/cli/context.ts'
import { type ExplainOptions, runExplain } from '../../src/cli/explain.ts'
import { runObserve } from '../../src/cli/observe.ts'
import { LineOutput } from '../../src/cli/output/line-writer.ts'
import { exporters, UsageError } from '../../src/index.ts'
import { MOVES_CURSOR, UNPRINTABLE } from './fuzz-invariants.ts'
import { schemaErrors } from './schema.ts'
import { uncaughtSignals } from './signals.ts'

export interface FuzzedCommand {
  readonly run: CommandName
  readonly options: ExplainOptions
}

type CommandName = 'analyze' | 'observe' | 'observe --explain' | 'explain'
type Run = (inputs: readonly string[], options: ExplainOptions, io: CommandContext) => Promise<ExitStatus>

const RUNS: Readonly<Record<CommandName, Run>> = {
  analyze: runAnalyze,
  observe: runObserve,
  'observe --explain': (inputs, options, io) => runObserve(inputs, { ...options, explain: true }, io),
  explain: runExplain,
}

const times = fc.constantFrom(
  ...['2026-11-22', '2026-11-22 10:45', '2026-11-22T10:45:41.157Z', '0001-01-01T00:00:00Z', '9999-12-31'],
  ...['-1h', '-30s', '-0', '-292y', '-1e9h', '-106751d', '-99999999999d', 'since+5m', 'since+9999999h', ''],
)
const globs = fc.constantFrom(
  ...['*', 'demo-worker', 'demo-*', '?*?', '', '**********a', '__proto__', '[a-z]', '\u001b[2J', '\\'],
)
/** Without html, which reads the script of its page from a build. */
const outputs = exporters.map(({ name }) => name).filter((name) => name !== 'html')
const durations = fc.constantFrom('0', '1ns', '40s', '1m30s', '2562047h', '1e3', '-1s', '106752d', '')

export const fuzzedCommand: fc.Arbitrary<FuzzedCommand> = fc.record({
  run: fc.constantFrom(...(Object.keys(RUNS) as CommandName[])),
  options: fc.record(
    {
      output: fc.constantFrom(...outputs),
      node: fc.array(globs, { minLength: 1, maxLength: 2 }),
      since: times,
      until: times,
      incident: fc.constantFrom('1', '2', '0', '-1', '1e9', 'constructor', '', '1.5'),
      failOn: durations,
      grace: durations,
      renewInterval: durations,
      tz: fc.constantFrom('Europe/Berlin', 'Asia/Kathmandu', '+14:00', 'local', 'Nowhere/City'),
      year: fc.constantFrom('1970', '2024', '2026', '9999'),
      align: fc.boolean(),
      all: fc.boolean(),
      verbose: fc.boolean(),
    },
    { requiredKeys: [] },
  ),
})

/** What a command printed, and its exit status. */
interface CommandResult {
  readonly status: number
  readonly stdout: string
  readonly stderr: readonly string[]
}

async function runCommand({ run, options }: FuzzedCommand, paths: readonly string[]): Promise<CommandResult> {
  let stdout = ''
  const stderr: string[] = []
  const stream = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done): void {
      stdout += text
      done()
    },
  })
  const output = new LineOutput(stream, uncaughtSignals)
  const io: CommandContext = {
    output,
    printNote: (line) => stderr.push(line),
    showProgress: undefined,
    signals: uncaughtSignals,
    onInterrupt: () => {},
    stdinIsTerminal: true,
    stdoutIsTerminal: false,
    columns: 80,
    rows: 24,
    env: {},
  }
  let status = 2
  try {
    status = await RUNS[run](paths, { tz: 'UTC', ...options }, io)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
  }
  await output.end()
  return { status, stdout, stderr }
}

/** Formats that are written to files, not to terminals. */
const FILE_FORMATS = /csv|svg/

/** Runs a command on these files. Returns each violated rule as a text. */
export async function findCommandViolations(
  command: FuzzedCommand,
  paths: readonly string[],
): Promise<string[]> {
  const { run, options } = command
  const { status, stdout, stderr } = await runCommand(command, paths)
  const violations: string[] = []
  const isFile = run === 'analyze' && FILE_FORMATS.test(options.output ?? '')
  const hidden = isFile
    ? UNPRINTABLE.exec(stdout)?.[0]
    : stdout.split('\n').find((line) => MOVES_CURSOR.test(line))
  if (hidden !== undefined) violations.push(`unprintable ${JSON.stringify(hidden)}`)
  for (const line of stderr) if (MOVES_CURSOR.test(line)) violations.push(`note ${JSON.stringify(line)}`)
  if (stdout !== '' && !stdout.endsWith('\n')) violations.push('half a line at the end')
  if (run === 'observe') violations.push(...findLineErrors('observation', stdout))
  if (run === 'analyze' && options.output === 'ndjson') violations.push(...findLineErrors('incident', stdout))
  if (run === 'analyze' && options.output === 'json' && stdout !== '')
    violations.push(...schemaErrors('report', JSON.parse(stdout)))
  const again = await runCommand(command, paths)
  if (again.status !== status || again.stdout !== stdout || again.stderr.join() !== stderr.join())
    violations.push('not the same again')
  return violations.map((what) => `${run} ${JSON.stringify(options)}: ${what}`)
}

function findLineErrors(what: Parameters<typeof schemaErrors>[0], text: string): string[] {
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => schemaErrors(what, JSON.parse(line)))
}
