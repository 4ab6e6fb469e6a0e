/** Runs the built program as a process of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { inject } from 'vitest'

/** The path of the program that the global setup built for this test run. */
export const builtCli = (): string => inject('cli')

export interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly child: ChildProcessWithoutNullStreams
  readonly done: Promise<Run>
}

/** Starts the program in a directory. Its time zone and colour do not depend on the environment of the test. */
export function start(
  cli: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Started {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    env: { PATH: process.env.PATH, TZ: 'Europe/Berlin', ...env },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.on('error', () => {})
  const done = new Promise<Run>((resolve) => {
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
  return { child, done }
}

/** Runs the program with `input` as its standard input. */
export function run(
  cli: string,
  args: readonly string[],
  cwd: string,
  input = '',
  env: NodeJS.ProcessEnv = {},
): Promise<Run> {
  const { child, done } = start(cli, args, cwd, env)
  child.stdin.end(input)
  return done
}
