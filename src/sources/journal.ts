/** `journal:`: the kubelet's journal of this machine. */
import { UsageError } from '../model/errors.ts'
import type { SourceKind } from '../model/index.ts'
import { commandSource } from './command.ts'
import { journalctlArguments } from './journalctl.ts'

export const journal: SourceKind = {
  schemes: ['journal'],
  title: "the kubelet's journal of this machine",
  async find(input) {
    if (!/^journal:(?:\/\/)?$/i.test(input))
      throw new UsageError(
        `invalid input "${input}": use journal: alone, or ssh://HOST for another machine`,
        {
          given: input,
          try: 'journal:',
        },
      )
    return [
      commandSource('journal:', input, (wanted) => ({
        programs: ['journalctl'],
        args: journalctlArguments(wanted),
      })),
    ]
  },
}
