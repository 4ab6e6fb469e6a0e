/** Describes the defined commands as data, of which completion and the man page are made. */
import type { Command } from '../commander.ts'
import type { CommandSpec } from './completion.ts'
import { COMPLETION_WORDS } from './words-command.ts'

/** Describes a command with its subcommands. */
export function describeCommand(command: Command): CommandSpec {
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
    commands: command.commands.filter((one) => one.name() !== COMPLETION_WORDS).map(describeCommand),
    usage: command.registeredArguments
      .map(
        (one) =>
          `${one.required ? '<' : '['}${one.name()}${one.variadic ? '...' : ''}${one.required ? '>' : ']'}`,
      )
      .join(' '),
    words: argument && (argument.argChoices ?? null),
  }
}
