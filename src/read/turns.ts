/** Lets other work of the process have its turn while regular files are read, which make nobody wait. */
import { setImmediate } from 'node:timers/promises'

/** How long other work waits: a signal, a timer, what another thread posts. */
const TURN_MS = 50

/** Returns a function to call between two inputs: it lets the event loop turn if that is due. */
export function regularTurns(): () => Promise<void> {
  let dueMs = performance.now() + TURN_MS
  return async () => {
    if (performance.now() < dueMs) return
    await setImmediate()
    dueMs = performance.now() + TURN_MS
  }
}
