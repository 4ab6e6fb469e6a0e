/** The options of `leasegap watch`, as the help prints them. */
import type { Command } from '../commander.ts'
import { addKubectlOptions } from '../kubectl-options.ts'

export function addWatchOptions(command: Command): Command {
  return addKubectlOptions(
    command
      .argument('[NODE|SOURCE...]', 'names of nodes, none: all; logs that grow: files, docker://NAME, - …')
      .description('watch a cluster, or logs, and print what is late while it is')
      .option('-o, --output <FORMAT>', 'text, or ndjson: one event per line')
      .option('--fail-on <DURATION>', 'end with status 1 when a node is silent for this long')
      .option(
        '--exec <COMMAND>',
        'run a command of the shell for each event, with JSON on its standard input',
      )
      .option('--grace <DURATION>', 'node-monitor-grace-period of the controller')
      .option('--input-tz <ZONE>', 'time zone of times in logs that print none, default UTC')
      .option('--tz <ZONE>', 'time zone of text, default the local one')
      .option('--utc', 'text in UTC')
      .option('-v, --verbose', 'stack traces for bugs'),
  )
}
