/** The logs of all replicas of the kube-controller-manager, and of the containers that ran before. */
import type { OpenOptions } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { type KubeApi, KubeError } from './proxy.ts'

/** Where distributions run the controller manager: kubeadm and kind, and OpenShift. */
const PLACES: readonly { readonly namespace: string; readonly label: string }[] = [
  { namespace: 'kube-system', label: 'component=kube-controller-manager' },
  { namespace: 'kube-system', label: 'k8s-app=kube-controller-manager' },
  { namespace: 'openshift-kube-controller-manager', label: 'app=kube-controller-manager' },
]

const CONTAINER = 'kube-controller-manager'

/** One log of a replica. */
export interface PodLog {
  /** Pod, and ` (previous)` for the container that ran before. */
  readonly name: string
  /** Path of the request, with its query. */
  readonly path: string
}

interface PodList {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string }
    readonly status?: {
      readonly containerStatuses?: readonly { readonly name?: string; readonly restartCount?: number }[]
    }
  }[]
}

/** Finds the logs of all replicas. Rejects with a KubeError if there are none. */
export async function* controllerPods(api: KubeApi): AsyncIterable<readonly PodLog[]> {
  for (const { namespace, label } of PLACES) {
    const pods = `/api/v1/namespaces/${namespace}/pods`
    const { items = [] } = await listOf(api, `${pods}?labelSelector=${encodeURIComponent(label)}`)
    const logs = items.flatMap(({ metadata, status }): PodLog[] => {
      const name = metadata?.name
      if (name === undefined) return []
      const path = `${pods}/${encodeURIComponent(name)}/log?container=${CONTAINER}&timestamps=true`
      const wasRestarted = status?.containerStatuses?.some(
        (container) => container.name === CONTAINER && (container.restartCount ?? 0) > 0,
      )
      return [
        ...(wasRestarted ? [{ name: `${name} (previous)`, path: `${path}&previous=true` }] : []),
        { name, path },
      ]
    })
    if (logs.length > 0) {
      yield logs
      return
    }
  }
  throw new KubeError(
    'no pod of the kube-controller-manager: a managed control plane has its log elsewhere, give a file with it',
  )
}

async function listOf(api: KubeApi, path: string): Promise<PodList> {
  let text = ''
  for await (const chunk of (await api.get(path)).setEncoding('utf8')) text += chunk as string
  return JSON.parse(text) as PodList
}

/** Reads one log. The API server cuts `sinceTime` to whole seconds. */
export async function* readPodLog(
  api: KubeApi,
  { path }: PodLog,
  { time }: OpenOptions,
): AsyncIterable<Buffer> {
  const { sinceUs = null } = time ?? {}
  const since =
    sinceUs === null ? '' : `&sinceTime=${new Date(Math.floor(sinceUs / SECOND_US) * 1000).toISOString()}`
  yield* (await api.get(`${path}${since}`)) as AsyncIterable<Buffer>
}
