/** The options of the commands, as the help prints them. `options.ts` converts their values. */
import { type Command, Option } from './commander.ts'
import { addKubectlOptions } from './kubectl-options.ts'

/** Heading of the options that every command has. */
export const GENERAL = 'General:'

/** Collects the values of an option that may be repeated. */
export const collectValues = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
]

/** `hasYear`: the command infers the year of stamps. */
export function addReadingOptions(
  command: Command,
  { hasYear = true }: { readonly hasYear?: boolean } = {},
): Command {
  command
    .optionsGroup('Input:')
    .option(
      '--input-tz <ZONE>',
      'time zone for timestamps without one; FILE=ZONE for one input (repeatable)',
      collectValues,
    )
    .option(
      '--source-node <FILE=NODE>',
      'assign a log to a node if the log does not name it (repeatable)',
      collectValues,
    )
  if (hasYear) command.option('--year <YEAR>', 'year for timestamps without one')
  command
    .option('--at <TIME>', 'when a paste with ages, such as events, was printed')
    .option('--unrecognized <FILE>', 'write lines about node leases that are not recognised to a file')
  return addKubectlOptions(command)
    .optionsGroup(GENERAL)
    .option('--no-config', 'ignore .leasegaprc and LEASEGAP_… variables')
    .option('-q, --quiet', 'no notes on standard error')
    .option('-v, --verbose', 'all measured values, assumptions, and stack traces for bugs')
}

/** Options of how people see an output. */
export function addPrintOptions(command: Command): Command {
  return command
    .optionsGroup('Display:')
    .addOption(
      new Option('--tz <ZONE>', 'time zone of printed times, default the local one').conflicts('utc'),
    )
    .option('--utc', 'print times in UTC')
    .option('--color <WHEN>', 'auto, always or never')
    .option('--no-pager', 'write output at once that is longer than the terminal')
}

/** Options of all reports for people. */
export function addTextOptions(command: Command): Command {
  return addPrintOptions(
    command
      .optionsGroup('Input:')
      .option('--grace <DURATION>', 'node-monitor-grace-period of the controller')
      .option('--renew-interval <DURATION>', 'how often a kubelet renews')
      .option('--toleration <DURATION>', 'how long pods tolerate an unreachable node, default 300s'),
  )
}

export function addAlignOptions(command: Command): Command {
  return command
    .optionsGroup('Display:')
    .option('--align', "move nodes' times to the control plane's clock, as measured, in every format")
    .option('--no-align', 'show times as logged, also where a clock is proved to be off')
}

export const INPUTS =
  'file, directory, archive, docker://NAME, ssh://HOST, kube://…, journal:, or - for standard input'

export function addReportOptions(command: Command, formats: string): Command {
  command
    .argument('[INPUT...]', INPUTS)
    .optionsGroup('Output:')
    .option('-o, --output <FORMAT>', `format on standard output${formats}`)
    .option('--out <FILE>', 'write a file, format by its ending (repeatable)', collectValues)
    .option('--theme <THEME>', 'light or dark colours of HTML and SVG')
    .option('--fail-on <DURATION>', 'exit status 1 if an incident is at least this long')
    .option('--all', 'include all events in the timeline')
    .option('--redact', 'replace names, addresses and user names, for sharing')
  return addReadingOptions(addTextOptions(addAlignOptions(addSelectionOptions(command))))
}

/** Options that choose a part of a report. */
export function addSelectionOptions(command: Command): Command {
  return command
    .optionsGroup('Selection:')
    .option('--node <GLOB>', 'only these nodes (repeatable)', collectValues)
    .option('-S, --since <TIME>', 'from RFC 3339, "2026-11-22 10:45", or -1h (before the last record)')
    .option('-U, --until <TIME>', 'the same, or since+5m')
}
