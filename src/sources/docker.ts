/** `docker://CONTAINER`: the kubelet's journal inside a container, such as a node of kind or minikube. */
import { UsageError } from '../model/errors.ts'
import type { SourceKind } from '../model/index.ts'
import { commandSource } from './command.ts'
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
    return [
      commandSource(`docker://${container}`, input, (time) => ({
        programs: ['docker', 'podman', 'nerdctl'],
        args: ['exec', container, 'journalctl', ...journalctlArguments(time)],
      })),
    ]
  },
}
