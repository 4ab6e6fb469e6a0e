/** Flags of kubectl, for sources of a cluster. */
import type { Command } from './commander.ts'

/** Values of the flags, as commander names them. */
export interface KubectlOptions {
  readonly context?: string
  readonly kubeconfig?: string
  readonly cluster?: string
  readonly user?: string
  readonly as?: string
  readonly server?: string
  readonly requestTimeout?: string
}

const FLAGS: readonly (readonly [string, keyof KubectlOptions, string])[] = [
  ['--context', 'context', 'context of the kubeconfig'],
  ['--kubeconfig', 'kubeconfig', 'path of the kubeconfig'],
  ['--cluster', 'cluster', 'cluster of the kubeconfig'],
  ['--user', 'user', 'user of the kubeconfig'],
  ['--as', 'as', 'user to impersonate'],
  ['--server', 'server', 'address of the API server'],
  ['--request-timeout', 'requestTimeout', 'timeout of a request to the API server'],
]

export function addKubectlOptions(command: Command): Command {
  command.optionsGroup('Cluster:')
  for (const [flag, , description] of FLAGS)
    command.option(`${flag} <VALUE>`, `${description}, as of kubectl`)
  return command
}

/** The flags that were given, each one argument. */
export function kubectlFlags(options: KubectlOptions): readonly string[] {
  return FLAGS.flatMap(([flag, name]) => (options[name] === undefined ? [] : [`${flag}=${options[name]}`]))
}
