/** Prints the version without the program: scripts and package managers ask for it before each use. */
import { readFileSync } from 'node:fs'

/** Answers `--version`, where nothing else is asked. Returns whether it did. */
export function answersVersion([argument, ...others]: readonly string[]): boolean {
  if (argument !== '--version' || others.length > 0) return false
  const url = new URL('../../../package.json', import.meta.url)
  const { version } = JSON.parse(readFileSync(url, 'utf8')) as { readonly version: string }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    process.stderr.write(`leasegap: error: standard output cannot be written: ${error.message}\n`)
    process.exitCode = 2
  })
  process.stdout.write(`${version}\n`)
  return true
}
