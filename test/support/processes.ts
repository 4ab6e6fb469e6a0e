/** Processes that a test started, directly or not. */
import { readdirSync, readFileSync } from 'node:fs'

/** Processes with a value in their environment, which each process inherits. */
export function processesOf(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark)
    } catch {
      // It ended meanwhile, or belongs to another user.
      return false
    }
  })
}
