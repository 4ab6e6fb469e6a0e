/**
 * `kubectl lease-gap [NODE…]`: collects the evidence about nodes, and reports on it. The evidence stays: the report
 * names its lines. What is no name of a node is an input, as of `leasegap`.
 */
import { rm, stat } from 'node:fs/promises'
import { type Collection, exporterNamed } from '../index.ts'
import { printable } from '../text/printable.ts'
import { parseDurationSeconds } from '../time/user-time.ts'
import { runAnalyze } from './analyze.ts'
import { collectEvidence, defaultPath } from './collect.ts'
import { applyQuiet, type CommandContext, type ExitStatus } from './context.ts'
import { parseReading, type ReportOptions } from './options.ts'
import { outputsOf } from './output/output-files.ts'

export async function runPlugin(
  given: readonly string[],
  options: ReportOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  if (!(await areNodes(given))) return runAnalyze(given, options, context)
  await checkOptions(options)
  const io = applyQuiet(options, context)
  const collection = await collectEvidence(defaultPath(new Date()), given, options, io)
  printGaps(collection, io)
  if (collection.bytes === 0) {
    // All that is in the new directory is the list of attempts, which was printed.
    await rm(collection.path, { recursive: true, force: true })
    return 2
  }
  io.printNote(`evidence saved in ${printable(collection.path)}`)
  const names = collection.nodes.filter(({ why }) => why !== HEALTHY).map(({ node }) => node)
  const selection = options.node ?? names
  const status = await runAnalyze(
    [collection.path],
    { ...options, ...(selection.length > 0 ? { node: selection } : {}) },
    context,
  )
  return status === 0 && collection.nodes.some(({ hasLog }) => !hasLog) ? 2 : status
}

/** Rejects wrong options of the report now, not after minutes of collecting. */
async function checkOptions(options: ReportOptions): Promise<void> {
  parseReading(options)
  await outputsOf(options.out ?? [])
  if (options.output !== undefined) exporterNamed(options.output)
  if (options.failOn !== undefined) parseDurationSeconds(options.failOn, '--fail-on')
}

/** The reason for which a node is only compared with others. */
const HEALTHY = 'healthy, for comparison'

/** The form of a node's name; a file of that name is an input. */
const NODE_NAME = /^[a-z0-9][a-z0-9.-]{0,252}$/

async function areNodes(given: readonly string[]): Promise<boolean> {
  for (const name of given) {
    const isFile = await stat(name).then(
      () => true,
      () => false,
    )
    if (isFile || !NODE_NAME.test(name)) return false
  }
  return true
}

/** Prints what could not be had, and what the evidence lacks. */
function printGaps({ nodes, attempts, missing }: Collection, { printNote }: CommandContext): void {
  for (const { node, hasLog } of nodes) {
    if (hasLog) continue
    const reasons = attempts
      .filter(({ about, what, reason }) => about === node && what === 'kubelet log' && reason !== null)
      .map(({ way, reason }) => `${way}: ${reason}`)
    printNote(printable(`${node}: no kubelet log; ${reasons.join('; ')}`))
  }
  for (const { about, what, reason } of attempts)
    if (reason !== null && (about === 'controller' || about === 'cluster'))
      printNote(printable(`${what}: ${reason}`))
  for (const sentence of missing) printNote(`note: ${printable(sentence)}`)
}
