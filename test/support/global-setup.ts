/** Builds the package once per test run, as `npm run build` does; tests get the path of its program from `builtCli`. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the built program, `cli.js`; the library lies beside it. */
    cli: string
  }
}

/** The build lies below node_modules, where its packages are found. */
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
