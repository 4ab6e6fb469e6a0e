/**
 * The man page, from the defined commands alone: the build writes it as `dist/leasegap.1`.
 *
 * Authority: man(7). A line that begins with a dot or an apostrophe is a request, a backslash an escape.
 */
import type { CommandSpec, OptionSpec } from './completion.ts'

export interface ManPageText {
  readonly version: string
  /** Lines of examples, as the help prints them. */
  readonly examples: string
}

const EXIT_STATUSES: readonly (readonly [string, string])[] = [
  ['0', 'success'],
  ['1', 'with --fail-on, an incident at least that long'],
  ['2', 'wrong usage, or an input that could not be read; the others are analysed'],
  ['3', 'with --fail-on, no evidence to judge'],
]

const VARIABLES: readonly (readonly [string, string])[] = [
  [
    'LEASEGAP_TZ, LEASEGAP_INPUT_TZ, LEASEGAP_GRACE, LEASEGAP_RENEW_INTERVAL, LEASEGAP_TOLERATION, LEASEGAP_COLOR, LEASEGAP_REDACT',
    'set the option of that name; a flag goes first',
  ],
  ['NO_COLOR, FORCE_COLOR', 'print no colour, or colour'],
  ['PAGER', 'shows output that is longer than the terminal; less by default'],
  ['NODE_DISABLE_COMPILE_CACHE', 'keep no compiled code'],
]

const FILES: readonly (readonly [string, string])[] = [
  ['.leasegaprc', 'settings, lines of NAME = VALUE; in the current directory, else in the home directory'],
  ['~/.cache/leasegap', 'compiled code; XDG_CACHE_HOME names another place'],
]

/** Options that commands share with the default one are described once. */
export function formatManPage(program: CommandSpec, { version, examples }: ManPageText): string {
  const { name, description, options, commands } = program
  const common = new Set(options.map(({ names }) => names.join()))
  const own = commands.map((command) => ({
    command,
    options: command.options.filter(({ names }) => !common.has(names.join())),
  }))
  return [
    `.TH ${name.toUpperCase()} 1 "" "${name} ${version}" "User Commands"\n`,
    `.SH NAME\n${name} \\- ${escapeText(lowerFirst(description).replace(/\.$/, ''))}\n`,
    `.SH SYNOPSIS\n.B ${name}\n[\\fIoptions\\fR] [\\fIINPUT\\fR...]\n`,
    ...commands.map(
      (command) => `.br\n.B ${name} ${escapeText(command.name)}\n[\\fIoptions\\fR]${argumentsOf(command)}\n`,
    ),
    '.SH DESCRIPTION\n',
    ...paragraphs(
      'INPUT is a file, a directory (which is searched), an archive, a live source such as docker://NAME, ssh://HOST, journal: or kube:///node/NAME, or - for standard input, which is also read if no input is given.',
      'Without a command, all inputs are analysed and one report is written.',
    ),
    '.SH COMMANDS\n',
    ...commands.map((command) => entry(`\\fB${escapeText(command.name)}\\fR`, command.description)),
    '.SH OPTIONS\n',
    ...options.map(optionEntry),
    ...own.flatMap(({ command, options: more }) =>
      more.length === 0 ? [] : [`.SS Only of ${escapeText(command.name)}\n`, ...more.map(optionEntry)],
    ),
    '.SH "EXIT STATUS"\n',
    ...EXIT_STATUSES.map(([status, meaning]) => entry(`\\fB${status}\\fR`, meaning)),
    '.SH ENVIRONMENT\n',
    ...VARIABLES.map(([variable, meaning]) => entry(`\\fB${escapeText(variable)}\\fR`, meaning)),
    '.SH FILES\n',
    ...FILES.map(([file, meaning]) => entry(`\\fI${escapeText(file)}\\fR`, meaning)),
    `.SH EXAMPLES\n.nf\n${escapeText(examples.trim())}\n.fi\n`,
    '.SH "SEE ALSO"\n.BR kubectl (1),\n.BR journalctl (1)\n',
  ].join('')
}

function argumentsOf({ usage }: CommandSpec): string {
  return usage === '' ? '' : ` \\fI${escapeText(usage)}\\fR`
}

function optionEntry({ names, value, description }: OptionSpec): string {
  const flags = names.map((one) => `\\fB${escapeText(one)}\\fR`).join(', ')
  return entry(`${flags}${value === null ? '' : ` \\fI${escapeText(value)}\\fR`}`, description)
}

const entry = (title: string, text: string): string => `.TP\n${title}\n${escapeText(text)}\n`

const paragraphs = (...texts: readonly string[]): string[] =>
  texts.map((text) => `.PP\n${escapeText(text)}\n`)

/** Escapes text, so that no line of it is a request and no character an escape. */
function escapeText(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1')
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)
