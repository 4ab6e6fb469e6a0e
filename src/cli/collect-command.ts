/** The options of `leasegap collect`, as the help prints them. */
import { collectValues } from './command-options.ts'
import type { Command } from './commander.ts'
import { addKubectlOptions } from './kubectl-options.ts'

export function addCollectOptions(command: Command): Command {
  return addKubectlOptions(
    command
      .argument('[NODE...]', 'names of nodes; none: those in trouble now, and a healthy one')
      .description('save all evidence about nodes in a directory or archive that leasegap reads')
      .option('--out <FILE>', 'new directory, or new archive if it ends in .tar.gz')
      .option('-S, --since <TIME>', 'from RFC 3339, "2026-11-22 10:45", or -1h before now; default -24h')
      .option('-U, --until <TIME>', 'the same, or since+5m')
      .option('--via <WAY,…>', 'ways to kubelet logs: docker, node-log, journal-files, ssh', collectValues)
      .option('--deadline <DURATION>', 'give a way up after this time; default 10m')
      .option('--dry-run', 'print the commands and what will be missing; save nothing')
      .option('--tz <ZONE>', 'time zone of --since and --until, default the local one')
      .option('-q, --quiet', 'no progress and no notes on standard error')
      .option('-v, --verbose', 'stack traces for bugs'),
  )
}
