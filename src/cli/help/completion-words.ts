/**
 * `leasegap completion-words KIND INPUT…`: names of nodes or numbers of incidents in the inputs, which completion offers
 * for --node and --incident. A shell waits for it: what takes long offers nothing.
 */
import { analyze } from '../../index.ts'
import type { CommandContext, ExitStatus } from '../context.ts'

export type WordKind = 'nodes' | 'incidents'

/** A user presses the key again, or types on, after that. */
const MOST_MS = 3000

/** Names that Kubernetes allows. A shell expands what it completes: nothing else of a log may get there. */
const NODE_NAME = /^[a-z0-9][a-z0-9.-]{0,252}$/

export async function printWords(
  kind: WordKind,
  inputs: readonly string[],
  { output, signals }: CommandContext,
): Promise<ExitStatus> {
  const signal = AbortSignal.timeout(MOST_MS)
  try {
    const { nodes, incidents } = await analyze(inputs, { signal, onRead: () => signals.release() })
    const words =
      kind === 'nodes'
        ? nodes.map(({ node }) => node).filter((node) => NODE_NAME.test(node))
        : incidents.flatMap(({ number }) => (number === undefined ? [] : String(number)))
    await output.write(words.map((word) => `${word}\n`).join(''))
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return 0
}
