/** The home directory of the user. */
import { homedir } from 'node:os'
import { isAbsolute } from 'node:path'

/** Returns null if none is known: in a container a user may have neither HOME nor an entry in the list of users. */
export function homeDirectory(): string | null {
  try {
    const directory = homedir()
    return isAbsolute(directory) ? directory : null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SYSTEM_ERROR') return null
    throw error
  }
}
