/** `leasegap collect`: saves all evidence about nodes. */
import {
  type Attempt,
  type Collection,
  type CollectOptions,
  collect,
  type DryRun,
  planCollection,
} from '../index.ts'
import { printable } from '../text/printable.ts'
import { shellCommand } from '../text/shell.ts'
import { parseDurationSeconds } from '../time/user-time.ts'
import { applyQuiet, type CommandContext, type ExitStatus } from './context.ts'
import { type KubectlOptions, kubectlFlags } from './kubectl-options.ts'
import { chosenZone } from './options.ts'
import { formatBytes } from './output/progress.ts'
import { checkSelection, timeOf } from './selection.ts'

export interface CollectCommandOptions extends CollectRequest {
  readonly out?: string | readonly string[]
  readonly dryRun?: boolean
  readonly quiet?: boolean
}

/** Evidence older than this is rarely kept, and large. */
const DEFAULT_SINCE = '-24h'

/** What is asked for: which nodes, in which time, how. */
export interface CollectRequest extends KubectlOptions {
  readonly since?: string
  readonly until?: string
  readonly via?: readonly string[]
  readonly deadline?: string
  readonly tz?: string
  readonly utc?: boolean
}

export async function runCollect(
  nodes: readonly string[],
  options: CollectCommandOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const io = applyQuiet(options, context)
  if (options.dryRun) {
    await io.output.write(dryRunText(await planCollection(askedFor(nodes, options))))
    return 0
  }
  const path = [options.out ?? []].flat().at(-1) ?? defaultPath(new Date())
  const collection = await collectEvidence(path, nodes, options, io)
  await io.output.write(summaryText(collection))
  return collection.nodes.every(({ hasLog }) => hasLog) ? 0 : 2
}

/** Collects with progress; after a signal what was saved is completed. */
export async function collectEvidence(
  path: string,
  nodes: readonly string[],
  request: CollectRequest,
  io: CommandContext,
): Promise<Collection> {
  const interrupt = new AbortController()
  const collecting = collect(path, {
    ...askedFor(nodes, request),
    ...progressTo(io.showProgress),
    signal: interrupt.signal,
  })
  io.onInterrupt(async () => {
    interrupt.abort(new Error('interrupted'))
    const { bytes } = await collecting
    io.printNote(`interrupted; ${formatBytes(bytes)} saved in ${printable(path)}`)
  })
  const collection = await collecting
  io.onInterrupt(async () => {})
  io.showProgress?.(null)
  return collection
}

function askedFor(nodes: readonly string[], request: CollectRequest): Parameters<typeof collect>[1] {
  const zone = chosenZone(request)
  const selection = { since: DEFAULT_SINCE, ...request }
  checkSelection(selection, zone)
  const { via, deadline } = request
  return {
    nodes,
    time: timeOf(selection, zone).time ?? { sinceUs: null, untilUs: null },
    ...(via ? { via: via.flatMap((text) => text.split(',')) } : {}),
    ...(deadline === undefined ? {} : { deadlineSeconds: parseDurationSeconds(deadline, '--deadline') }),
    kubectlFlags: kubectlFlags(request),
  }
}

/** `leasegap-20261126-235959`, in UTC. */
export function defaultPath(now: Date): string {
  return `leasegap-${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`
}

function progressTo(show: CommandContext['showProgress']): Pick<CollectOptions, 'onProgress'> {
  if (!show) return {}
  return {
    onProgress: ({ finished, requests, bytes }) =>
      show({ source: `evidence, ${finished} of ${requests}`, bytes, total: null }),
  }
}

function summaryText({ path, nodes, attempts, missing, bytes }: Collection): string {
  const about = (name: string): readonly Attempt[] => attempts.filter((attempt) => attempt.about === name)
  const lines = [
    `${path}: ${formatBytes(bytes)} about ${nodes.map(({ node }) => node).join(', ')}`,
    ...nodes.flatMap(({ node, why }) => ['', `${node}, ${why}`, ...about(node).map(attemptLine)]),
    '',
    'control plane',
    ...[...about('cluster'), ...about('controller')].map(attemptLine),
    ...missingLines(missing),
    '',
    `Next: ${shellCommand(['leasegap', path])}`,
  ]
  return `${lines.map(printable).join('\n')}\n`
}

function attemptLine({ what, way, status, bytes, reason }: Attempt): string {
  const size = bytes > 0 ? `, ${formatBytes(bytes)}` : ''
  return `  ${what} by ${way}: ${status}${size}${reason === null ? '' : `, ${reason}`}`
}

function missingLines(missing: readonly string[]): readonly string[] {
  return missing.length === 0 ? [] : ['', 'What this evidence lacks', ...missing.map((line) => `  ${line}`)]
}

/** The commands as a script, everything else as comments. */
function dryRunText({ nodes, steps, refused, missing }: DryRun): string {
  const files = steps.flatMap(({ ways }) => ways.flatMap(({ commands }) => commands.map(fileOf)))
  const directories = [
    ...new Set(files.flatMap((file) => (file?.includes('/') ? [file.slice(0, file.lastIndexOf('/'))] : []))),
  ]
  const lines = [
    ...nodes.map(({ node, why }) => `# ${node}: ${why}`),
    ...missing.map((line) => `# missing: ${line}`),
    ...refused.map(({ about, what, reason }) => `# ${about}, ${what}: ${reason}`),
    ...(directories.length === 0 ? [] : [`mkdir -p ${directories.join(' ')}`]),
    ...steps.flatMap(({ about, what, ways }) => [
      '',
      `# ${what} (${about})${ways.length > 1 ? ', the first way that works' : ''}`,
      ...ways.flatMap(({ commands }) => commands),
    ]),
  ]
  return `${lines.map(printable).join('\n')}\n`
}

const REDIRECTION = ' > '

function fileOf(command: string): string | undefined {
  const at = command.lastIndexOf(REDIRECTION)
  return at < 0 ? undefined : command.slice(at + REDIRECTION.length)
}
