/**
 * `kube://[CONTEXT]/node/NAME`, `kube://[CONTEXT]/controller` and `kube://[CONTEXT]/objects`: logs and objects of a
 * cluster, by the user's own kubectl.
 */
import { SourceError, UsageError } from '../../model/errors.ts'
import type { OpenOptions, SearchEvents, Source, SourceKind } from '../../model/index.ts'
import { reasonOf } from '../system-error.ts'
import { controllerPods, readPodLog } from './controller.ts'
import { readKubeletLog } from './node-log.ts'
import { OBJECT_LISTS, readList } from './objects.ts'
import { type KubeApi, throughProxy } from './proxy.ts'

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

/** A context may contain slashes and colons, such as the ARN of a cluster. */
const URL_PARTS = /^kube:\/\/([^?]*)\/(?:node\/([^/?]+)|(controller)|(objects))(?:\?(.*))?$/i

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
  async find(input, events) {
    const { node, isController, flags } = parseTarget(input)
    if (node !== undefined)
      return [sourceOf(input, input, flags, (api, options) => readKubeletLog(api, node, input, options))]
    if (isController) return findControllerLogs(input, flags, events)
    return OBJECT_LISTS.map(({ name, path }) =>
      sourceOf(`${input}#${name}`, `${input}/${name}`, flags, (api) => readList(api, path)),
    )
  },
}

/** Throws a UsageError for a malformed URL. */
function parseTarget(input: string): KubeTarget {
  const [, context = '', node, controller, , query] = URL_PARTS.exec(input) ?? []
  const isMalformed = !URL_PARTS.test(input) || (node !== undefined && !NODE_NAME.test(node))
  const parameters = [...new URLSearchParams(query)]
  const unknown = parameters.find(([name]) => !FLAGS.has(name))?.[0]
  if (isMalformed || unknown !== undefined)
    throw new UsageError(
      unknown === undefined
        ? `"${input}" is no source: give ${HINT}`
        : `unknown parameter "${unknown}" in "${input}"`,
      { given: input, allowed: unknown === undefined ? [] : [...FLAGS], try: HINT },
    )
  return {
    node,
    isController: controller !== undefined,
    flags: [
      ...(context === '' ? [] : [`--context=${decodeURIComponent(context)}`]),
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
  try {
    for await (const pods of throughProxy(flags, undefined, controllerPods))
      return pods.map((pod) =>
        sourceOf(`${input}#${pod.name}`, `${input}/${pod.name}`, flags, (api, options) =>
          readPodLog(api, pod, options),
        ),
      )
  } catch (error) {
    events.unreadable(input, reasonOf(error))
  }
  return []
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
