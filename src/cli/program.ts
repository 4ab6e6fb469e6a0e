/** The commands. Each loads the code that runs it, so that --version is as fast as the start of node. */
import { basename } from 'node:path'
import { addCollectOptions } from './collect-command.ts'
import {
  addAlignOptions,
  addPrintOptions,
  addReadingOptions,
  addReportOptions,
  addSelectionOptions,
  addTextOptions,
  GENERAL,
  INPUTS,
} from './command-options.ts'
import { Argument, Command, Help, Option, type OptionValues } from './commander.ts'
import type { CommandContext, ExitStatus } from './context.ts'
import type { Shell } from './help/completion.ts'
import type { WordKind } from './help/completion-words.ts'
import { describeCommand } from './help/describe-command.ts'
import { COMMON_OPTIONS, commandExamples, helpText } from './help/help-text.ts'
import { COMPLETION_WORDS } from './help/words-command.ts'
import { addReadOptions } from './read-command.ts'
import type { Setting } from './settings/settings-origins.ts'
import { addWatchOptions } from './watch/watch-command.ts'

/** Runs a command and sets the exit status. */
async function perform(run: () => Promise<ExitStatus>): Promise<void> {
  process.exitCode = await run()
}

/** The options of a command, given before its name or behind it. A default never hides what is given. */
function optionsOf(command: Command): OptionValues {
  const values: OptionValues = {}
  for (const one of [command.parent, command])
    for (const [key, value] of Object.entries(one?.opts() ?? {}))
      if (!(key in values) || one?.getOptionValueSource(key) !== 'default') values[key] = value
  return values
}

/** The options of a command that `-h` lists. */
function commonOptions(command: Command): Option[] {
  const all = new Help().visibleOptions(command)
  const common = all.filter(({ long }) => COMMON_OPTIONS.has(long ?? ''))
  // A command with few options has no others worth hiding.
  return all.length < FEW_OPTIONS ? all : common
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Fewer options fit a screen. */
const FEW_OPTIONS = 12

/** The name as a plugin of kubectl. */
const PLUGIN = 'kubectl lease-gap'

/** The name for the help: kubectl finds a plugin by the name of its file. */
export function programName(path: string | undefined): string {
  return basename(path ?? '').startsWith('kubectl-') ? PLUGIN : 'leasegap'
}

export interface ProgramSettings {
  readonly name: string
  readonly version: string
  /** Names of the formats for the help; empty unless help is printed. */
  readonly formats: string
  readonly io: CommandContext
  /** For `observe --follow`: every line is written at once. */
  readonly live: CommandContext
  /** Help lists the common options only. */
  readonly isShort: boolean
  /** Called with messages on wrong usage. */
  onUsageText(text: string): void
  /** Reads what the environment or a file sets. */
  loadSettings(): Promise<readonly Setting[]>
}

export function buildProgram(given: ProgramSettings): Command {
  const { name, version, formats, io, live, onUsageText, loadSettings, isShort } = given
  const program = new Command(name)
    .description(
      'Explain when and why Kubernetes nodes stopped renewing their Lease, from kubelet and control-plane logs.',
    )
    .addHelpOption(new Option('-h, --help', 'print this help; -h only the common options').helpGroup(GENERAL))
    .helpCommand('help [command]', 'print help for a command')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ writeErr: onUsageText })
    .showHelpAfterError(`(see ${name} --help)`)
    .addHelpText('after', helpText(name === PLUGIN, isShort))
  program.configureHelp({
    commandDescription: (command) => upperFirst(command.description()),
    ...(isShort ? { visibleOptions: commonOptions } : {}),
  })
  program.hook('preAction', async (_program, command) => {
    // Commands without inputs have no such option.
    if (command.opts().config === undefined || optionsOf(command).config === false) return
    const settings = await loadSettings()
    if (settings.length === 0) return
    const { applySettings } = await import('./settings/settings.ts')
    command.setOptionValue('settings', applySettings(command, settings))
  })
  addReportOptions(program, formats)
    .version(version, '--version', 'print the version')
    .action((inputs: string[], options) =>
      perform(async () =>
        name === PLUGIN
          ? (await import('./plugin.ts')).runPlugin(inputs, options, io)
          : (await import('./analyze.ts')).runAnalyze(inputs, options, io),
      ),
    )
  addReportOptions(program.command('analyze'), formats)
    .description('report on all inputs (the default command)')
    .action((inputs: string[], _options, command: Command) =>
      perform(async () => (await import('./analyze.ts')).runAnalyze(inputs, optionsOf(command), io)),
    )
  addReadingOptions(program.command('observe').argument('[INPUT...]', INPUTS))
    .description('stream all observations as JSON Lines')
    .optionsGroup('Output:')
    .addOption(
      new Option('--follow', 'print each observation as soon as its line arrives').conflicts('explain'),
    )
    .option('-o, --output <FORMAT>', 'json, or text: lines for people without routine renewals')
    .option('--tz <ZONE>', 'time zone of text, default the local one')
    .option('--utc', 'text in UTC')
    .option('--explain', 'show for each line which format was detected and what was recognised')
    .action((inputs: string[], _options, command: Command) => {
      const options = optionsOf(command)
      return perform(async () =>
        (await import('./observe.ts')).runObserve(inputs, options, options.follow ? live : io),
      )
    })
  addReadingOptions(
    addTextOptions(
      addAlignOptions(addSelectionOptions(program.command('explain').argument('[INPUT...]', INPUTS))),
    ),
  )
    .description('describe each incident in order, with the log lines that prove it')
    .optionsGroup('Selection:')
    .option('--incident <ID>', 'only this one: its id, or its number in the table')
    .optionsGroup('Output:')
    .option('--redact', 'replace names, addresses and user names, for sharing')
    .action(async (inputs: string[], _options, command: Command) => {
      const { runExplain } = await import('./explain.ts')
      process.exitCode = await runExplain(inputs, optionsOf(command), io)
    })
  addReadOptions(program.command('read')).action((inputs: string[], _options, command: Command) =>
    perform(async () => (await import('./read.ts')).runRead(inputs, optionsOf(command), io)),
  )
  addWatchOptions(program.command('watch')).action((nodes: string[], _options, command: Command) =>
    perform(async () => (await import('./watch/watch.ts')).runWatch(nodes, optionsOf(command), live)),
  )
  addCollectOptions(program.command('collect')).action((nodes: string[], _options, command: Command) =>
    perform(async () => (await import('./collect.ts')).runCollect(nodes, optionsOf(command), io)),
  )
  addPrintOptions(
    program.command('diff').argument('<A>', 'report from before').argument('<B>', 'report from after'),
  )
    .description('compare two reports that -o json wrote, such as before and after a fix')
    .action((a: string, b: string, _options, command: Command) =>
      perform(async () => (await import('./diff.ts')).runDiff([a, b], optionsOf(command), io)),
    )
  program
    .command('formats')
    .description('list supported input and output formats')
    .addOption(
      new Option('-o, --output <FORMAT>', 'text, or json with the literals to search for').choices([
        'text',
        'json',
      ]),
    )
    .action(async (_options, command: Command) => {
      process.exitCode = await (await import('./formats.ts')).runFormats(optionsOf(command), io)
    })
  program
    .command('completion')
    .description('print a shell completion script')
    .addArgument(new Argument('<SHELL>').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: Shell) => {
      const { runCompletion } = await import('./help/completion.ts')
      process.exitCode = await runCompletion(shell, { ...describeCommand(program), name: 'leasegap' }, io)
    })
  program
    .command(COMPLETION_WORDS, { hidden: true })
    .addArgument(new Argument('<KIND>').choices(['nodes', 'incidents']))
    .argument('<INPUT...>')
    .action((kind: WordKind, inputs: string[]) =>
      perform(async () => (await import('./help/completion-words.ts')).printWords(kind, inputs, io)),
    )
  for (const command of program.commands)
    command.addHelpText('after', commandExamples(command.name()).replaceAll('leasegap', name))
  return program
}
