/**
 * `kube://[CONTEXT]/node/NAME`, `kube://[CONTEXT]/controller` and `kube://[CONTEXT]/objects`: logs and objects of a
 * cluster, by the user's own kubectl.
 */
import { SourceError, UsageError } from '../../model/errors.ts'
import type { OpenOptions, SearchEvents, Source, SourceKind } from '../../model/index.ts'
import { reasonOf } from '../system-error.ts'
import {
  type ControllerPod,
  controllerPods,
  type PodLog,
  podFiles,
  podLogs,
  readPodLog,
} from './controller.ts'
import { readKubeletLog } from './node-log.ts'
import { OBJECT_LISTS, readList } from './objects.ts'
import { type KubeApi, KubeError, throughProxy } from './proxy.ts'

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

const HINT = 'kube://[CONTEXT]/node/NAME, kube://[CONTEXT]/controller or kube://[CONTEXT]/objects'

/** What a URL asks for. */
interface KubeTarget {
  readonly node: string | undefined
  readonly isController: boolean
  /** Flags of kubectl, each one argument. */
  readonly flags: readonly string[]
}

export const kube: SourceKind = {
  schemes: ['kube'],
  title:
    "a kubelet's log, the controller manager's logs, or nodes, leases and events, by the user's own kubectl",
  async find(input, events, { kubectlFlags = [] } = {}) {
    const { node, isController, flags: own } = parseTarget(input)
    // Of a flag that is given twice kubectl takes the last.
    const flags = [...kubectlFlags, ...own]
    if (node !== undefined)
      return [sourceOf(input, input, flags, (api, options) => readKubeletLog(api, node, input, options))]
    if (isController) return findControllerLogs(input, flags, events)
    return OBJECT_LISTS.map(({ name, path }) =>
      sourceOf(`${input}#${name}`, `${input}/${name}`, flags, (api) => readList(api, path)),
    )
  },
}

/** Throws a UsageError for a malformed URL. A context may contain slashes and colons, as the ARN of a cluster does. */
function parseTarget(input: string): KubeTarget {
  const [path = '', ...queries] = input.slice('kube://'.length).split('?')
  const parts = path.split('/')
  const last = parts.pop() ?? ''
  const isNode = parts.at(-1) === 'node'
  if (isNode) parts.pop()
  const isKnown = isNode ? NODE_NAME.test(last) : last === 'controller' || last === 'objects'
  // Without a slash the last word would be the context.
  if (!isKnown || parts.length === 0)
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
    node: isNode ? last : undefined,
    isController: last === 'controller' && !isNode,
    flags: [
      ...(context === '' ? [] : [`--context=${context}`]),
      ...parameters.map(([name, value]) => `--${name}=${value}`),
    ],
  }
}

/** One source for each log of each replica. */
async function findControllerLogs(
  input: string,
  flags: readonly string[],
  events: SearchEvents,
): Promise<readonly Source[]> {
  const sources: Source[] = []
  try {
    for await (const { pod, log } of throughProxy(flags, undefined, everyLog)) {
      const name = log.isPart
        ? `${pod.name}${log.name === 'previous' ? ' (previous)' : ''}`
        : `${pod.name}/${log.name}`
      sources.push(
        sourceOf(`${input}#${name}`, `${input}/${name}`, flags, (api, options) =>
          readPodLog(api, log, options),
        ),
      )
    }
  } catch (error) {
    events.unreadable(input, reasonOf(error))
  }
  return sources
}

/** All logs of all replicas: the files of the node if its kubelet lists them, else what the API server gives. */
async function* everyLog(api: KubeApi): AsyncIterable<{ readonly pod: ControllerPod; readonly log: PodLog }> {
  for (const pod of await controllerPods(api)) {
    for (const log of await logsOf(api, pod)) yield { pod, log }
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
  flags: readonly string[],
  read: (api: KubeApi, options: OpenOptions) => AsyncIterable<Uint8Array>,
): Source {
  return {
    ...{ id, label, path: null, size: null, modifiedUs: null },
    async *open(options = {}) {
      try {
        yield* throughProxy(flags, options.signal, (api) => read(api, options))
      } catch (error) {
        options.signal?.throwIfAborted()
        throw error instanceof SourceError ? error : new SourceError(label, reasonOf(error), { cause: error })
      }
    },
  }
}
