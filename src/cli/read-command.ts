/** The options of `leasegap read`, as the help prints them. */
import { addReadingOptions } from './command-options.ts'
import type { Command } from './commander.ts'

export function addReadOptions(command: Command): Command {
  return addReadingOptions(command.argument('[INPUT...]'), { hasYear: false })
    .description('save what a report needs of the inputs, to be made elsewhere or later')
    .optionsGroup('Output:')
    .option('--name <NAME>', 'name of the input in reports, such as the node, in place of its path')
    .option('--thin', 'leave out routine renewals: months of request lines take kilobytes')
}
