/** `docker://CONTAINER`: the kubelet's journal inside a container, such as a node of kind or minikube. */
import { UsageError } from '../model/errors.ts'
import type { SourceKind } from '../model/index.ts'
import { commandSource, type LogCommand, type Wanted } from './command.ts'
import { journalctlArguments } from './journalctl.ts'

/** Names that docker allows; none begins like an option. */
const CONTAINER = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,252}$/

const SCHEME = 'docker://'

export const docker: SourceKind = {
  schemes: ['docker'],
  title: "the kubelet's journal in a container (docker, podman or nerdctl), also while its network is cut",
  async find(input) {
    const container = input.slice(SCHEME.length)
    if (!CONTAINER.test(container))
      throw new UsageError(`invalid input "${input}": use docker://NAME, such as docker://kind-worker`, {
        given: input,
        try: 'docker://NAME, such as docker://kind-worker',
      })
    return [commandSource(`docker://${container}`, input, (wanted) => dockerJournal(container, wanted))]
  },
}

/** What docker runs in a container goes on when docker is ended: after this time it ends by itself. */
const FOLLOW_SECONDS = 3600

/** The command that prints the journal of a container. */
function dockerJournal(container: string, wanted: Wanted): LogCommand {
  const limit = wanted.follow ? ['timeout', String(FOLLOW_SECONDS)] : []
  return inContainer(container, [...limit, 'journalctl', ...journalctlArguments(wanted)])
}

/** A command that runs in a container. */
export function inContainer(container: string, words: readonly string[]): LogCommand {
  return {
    programs: ['docker', 'podman', 'nerdctl'],
    args: ['exec', container, ...words],
    explain: ({ message }, program) =>
      REMEDIES.find(([form]) => form.test(message))?.[1].replaceAll('docker', program) ?? null,
  }
}

/** What to do about a failure of docker; the other programs take the same words. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/cannot connect to the docker daemon|failed to connect to the docker API/i, 'start docker'],
  [/permission denied/i, 'run it as a user who may use docker'],
  [/no such container|no container with name/i, '"docker ps" lists the names of containers'],
  [/is not running|running containers/i, '"docker start" starts a container'],
  [/executable file not found/i, 'this container has no journalctl: give a file with its log'],
]
