/**
 * Lets Node keep the compiled code of the program between runs, from Node 22.1 on: a short run takes a tenth less.
 *
 * The code lies in the user's own cache directory, never in the shared temporary one, where another user could have put
 * something else. Node checks each file and replaces what it can't use; without a safe directory nothing is kept.
 * NODE_DISABLE_COMPILE_CACHE=1 turns it off, NODE_COMPILE_CACHE names another directory.
 */
import { lstatSync, mkdirSync } from 'node:fs'
import module from 'node:module'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'

/** What only newer releases have; older ones compile each time. */
interface NewerModule {
  readonly enableCompileCache?: (directory: string) => unknown
}

const WRITABLE_BY_OTHERS = 0o022

export function keepCompiledCode(env: NodeJS.ProcessEnv): void {
  const { enableCompileCache } = module as NewerModule
  if (!enableCompileCache || env.NODE_COMPILE_CACHE) return
  const directory = cacheDirectory(env)
  if (isOwn(directory)) enableCompileCache(directory)
}

function cacheDirectory({ XDG_CACHE_HOME, LOCALAPPDATA }: NodeJS.ProcessEnv): string {
  const base = process.platform === 'win32' ? LOCALAPPDATA : XDG_CACHE_HOME
  return join(base && isAbsolute(base) ? base : join(homedir(), '.cache'), 'leasegap')
}

/** Makes the directory. Returns whether it and the one around it belong to this user and nobody else may write there. */
export function isOwn(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    // Windows keeps other users out of a profile by access lists.
    if (process.geteuid === undefined) return true
    const user = process.geteuid()
    return [directory, dirname(directory)].every((path) => {
      const { uid, mode } = lstatSync(path)
      return uid === user && (mode & WRITABLE_BY_OTHERS) === 0
    })
  } catch (error) {
    // A home that does not exist, is full or read-only: the cache saves time and nothing else.
    if (error instanceof Error && 'syscall' in error) return false
    throw error
  }
}
