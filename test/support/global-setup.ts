/** The global setup of vitest: builds the package once per test run. Tests get the path of its program from `builtCli`. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the built program, `cli.js`. The library is in the same folder. */
    cli: string
  }
}

/** Builds below node_modules, so that the program finds its packages. Returns the function that removes the build. */
export function setup(project: TestProject): () => void {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const home = mkdtempSync(join(cache, 'leasegap-'))
  copyFileSync(join(root, 'package.json'), join(home, 'package.json'))
  execFileSync(process.execPath, [join(root, '.build/build.mjs'), join(home, 'dist')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  project.provide('cli', join(home, 'dist/cli.js'))
  return () => rmSync(home, { recursive: true, force: true })
}
