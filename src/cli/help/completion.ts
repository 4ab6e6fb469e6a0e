/**
 * `leasegap completion SHELL`: prints a script by which a shell completes commands, options, formats and files. The
 * script is made from the defined commands alone, so that it is never out of date.
 *
 * Authority: programmable completion of bash 4, `_arguments` of zsh, `complete` of fish 3.
 */
import { exporters } from '../../index.ts'
import type { CommandContext, ExitStatus } from '../context.ts'
import type { WordKind } from './completion-words.ts'
import { COMPLETION_WORDS } from './words-command.ts'

export interface OptionSpec {
  /** `-o` and `--output`, or one of both. */
  readonly names: readonly string[]
  /** The value's name in the help, such as `FILE`; null for an option without a value. */
  readonly value: string | null
  readonly description: string
}

export interface CommandSpec {
  readonly name: string
  readonly description: string
  readonly options: readonly OptionSpec[]
  readonly commands: readonly CommandSpec[]
  /** Arguments as the help prints them: `[INPUT...]`. */
  readonly usage: string
  /** Words that an argument is one of; null: arguments are files. Undefined: no argument is taken. */
  readonly words: readonly string[] | null | undefined
}

/** Candidates for a value: these words, files (null), or anything (undefined). */
function wordsFor(value: string): readonly string[] | null | undefined {
  if (value.startsWith('FILE')) return null
  if (value === 'FORMAT') return exporters.map(({ name }) => name)
  if (value === 'THEME') return ['light', 'dark']
  if (value === 'ZONE') return ['UTC', 'local', ...Intl.supportedValuesOf('timeZone')]
  return value === 'WHEN' ? ['auto', 'always', 'never'] : undefined
}

/** Values that only the inputs on the command line know, and what prints them. */
const WORD_KINDS: Readonly<Record<string, WordKind>> = { GLOB: 'nodes', ID: 'incidents' }

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** Alternatives of a shell's `case`, or of a condition. */
const names = (commands: readonly CommandSpec[], separator: string): string =>
  commands.map(({ name }) => name).join(separator)

/** Every option with a value, once: it has the same meaning in all commands. */
function optionsWithValue({ options, commands }: CommandSpec): (OptionSpec & { readonly value: string })[] {
  const byName = new Map<string, OptionSpec & { readonly value: string }>()
  for (const option of [options, ...commands.map((command) => command.options)].flat()) {
    const { value } = option
    if (value !== null) byName.set(option.names.join(), { ...option, value })
  }
  return [...byName.values()]
}

/** Options of `compgen` for the candidates of a word. */
function compgenFor(words: readonly string[] | null | undefined): string {
  if (words === undefined) return ''
  return words === null ? '-f' : `-W ${quote(words.join(' '))}`
}

function bash(program: CommandSpec): string {
  const { name, commands } = program
  const valueOptions = optionsWithValue(program)
  const values = valueOptions.map((option) => {
    const kind = WORD_KINDS[option.value]
    if (kind !== undefined)
      return `    ${option.names.join('|')})
      mapfile -t COMPREPLY < <(compgen -W "$(_${name}_words ${kind})" -- "$word"); return ;;\n`
    const words = compgenFor(wordsFor(option.value))
    const found = words && ` mapfile -t COMPREPLY < <(compgen ${words} -- "$word");`
    return `    ${option.names.join('|')})${found} return ;;\n`
  })
  const options = [...commands, { ...program, name: '*' }].map((command) => {
    const flags = command.options.flatMap((option) => option.names).join(' ')
    return `    ${command.name}.-*) words=${quote(flags)} ;;\n`
  })
  const words = commands.map((command) => {
    const own = command.words ? command.words.join(' ') : ''
    return `    ${command.name}.*) words=${quote(own)}${command.words === null ? ' files=-f' : ''} ;;\n`
  })
  return `# Completion for bash 4 or later: source <(${name} completion bash)
# Words that the inputs on the line contain: $1 is nodes or incidents.
_${name}_words() {
  local one inputs=()
  for one in "\${COMP_WORDS[@]:1}"; do
    [[ -e $one ]] && inputs+=("$one")
  done
  ((\${#inputs[@]} == 0)) || ${name} ${COMPLETION_WORDS} "$1" -- "\${inputs[@]}" 2> /dev/null
}
_${name}() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command= words= files= i
  COMPREPLY=()
  # bash takes --output=json for three words.
  if [[ $word == '=' ]]; then
    word=
  elif [[ $before == '=' ]]; then
    before=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $before in
${values.join('')}  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${valueOptions.flatMap((option) => option.names).join('|')}) [[ \${COMP_WORDS[++i]} == '=' ]] && ((i++)) ;;
      -*) ;;
      ${names(commands, '|')}) command=\${COMP_WORDS[i]}; break ;;
      *) command=input; break ;;
    esac
  done
  case $command.$word in
${options.join('')}${words.join('')}    input.*) files=-f ;;
    *) words=${quote(names(commands, ' '))} files=-f ;;
  esac
  mapfile -t COMPREPLY < <(compgen $files -W "$words" -- "$word")
}
complete -o filenames -F _${name} ${name}
`
}

/** Escapes a description inside a specification of `_arguments`. */
const inSpecification = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&')

/** What zsh does to complete a value. It calls an action after a space without arguments of its own. */
function zshAction(program: string, value: string): string {
  const kind = WORD_KINDS[value]
  if (kind !== undefined) return ` _${program}_words ${kind}`
  const words = wordsFor(value)
  return words === null ? '_files' : words === undefined ? '' : `(${words.join(' ')})`
}

function zshSpecification(
  program: string,
  { names: [first = '', second], value, description }: OptionSpec,
): string {
  const what = `[${inSpecification(description)}]`
  const action = value === null ? '' : zshAction(program, value)
  const rest = quote(`${what}${value === null ? '' : `:${inSpecification(value)}:${action}`}`)
  const repeated = description.includes('(repeatable)')
  const prefix = repeated ? "'*'" : second === undefined ? '' : quote(`(${first} ${second})`)
  return `${prefix}${second === undefined ? first : `{${first},${second}}`}${rest}`
}

function zsh(program: CommandSpec): string {
  const { name, commands } = program
  const described = commands.map((command) => `    ${quote(`${command.name}:${command.description}`)}\n`)
  const cases = [...commands, { ...program, name: '*' }].map((command) => {
    const files = command.name === '*' ? `_${name}_inputs` : '_files'
    // The command itself is the first of these words.
    const action = command.words ? `word:(${command.words.join(' ')})` : `input:${files}`
    const specifications = [
      ...command.options.map((option) => zshSpecification(name, option)),
      ...(command.words === undefined ? [] : [`'*:${action}'`]),
    ]
    return `    ${command.name})\n      _arguments -s ${specifications.join(' \\\n        ')}\n      ;;\n`
  })
  return `#compdef ${name}
# Completion for zsh: source <(${name} completion zsh), or as _${name} in a directory of $fpath
# Words that the inputs on the line contain: $1 is nodes or incidents.
_${name}_words() {
  local -a inputs found
  local one
  for one in "\${(@Q)words[2,-1]}"; do
    [[ -n $one && -e $one ]] && inputs+=("$one")
  done
  (($#inputs)) || return 1
  found=(\${(f)"$(${name} ${COMPLETION_WORDS} $1 -- $inputs 2> /dev/null)"})
  compadd -a found
}
_${name}_inputs() {
  local -a commands=(
${described.join('')}  )
  ((CURRENT > 2)) || _describe command commands
  _files
}
_${name}() {
  case $words[2] in
${cases.join('')}  esac
}
if [[ $funcstack[1] == _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi
`
}

const inFish = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

function fishValue(program: string, value: string): string {
  const kind = WORD_KINDS[value]
  if (kind !== undefined) return `-x -a '(__${program}_words ${kind})'`
  const words = wordsFor(value)
  return words === null ? '-r -F' : words === undefined ? '-x' : `-x -a ${inFish(words.join(' '))}`
}

function fishOption(program: string, { names: flags, value, description }: OptionSpec): string {
  const parts = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
  if (value !== null) parts.push(fishValue(program, value))
  return `${parts.join(' ')} -d ${inFish(description)}`
}

function fish(program: CommandSpec): string {
  const { name, commands } = program
  const complete = `complete -c ${name} -n`
  const lines = commands.map(
    (command) => `${complete} __fish_is_first_token -a ${command.name} -d ${inFish(command.description)}`,
  )
  for (const command of [...commands, program]) {
    const { words } = command
    const condition =
      command === program
        ? inFish(`not __fish_seen_subcommand_from ${names(commands, ' ')}`)
        : inFish(`__fish_seen_subcommand_from ${command.name}`)
    // Without -f fish offers files.
    if (words === undefined) lines.push(`${complete} ${condition} -f`)
    if (words) lines.push(`${complete} ${condition} -f -a ${inFish(words.join(' '))}`)
    lines.push(...command.options.map((option) => `${complete} ${condition} ${fishOption(name, option)}`))
  }
  return `# Completion for fish 3: ${name} completion fish > ~/.config/fish/completions/${name}.fish
# Words that the inputs on the line contain: the argument is nodes or incidents.
function __${name}_words
  set -l inputs
  for one in (commandline -op)[2..]
    test -n "$one" -a -e "$one"; and set -a inputs $one
  end
  test (count $inputs) -gt 0; and ${name} ${COMPLETION_WORDS} $argv[1] -- $inputs 2> /dev/null
end
${lines.join('\n')}
`
}

export type Shell = 'bash' | 'zsh' | 'fish'

const SHELLS: { readonly [S in Shell]: (program: CommandSpec) => string } = { bash, zsh, fish }

export async function runCompletion(
  shell: Shell,
  program: CommandSpec,
  { output }: CommandContext,
): Promise<ExitStatus> {
  await output.write(SHELLS[shell](program))
  return 0
}
