/**
 * The directory in which compiled code is kept between runs: the user's own cache directory, never the shared temporary
 * one, where another user could have put something else. Without a safe directory nothing is kept.
 */
import { lstatSync, mkdirSync, type Stats } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { homeDirectory } from '../home-directory.ts'

const WRITABLE_BY_OTHERS = 0o022

/** Makes the directory. Returns null where none is safe, or where the environment has settled that matter for Node. */
export function codeDirectory(env: NodeJS.ProcessEnv): string | null {
  if (env.NODE_COMPILE_CACHE || env.NODE_DISABLE_COMPILE_CACHE) return null
  const base = process.platform === 'win32' ? env.LOCALAPPDATA : env.XDG_CACHE_HOME
  const home = homeDirectory()
  const caches = base && isAbsolute(base) ? base : home && join(home, '.cache')
  const directory = caches && join(caches, 'leasegap')
  return directory && isOwn(directory) ? directory : null
}

/** Makes the directory. Returns whether it and the one around it belong to this user and nobody else may write there. */
export function isOwn(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    return [directory, dirname(directory)].every((path) => isOnlyOurs(lstatSync(path)))
  } catch (error) {
    // A home that does not exist, is full or read-only: the cache saves time and nothing else.
    if (error instanceof Error && 'syscall' in error) return false
    throw error
  }
}

/** Whether it is a regular file that belongs to this user and nobody else may write to. */
export function isOwnFile(status: Stats): boolean {
  return status.isFile() && isOnlyOurs(status)
}

function isOnlyOurs({ uid, mode }: Stats): boolean {
  // Windows keeps other users out of a profile by access lists.
  return process.geteuid === undefined || (uid === process.geteuid() && (mode & WRITABLE_BY_OTHERS) === 0)
}
