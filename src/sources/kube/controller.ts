/**
 * The logs of all replicas of the kube-controller-manager, and of the containers that ran before.
 *
 * The API server gives only the newest file of a container: what the kubelet rotated away is read as files of the
 * node. Authority: kubelet container_log_manager.go and kuberuntime helpers.go, 1.20–1.36.
 */
import type { OpenOptions } from '../../model/index.ts'
import { SECOND_US } from '../../time/instant.ts'
import { getObject, type KubeApi, KubeError } from './api.ts'
import { listNodeFiles, nodeFilePath } from './node-files.ts'

/** Where distributions run the controller manager: kubeadm and kind, and OpenShift. */
const PLACES: readonly { readonly namespace: string; readonly label: string }[] = [
  { namespace: 'kube-system', label: 'component=kube-controller-manager' },
  { namespace: 'kube-system', label: 'k8s-app=kube-controller-manager' },
  { namespace: 'openshift-kube-controller-manager', label: 'app=kube-controller-manager' },
]

const CONTAINER = 'kube-controller-manager'

/** The names that Kubernetes allows for pods (RFC 1123 subdomains) and the identities that it gives. */
const POD_NAME = /^[a-z0-9][a-z0-9.-]{0,252}$/
const POD_ID = /^[a-z0-9-]{1,64}$/

/** A replica. */
export interface ControllerPod {
  readonly namespace: string
  readonly name: string
  /** Node, and directory below /var/log of its files; null: not known. */
  readonly files: { readonly node: string; readonly directory: string } | null
  readonly wasRestarted: boolean
  /** Words of its command line. */
  readonly args: readonly string[]
}

/** One log of a replica. */
export interface PodLog {
  /** Name among the logs of the replica: `current`, `previous`, or that of a file. */
  readonly name: string
  /** Path of the request, with its query. */
  readonly path: string
  /** When the kubelet rotated the file; null: it is written, or the API server gives it. */
  readonly rotatedUs: number | null
  /** Whether the API server reads it, which can leave out what is old. */
  readonly isPart: boolean
}

interface PodList {
  readonly items?: readonly {
    readonly metadata?: {
      readonly name?: string
      readonly uid?: string
      readonly annotations?: Readonly<Record<string, string>>
    }
    readonly spec?: {
      readonly nodeName?: string
      readonly containers?: readonly {
        readonly name?: string
        readonly command?: readonly string[]
        readonly args?: readonly string[]
      }[]
    }
    readonly status?: {
      readonly containerStatuses?: readonly { readonly name?: string; readonly restartCount?: number }[]
    }
  }[]
}

/** Finds all replicas. Rejects with a KubeError if there are none. */
export async function controllerPods(api: KubeApi): Promise<readonly ControllerPod[]> {
  for (const { namespace, label } of PLACES) {
    const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(label)}`
    const { items = [] } = (await getObject(api, path)) as PodList
    const pods = items.flatMap((item) => podOf(namespace, item))
    if (pods.length > 0) return pods
  }
  throw new KubeError(
    'no pod of the kube-controller-manager: a managed control plane has its log elsewhere, give a file with it',
  )
}

function podOf(
  namespace: string,
  { metadata, spec, status }: NonNullable<PodList['items']>[number],
): ControllerPod[] {
  const name = metadata?.name ?? ''
  if (!POD_NAME.test(name)) return []
  // The kubelet names the directory of a static pod after the pod of its manifest, not after the one in the API.
  const id = metadata?.annotations?.['kubernetes.io/config.hash'] ?? metadata?.uid ?? ''
  const node = spec?.nodeName ?? ''
  const container = spec?.containers?.find((one) => one.name === CONTAINER)
  return [
    {
      namespace,
      name,
      files:
        POD_ID.test(id) && POD_NAME.test(node)
          ? { node, directory: `pods/${namespace}_${name}_${id}/${CONTAINER}/` }
          : null,
      wasRestarted:
        status?.containerStatuses?.some((one) => one.name === CONTAINER && (one.restartCount ?? 0) > 0) ??
        false,
      args: [...(container?.command ?? []), ...(container?.args ?? [])],
    },
  ]
}

/** The logs that the API server gives. */
export function podLogs({ namespace, name, wasRestarted }: ControllerPod): readonly PodLog[] {
  const path = `/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(name)}/log?container=${CONTAINER}&timestamps=true`
  const common = { rotatedUs: null, isPart: true }
  return [
    ...(wasRestarted ? [{ name: 'previous', path: `${path}&previous=true`, ...common }] : []),
    { name: 'current', path, ...common },
  ]
}

/** `0.log`, `0.log.20261122-104500`, `0.log.20261122-104500.gz`; the number counts restarts. */
const LOG_FILE = /^\d{1,9}\.log(?:\.(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)(?:\.gz)?)?$/

/** The files of a replica on its node, those that were rotated away with them. Rejects with a KubeError if there are none. */
export async function podFiles(api: KubeApi, { files }: ControllerPod): Promise<readonly PodLog[]> {
  if (files === null) throw new KubeError('the pod does not say on which node its files are')
  const path = nodeFilePath(files.node, files.directory)
  const logs = (await listNodeFiles(api, path)).flatMap((name): PodLog[] => {
    const [, ...digits] = LOG_FILE.exec(name) ?? [null]
    if (digits.length === 0) return []
    const [year, month, day, hour, minute, second] = digits.map(Number)
    const rotatedUs =
      year === undefined || Number.isNaN(year)
        ? null
        : Date.UTC(year, (month ?? 1) - 1, day, hour, minute, second) * 1000
    return [{ name, path: `${path}${encodeURIComponent(name)}`, rotatedUs, isPart: false }]
  })
  if (logs.length === 0) throw new KubeError(`no log in ${files.directory} of ${files.node}`)
  return logs
}

/** The name of a file has the local time of the node in an unknown zone. */
const ZONE_MARGIN_US: number = 14 * 3600 * SECOND_US

/** Whether a log may have lines of the time that is wanted. */
export function mayHave({ rotatedUs }: PodLog, time: OpenOptions['time']): boolean {
  const sinceUs = time?.sinceUs ?? null
  return rotatedUs === null || sinceUs === null || rotatedUs + ZONE_MARGIN_US >= sinceUs
}

/** The path of the request for a log. The API server cuts `sinceTime` to whole seconds. */
export function podLogPath({ path, isPart }: PodLog, time: OpenOptions['time']): string {
  const { sinceUs = null } = time ?? {}
  if (!isPart || sinceUs === null) return path
  return `${path}&sinceTime=${new Date(Math.floor(sinceUs / SECOND_US) * 1000).toISOString()}`
}

/** Reads one log; nothing of a file that was rotated before the wanted time. */
export async function* readPodLog(api: KubeApi, log: PodLog, { time }: OpenOptions): AsyncIterable<Buffer> {
  if (mayHave(log, time)) yield* (await api.get(podLogPath(log, time))) as AsyncIterable<Buffer>
}
