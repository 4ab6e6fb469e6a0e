/**
 * `kube://[CONTEXT]/node/NAME`, `…/node/NAME/journal`, `…/controller` and `…/objects`: logs and objects of a cluster, by
 * the user's own kubectl.
 */
import { SourceError, UsageError } from '../../model/errors.ts'
import type { OpenOptions, SearchEvents, Shared, Source, SourceKind } from '../../model/index.ts'
import { liveSource } from '../live-source.ts'
import { reasonOf } from '../system-error.ts'
import { type KubeApi, KubeError } from './api.ts'
import {
  type ControllerPod,
  controllerPods,
  type PodLog,
  podFiles,
  podLogs,
  readPodLog,
} from './controller.ts'
import { journalFiles, readJournalFile } from './journal-files.ts'
import { readKubeletLog } from './node-log.ts'
import { OBJECT_LISTS, readList } from './objects.ts'
import { throughProxy } from './proxy.ts'

/** Flags of kubectl that a query may set: `?kubeconfig=/path&as=admin`. */
const FLAGS: ReadonlySet<string> = new Set([
  'kubeconfig',
  'cluster',
  'user',
  'as',
  'as-group',
  'server',
  'request-timeout',
])

/** The names that Kubernetes allows for nodes (RFC 1123 subdomains). */
const NODE_NAME = /^[a-z0-9][a-z0-9.-]{0,252}$/

const HINT =
  'kube://[CONTEXT]/node/NAME, kube://[CONTEXT]/node/NAME/journal, kube://[CONTEXT]/controller or kube://[CONTEXT]/objects'

/** What a URL asks for. */
export interface KubeTarget {
  readonly what: 'node' | 'journal' | 'controller' | 'objects'
  /** '' where it is about no node. */
  readonly node: string
  /** Flags of kubectl, each one argument. */
  readonly flags: readonly string[]
}

export const kube: SourceKind = {
  schemes: ['kube'],
  title:
    "a kubelet's log or journal files, the controller manager's logs, or nodes, leases and events, by the user's own kubectl",
  async find(input, events, { kubectlFlags = [], shared } = {}) {
    const { what, node, flags: own } = parseTarget(input)
    // Of a flag that is given twice kubectl takes the last.
    const cluster = { flags: [...kubectlFlags, ...own], shared }
    switch (what) {
      case 'node':
        return [sourceOf(input, input, cluster, (api, options) => readKubeletLog(api, node, input, options))]
      case 'journal':
        return findLogs(input, cluster, events, (api) => everyJournalFile(api, node))
      case 'controller':
        return findLogs(input, cluster, events, everyControllerLog)
      case 'objects':
        return OBJECT_LISTS.map(({ name, path }) =>
          sourceOf(`${input}#${name}`, `${input}/${name}`, cluster, (api) => readList(api, path)),
        )
    }
  },
}

/** Returns what a URL of a cluster asks for; null for another input. Throws a UsageError for a malformed one. */
export function parseKubeInput(input: string): KubeTarget | null {
  return /^kube:\/\//i.test(input) ? parseTarget(input) : null
}

/** Throws a UsageError for a malformed URL. A context may contain slashes and colons, as the ARN of a cluster does. */
function parseTarget(input: string): KubeTarget {
  const [path = '', ...queries] = input.slice('kube://'.length).split('?')
  const parts = path.split('/')
  const { what, node } = takeTarget(parts)
  // Without a slash the last word would be the context.
  if (what === null || parts.length === 0)
    throw new UsageError(`invalid input "${input}": use ${HINT}`, { given: input, try: HINT })
  const parameters = [...new URLSearchParams(queries.join('?'))]
  const unknown = parameters.find(([name]) => !FLAGS.has(name))?.[0]
  if (unknown !== undefined) {
    const allowed = [...FLAGS]
    throw new UsageError(`unknown parameter "${unknown}" in "${input}": use one of ${allowed.join(', ')}`, {
      given: input,
      allowed,
    })
  }
  const context = parts.join('/')
  return {
    ...{ what, node },
    flags: [
      ...(context === '' ? [] : [`--context=${context}`]),
      ...parameters.map(([name, value]) => `--${name}=${value}`),
    ],
  }
}

/** Takes what is asked for from the end of a path. */
function takeTarget(parts: string[]): {
  readonly what: KubeTarget['what'] | null
  readonly node: string
} {
  const last = parts.pop() ?? ''
  const isJournal = last === 'journal' && parts.at(-2) === 'node'
  const node = isJournal ? (parts.pop() ?? '') : last
  if (parts.at(-1) === 'node') {
    parts.pop()
    return { what: NODE_NAME.test(node) ? (isJournal ? 'journal' : 'node') : null, node }
  }
  return { what: last === 'controller' || last === 'objects' ? last : null, node: '' }
}

/** How a cluster is reached. */
interface ClusterAccess {
  /** Flags of kubectl. */
  readonly flags: readonly string[]
  readonly shared: Shared | undefined
}

/** One of the logs behind an input. */
interface FoundLog {
  /** Its label ends with it. */
  readonly name: string
  read(api: KubeApi, options: OpenOptions): AsyncIterable<Uint8Array>
}

/** One source for each log. */
async function findLogs(
  input: string,
  cluster: ClusterAccess,
  events: SearchEvents,
  search: (api: KubeApi) => AsyncIterable<FoundLog>,
): Promise<readonly Source[]> {
  const sources: Source[] = []
  try {
    for await (const { name, read } of throughProxy({ ...cluster, signal: undefined }, search))
      sources.push(sourceOf(`${input}#${name}`, `${input}/${name}`, cluster, read))
  } catch (error) {
    events.unreadable(input, reasonOf(error))
  }
  return sources
}

async function* everyJournalFile(api: KubeApi, node: string): AsyncIterable<FoundLog> {
  for (const file of await journalFiles(api, node))
    yield { name: file.name, read: (from, options) => readJournalFile(from, file, options) }
}

/** All logs of all replicas: the files of the node if its kubelet lists them, else what the API server gives. */
async function* everyControllerLog(api: KubeApi): AsyncIterable<FoundLog> {
  for (const pod of await controllerPods(api)) {
    for (const log of await logsOf(api, pod)) {
      const name = log.isPart
        ? `${pod.name}${log.name === 'previous' ? ' (previous)' : ''}`
        : `${pod.name}/${log.name}`
      yield { name, read: (from, options) => readPodLog(from, log, options) }
    }
  }
}

async function logsOf(api: KubeApi, pod: ControllerPod): Promise<readonly PodLog[]> {
  try {
    return await podFiles(api, pod)
  } catch (error) {
    if (error instanceof KubeError) return podLogs(pod)
    throw error
  }
}

function sourceOf(
  id: string,
  label: string,
  cluster: ClusterAccess,
  read: (api: KubeApi, options: OpenOptions) => AsyncIterable<Uint8Array>,
): Source {
  return liveSource(id, label, async function* (options = {}) {
    try {
      yield* throughProxy({ ...cluster, signal: options.signal }, (api) => read(api, options))
    } catch (error) {
      options.signal?.throwIfAborted()
      throw error instanceof SourceError ? error : new SourceError(label, reasonOf(error), { cause: error })
    }
  })
}
