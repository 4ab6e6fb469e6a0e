/**
 * The command line: data on standard output, everything else on standard error. Exit status: 0 done, 1 an incident as
 * long as --fail-on, 2 wrong usage or an input that could not be read, 3 no evidence for --fail-on, 130 and 143 when
 * interrupted. A closed pipe is no error.
 *
 * Only commander is loaded at first; the library is loaded by the command that needs it.
 */
import { createRequire } from 'node:module'
import { isatty } from 'node:tty'
import { CommanderError } from './commander.ts'
import type { CommandContext } from './context.ts'
import { describeError, makePrintable, usageMessage } from './errors.ts'
import { LineOutput, removeUnfinishedFiles } from './output/line-writer.ts'
import { buildProgram, programName } from './program.ts'
import type { Setting } from './settings/settings-origins.ts'
import { settingsPlaces } from './settings/settings-places.ts'
import { Signals } from './signals.ts'

/** The code that draws is loaded by the first progress, and draws the next. */
function openProgress(): NonNullable<CommandContext['showProgress']> {
  let line: CommandContext['showProgress']
  let isLoading = false
  return (progress) => {
    line?.(progress)
    if (isLoading || progress === null) return
    isLoading = true
    void import('./output/progress.ts').then(({ progressLine }) => {
      line = progressLine(process.stderr)
    })
  }
}

export async function main(args: readonly string[]): Promise<void> {
  const { stdout, stderr, env } = process
  const printNote = (line: string): void => {
    stderr.write(`leasegap: ${line}\n`)
  }
  const showProgress = stderr.isTTY ? openProgress() : undefined
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    printNote(`error: standard output cannot be written: ${error.message}`)
    process.exit(2)
  })
  stderr.on('error', () => {})
  // However the process ends. Not before: a file that is still being written would be made again, or fail.
  process.on('exit', removeUnfinishedFiles)
  let finish = async (): Promise<void> => {}
  const signals: Signals = new Signals(() => {
    showProgress?.(null)
    return Promise.allSettled([output.stop(), liveOutput.stop(), finish()])
  })
  signals.catch()
  const output = new LineOutput(stdout, signals)
  const liveOutput = new LineOutput(stdout, signals, { atOnce: true })
  const io: CommandContext = {
    output,
    printNote,
    showProgress,
    signals,
    onInterrupt: (run) => {
      finish = run
    },
    get stdinIsTerminal() {
      return isatty(0)
    },
    stdoutIsTerminal: stdout.isTTY === true,
    columns: stdout.columns || 80,
    rows: stdout.rows || 24,
    env,
  }
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string }
  const helps = args.some((arg) => arg === '-h' || arg === '--help')
  const formats = helps
    ? `: ${(await import('../index.ts')).exporters.map(({ name }) => name).join(', ')} (default table)`
    : ''
  let usageText = ''
  let settings: readonly Setting[] = []
  const printError = async (error: unknown): Promise<void> => {
    io.showProgress?.(null)
    const isVerbose = args.includes('-v') || args.includes('--verbose')
    printNote(await makePrintable(await describeError(error, isVerbose, settings)))
  }
  // Node's own status is 1, which means an incident.
  process.on('uncaughtException', (error) => void printError(error).finally(() => process.exit(2)))
  try {
    const program = buildProgram({
      name: programName(process.argv[1]),
      version,
      formats,
      io,
      live: { ...io, output: liveOutput },
      onUsageText: (text) => {
        usageText += text
      },
      isShort: args.includes('-h') && !args.includes('--help'),
      loadSettings: async () => {
        const places = settingsPlaces(env, process.cwd())
        if (places !== null) settings = (await import('./settings/settings.ts')).readSettings(env, places)
        return settings
      },
    })
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      if (usageText !== '') printNote(await makePrintable(usageMessage(usageText)))
      process.exitCode = error.exitCode === 0 ? 0 : 2
    } else {
      await printError(error)
      process.exitCode = 2
    }
  }
  await Promise.all([output.end(), liveOutput.end()])
  // An input that is still open, such as a pipe nobody reads any more, must not keep the process.
  process.exit()
}
