/**
 * The command line: data on standard output, everything else on standard error. Exit status: 0 done, 1 an incident as
 * long as --fail-on, 2 wrong usage or an input that could not be read, 130 and 143 when interrupted. A closed pipe is
 * no error.
 *
 * Only commander is loaded at first; the library is loaded by the command that needs it, so that --version is as fast
 * as the start of node.
 */
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { isatty } from 'node:tty'
import { Argument, Command, CommanderError, Option } from 'commander'
import type { CommandSpec, Shell } from './completion.ts'
import type { CommandContext, ExitStatus } from './context.ts'
import { LineOutput, removeUnfinishedFiles } from './line-writer.ts'

const EXAMPLES = `
Examples:
  leasegap kubelet.log kube-controller-manager.log     one timeline of both sides
  journalctl -u kubelet -o short-iso-precise | leasegap
  leasegap must-gather.tar.gz --node 'worker-*' -S -2h
  leasegap logs/ -o json | jq '.incidents[].verdict'
  leasegap logs/ --out report.json --out renewals.heartbeats.csv
  leasegap explain logs/ --utc                         what happened, with the log lines
                                                       that prove it, for a post-mortem
  leasegap logs/ --fail-on 40s                         exit status 1 if a node was
                                                       silent for that long
  journalctl -fu kubelet | leasegap observe --follow -o text

Exit status: 0 analysed; 1 an incident at least as long as --fail-on;
2 wrong usage, or an input that could not be read (the others are analysed);
3 with --fail-on, no evidence to judge.`

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

function addReadingOptions(command: Command): Command {
  return command
    .option(
      '--input-tz <ZONE>',
      'time zone for timestamps without one; FILE=ZONE for one input (repeatable)',
      collect,
    )
    .option(
      '--source-node <FILE=NODE>',
      'assign a log to a node if the log does not name it (repeatable)',
      collect,
    )
    .option('--year <YEAR>', 'year for timestamps without one')
    .option('--at <TIME>', 'when a paste with ages, such as events, was printed')
    .option('--unrecognized <FILE>', 'write lines about node leases that are not recognised to a file')
    .option('-q, --quiet', 'no notes on standard error')
    .option('-v, --verbose', 'all measured values, assumptions, and stack traces for bugs')
}

/** Options of all outputs for people. */
function addTextOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--tz <ZONE>', 'time zone of printed times, default the local one').conflicts('utc'),
    )
    .option('--utc', 'print times in UTC')
    .option('--grace <DURATION>', 'node-monitor-grace-period of the controller')
    .option('--renew-interval <DURATION>', 'how often a kubelet renews')
    .option('--color <WHEN>', 'auto, always or never')
    .option('--no-pager', 'write output at once that is longer than the terminal')
}

function addAlignOptions(command: Command): Command {
  return command
    .option('--align', "move nodes' times to the control plane's clock, as measured, in every format")
    .option('--no-align', 'show times as stamped, also where a clock is proved to be off')
}

function addReportOptions(command: Command, formats: string): Command {
  addSelectionOptions(
    command
      .argument(
        '[INPUT...]',
        'file, directory, archive, docker://NAME, ssh://HOST, kube://…, journal:, or - for standard input',
      )
      .option('-o, --output <FORMAT>', `format on standard output${formats}`)
      .option('--out <FILE>', 'write a file, format by its ending (repeatable)', collect),
  )
    .option('--fail-on <DURATION>', 'exit status 1 if an incident is at least this long')
    .option('--all', 'include all events in the timeline')
  return addReadingOptions(addTextOptions(addAlignOptions(command)))
}

/** Options that choose a part of a report. */
function addSelectionOptions(command: Command): Command {
  return command
    .option('--node <GLOB>', 'only these nodes (repeatable)', collect)
    .option('-S, --since <TIME>', 'from RFC 3339, "2026-11-22 10:45", or -1h (before the last record)')
    .option('-U, --until <TIME>', 'the same, or since+5m')
}

/** Runs a command and sets the exit status. */
async function perform(run: () => Promise<ExitStatus>): Promise<void> {
  process.exitCode = await run()
}

/** Describes a command for completion. */
function describeCommand(command: Command): CommandSpec {
  const [argument] = command.registeredArguments
  return {
    name: command.name(),
    description: command.description(),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map(({ short, long, flags, description }) => ({
        names: [short, long].filter((name) => name !== undefined),
        value: /<([^<>]+)>/.exec(flags)?.[1] ?? null,
        description,
      })),
    commands: command.commands.map(describeCommand),
    words: argument && (argument.argChoices ?? null),
  }
}

/** The name for the help: kubectl finds a plugin by the name of its file. */
function programName(path: string | undefined): string {
  return basename(path ?? '').startsWith('kubectl-') ? 'kubectl lease-gap' : 'leasegap'
}

interface ProgramSettings {
  readonly name: string
  readonly version: string
  /** Names of the formats for the help; empty unless help is printed. */
  readonly formats: string
  readonly io: CommandContext
  /** For `observe --follow`: every line is written at once. */
  readonly live: CommandContext
  /** Called with messages on wrong usage. */
  onUsageText(text: string): void
}

function buildProgram({ name, version, formats, io, live, onUsageText }: ProgramSettings): Command {
  const program = new Command(name)
    .description(
      'Explain when and why Kubernetes nodes stopped renewing their Lease, from kubelet and control-plane logs.',
    )
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print help for a command')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeErr: onUsageText })
    .showHelpAfterError(`(see ${name} --help)`)
    .addHelpText('after', EXAMPLES.replaceAll('leasegap', name))
  addReportOptions(program, formats).action((inputs: string[], options) =>
    perform(async () => (await import('./analyze.ts')).runAnalyze(inputs, options, io)),
  )
  addReportOptions(program.command('analyze'), formats)
    .description('report on all inputs (the default command)')
    .action((inputs: string[], _options, command: Command) =>
      perform(async () => (await import('./analyze.ts')).runAnalyze(inputs, command.optsWithGlobals(), io)),
    )
  addReadingOptions(program.command('observe').argument('[INPUT...]'))
    .description('stream all observations as JSON Lines')
    .addOption(
      new Option('--follow', 'print each observation as soon as its line arrives').conflicts('explain'),
    )
    .option('-o, --output <FORMAT>', 'json, or text: lines for people without routine renewals')
    .option('--tz <ZONE>', 'time zone of text, default the local one')
    .option('--utc', 'text in UTC')
    .option('--explain', 'show for each line which format was detected and what was recognised')
    .action((inputs: string[], _options, command: Command) => {
      const options = command.optsWithGlobals()
      return perform(async () =>
        (await import('./observe.ts')).runObserve(inputs, options, options.follow ? live : io),
      )
    })
  addReadingOptions(
    addTextOptions(addAlignOptions(addSelectionOptions(program.command('explain').argument('[INPUT...]')))),
  )
    .description('describe each incident in order, with the log lines that prove it')
    .option('--incident <ID>', 'only this one: its id, or its number in the table')
    .action(async (inputs: string[], _options, command: Command) => {
      const { runExplain } = await import('./explain.ts')
      process.exitCode = await runExplain(inputs, command.optsWithGlobals(), io)
    })
  program
    .command('formats')
    .description('list supported input and output formats')
    .action(async () => {
      process.exitCode = await (await import('./formats.ts')).runFormats(io)
    })
  program
    .command('completion')
    .description('print a shell completion script')
    .addArgument(new Argument('<SHELL>').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: Shell) => {
      const { runCompletion } = await import('./completion.ts')
      process.exitCode = await runCompletion(shell, { ...describeCommand(program), name: 'leasegap' }, io)
    })
  return program
}

/** The code that draws is loaded by the first progress, and draws the next. */
function openProgress(): NonNullable<CommandContext['showProgress']> {
  let line: CommandContext['showProgress']
  let isLoading = false
  return (progress) => {
    line?.(progress)
    if (isLoading || progress === null) return
    isLoading = true
    void import('./progress.ts').then(({ progressLine }) => {
      line = progressLine(process.stderr)
    })
  }
}

/** A message for people; an error that is no mistake of the user's is called a defect. */
async function describeError(error: unknown, verbose: boolean): Promise<string> {
  const { UsageError } = await import('../index.ts')
  if (!(error instanceof Error)) return `${String(error)}\nThis is a bug in leasegap.`
  if (error instanceof UsageError) return error.message
  const hint = verbose ? (error.stack ?? '') : 'Re-run with -v for a stack trace.'
  return `${error.message}\nThis is a bug in leasegap. ${hint}`
}

/** Makes lines printable: arguments are often names of files, which may be hostile. */
async function makePrintable(text: string): Promise<string> {
  const { printable } = await import('../text/printable.ts')
  return text.split('\n').map(printable).join('\n')
}

async function main(args: readonly string[]): Promise<void> {
  const { stdout, stderr, env } = process
  const output = new LineOutput(stdout)
  const liveOutput = new LineOutput(stdout, true)
  const printNote = (line: string): void => {
    stderr.write(`leasegap: ${line}\n`)
  }
  const showProgress = stderr.isTTY ? openProgress() : undefined
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    printNote(`standard output can't be written: ${error.message}`)
    process.exit(2)
  })
  stderr.on('error', () => {})
  // However the process ends. Not before: a file that is still being written would be made again, or fail.
  process.on('exit', removeUnfinishedFiles)
  let isEnding = false
  for (const [signal, status] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
    process.on(signal, () => {
      // The second signal ends the process at once, even if the reader is slow.
      if (isEnding) process.exit(status)
      isEnding = true
      showProgress?.(null)
      void Promise.all([output.stop(), liveOutput.stop()]).then(() => process.exit(status))
    })
  }
  const io: CommandContext = {
    output,
    printNote,
    showProgress,
    stdinIsTerminal: isatty(0),
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
  const program = buildProgram({
    name: programName(process.argv[1]),
    version,
    formats,
    io,
    live: { ...io, output: liveOutput },
    onUsageText: (text) => {
      usageText += text
    },
  })
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) {
      if (usageText !== '') stderr.write(await makePrintable(usageText))
      process.exitCode = error.exitCode === 0 ? 0 : 2
    } else {
      io.showProgress?.(null)
      printNote(
        await makePrintable(await describeError(error, args.includes('-v') || args.includes('--verbose'))),
      )
      process.exitCode = 2
    }
  }
  await Promise.all([output.end(), liveOutput.end()])
  // An input that is still open, such as a pipe nobody reads any more, must not keep the process.
  process.exit()
}

await main(process.argv.slice(2))
