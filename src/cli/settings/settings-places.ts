/** Where settings may be; their code is loaded only if there are any. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { homeDirectory } from '../home-directory.ts'

export interface SettingsPlaces {
  /** Beginning of the names of variables. */
  readonly prefix: string
  /** The files; the first that exists counts. */
  readonly files: readonly string[]
}

/** The places that may set options; null if none of them does. */
export function settingsPlaces(env: NodeJS.ProcessEnv, directory: string): SettingsPlaces | null {
  const prefix = 'LEASEGAP_'
  const home = homeDirectory()
  const files = [directory, ...(home === null ? [] : [home])].map((place) => join(place, '.leasegaprc'))
  const isSet =
    Object.keys(env).some((name) => name.startsWith(prefix)) || files.some((path) => existsSync(path))
  return isSet ? { prefix, files } : null
}
