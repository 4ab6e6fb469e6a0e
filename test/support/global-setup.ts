/**
 * The global setup of vitest: builds the package into `dist/` once per test run, as `npm run build` does.
 *
 * Tests get the path of the built program from `builtCli`. The html exporter reads the script of its page from `dist/`
 * even when it runs from `src/`.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of the built program, `cli.js`. The library is in the same folder. */
    cli: string
  }
}

export function setup(project: TestProject): void {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  execFileSync(process.execPath, [join(root, '.build/build.mjs')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  project.provide('cli', join(root, 'dist/cli.js'))
}
