/** `ssh://[user@]host[:port]`: the kubelet's journal of a machine that the user's own ssh reaches without a question. */
import { UsageError } from '../model/errors.ts'
import type { SourceKind } from '../model/index.ts'
import { commandSource, type LogCommand, type Wanted } from './command.ts'
import { journalctlArguments } from './journalctl.ts'

/** A user, a host or an address of IPv6 in brackets, and a port; none begins like an option. */
const DESTINATION =
  /^(?:([a-zA-Z0-9_][a-zA-Z0-9_.-]{0,63})@)?([a-zA-Z0-9][a-zA-Z0-9_.-]{0,252}|\[[0-9a-fA-F:.]{2,45}\])(?::([0-9]{1,5}))?$/

const SCHEME = 'ssh://'

/** Seconds until a machine that does not answer is given up. */
const CONNECT_SECONDS = 15

const HINT = 'ssh://[USER@]HOST[:PORT], such as ssh://core@worker-1'

export const ssh: SourceKind = {
  schemes: ['ssh'],
  title: "the kubelet's journal of a machine, by the ssh of this user; it must not ask for a password",
  async find(input) {
    const [, user, host, port] = DESTINATION.exec(input.slice(SCHEME.length)) ?? []
    if (host === undefined)
      throw new UsageError(`invalid input "${input}": use ${HINT}`, { given: input, try: HINT })
    const destination = { user, host: host.replace(/^\[|\]$/g, ''), port }
    return [commandSource(input.toLowerCase(), input, (wanted) => sshJournal(destination, wanted))]
  },
}

/** A machine, and how ssh reaches it. */
export interface SshDestination {
  readonly user?: string | undefined
  readonly host: string
  readonly port?: string | undefined
}

/** The command that prints the journal of a machine. */
function sshJournal(destination: SshDestination, wanted: Wanted): LogCommand {
  const command = onMachine(destination, ['journalctl', ...journalctlArguments(wanted)])
  // A connection that is dead is silent, as a log may be.
  return wanted.follow ? { ...command, args: ['-o', 'ServerAliveInterval=15', ...command.args] } : command
}

/** A command that runs on a machine. The shell there reads the words: none may have a space or a special character. */
export function onMachine({ user, host, port }: SshDestination, words: readonly string[]): LogCommand {
  return {
    programs: ['ssh'],
    args: [
      ...['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${CONNECT_SECONDS}`],
      ...(port === undefined ? [] : ['-p', port]),
      ...(user === undefined ? [] : ['-l', user]),
      ...['--', host, ...words],
    ],
    explain: ({ status }) =>
      status === 255
        ? `check that "ssh ${user ? `${user}@` : ''}${host} true" works without a question`
        : null,
  }
}
