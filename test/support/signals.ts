/** Signals for commands that a test runs in its own process: nothing is caught. */
import type { SignalControl } from '../../src/cli/signals.ts'

export const uncaughtSignals: SignalControl = { catch: () => {}, release: () => Promise.resolve() }
