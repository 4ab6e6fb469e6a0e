/** Whether there are settings, so that their code is loaded only then. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export const SETTINGS_FILE = '.leasegaprc'
export const VARIABLE_PREFIX = 'LEASEGAP_'

/** The files of settings; the first that exists counts. */
export function settingsFiles(directory: string, home: string = homedir()): string[] {
  return [directory, home].map((place) => join(place, SETTINGS_FILE))
}

/** Whether the environment or a file may set options. */
export function haveSettings(env: NodeJS.ProcessEnv, directory: string): boolean {
  return (
    Object.keys(env).some((name) => name.startsWith(VARIABLE_PREFIX)) ||
    settingsFiles(directory).some((path) => existsSync(path))
  )
}
