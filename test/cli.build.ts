/** The program as it is shipped: compiled once for a test file, run as a process of its own. */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Compiles below node_modules, where the packages are found; returns the path of the program. */
export function buildCli(): string {
  const cache = join(ROOT, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const home = mkdtempSync(join(cache, 'leasegap-'))
  copyFileSync(join(ROOT, 'package.json'), join(home, 'package.json'))
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  // The page of the html format is a program of its own, for browsers.
  for (const project of ['src', 'src/exporters/viewer']) {
    execFileSync(process.execPath, [tsc, '-p', project, '--outDir', join(home, 'dist')], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
  }
  return join(home, 'dist/cli.js')
}

export interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly child: ChildProcessWithoutNullStreams
  readonly done: Promise<Run>
}

/** Starts the program in a directory. Zone and colour do not depend on who runs the test. */
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
