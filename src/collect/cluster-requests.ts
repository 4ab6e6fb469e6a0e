/** Objects of the cluster: nodes, their leases, the events about them, and what is running on a node. */

import type { KubeApi } from '../sources/kube/api.ts'
import { OBJECT_LISTS, readPages } from '../sources/kube/objects.ts'
import { type ClusterAccess, type EvidenceRequest, singlePart } from './requests.ts'

const LINE_END = Buffer.from('\n')

/** The lists of the whole cluster. `onObjects` gets the objects of each page of a list. */
export function objectRequests(
  { api, command }: ClusterAccess,
  onObjects: (list: string, objects: readonly unknown[]) => void,
): readonly EvidenceRequest[] {
  return OBJECT_LISTS.map(({ name, path }) => ({
    about: 'cluster',
    what: name,
    ways: [
      singlePart(
        'API server',
        { file: `${name}.json`, command: command(path.slice(0, -1)) },
        async function* (signal) {
          for await (const { bytes, list } of readPages(api(signal), path)) {
            onObjects(name, list.items ?? [])
            yield bytes
            yield LINE_END
          }
        },
      ),
    ],
  }))
}

/** The pods of a node: name, status and tolerations. The rest of a Pod may contain secrets. */
export function podRequest({ api, command, kubectl }: ClusterAccess, node: string): EvidenceRequest {
  const path = `/api/v1/pods?fieldSelector=${encodeURIComponent(`spec.nodeName=${node}`)}&`
  const columns =
    'NAMESPACE:.metadata.namespace,NAME:.metadata.name,PHASE:.status.phase,REASON:.status.reason,DELETED:.metadata.deletionTimestamp'
  return {
    about: node,
    what: 'pods',
    ways: [
      {
        ...singlePart(
          'API server',
          { file: `nodes/${node}/pods.json`, command: command(path.slice(0, -1)) },
          (signal) => readPods(api(signal), path),
        ),
        // Whoever pastes a command must not save secrets either.
        commands: [
          `${kubectl(['get', 'pods', '-A', `--field-selector=spec.nodeName=${node}`, '-o', `custom-columns=${columns}`])} > nodes/${node}/pods.txt`,
        ],
      },
    ],
  }
}

async function* readPods(api: KubeApi, path: string): AsyncIterable<Buffer> {
  for await (const { list } of readPages(api, path)) {
    const items = (list.items ?? []).map(publicPart)
    yield Buffer.from(`${JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items })}\n`)
  }
}

interface ListedPod {
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly spec?: Readonly<Record<string, unknown>>
  readonly status?: { readonly conditions?: readonly Readonly<Record<string, unknown>>[] } & Readonly<
    Record<string, unknown>
  >
}

const METADATA = [
  'namespace',
  'name',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]
const STATUS = ['phase', 'reason', 'startTime']
const CONDITION = ['type', 'status', 'reason', 'lastTransitionTime']

/** Images, environments, annotations, and what a container printed at its end are left out. */
function publicPart(pod: unknown): object {
  const { metadata, spec, status } = pod as ListedPod
  return {
    metadata: pick(metadata, METADATA),
    spec: pick(spec, ['nodeName', 'tolerations']),
    status: {
      ...pick(status, STATUS),
      conditions: (status?.conditions ?? []).map((condition) => pick(condition, CONDITION)),
    },
  }
}

function pick(object: Readonly<Record<string, unknown>> | undefined, names: readonly string[]): object {
  return Object.fromEntries(
    names.flatMap((name) => (object?.[name] === undefined ? [] : [[name, object[name]]])),
  )
}
