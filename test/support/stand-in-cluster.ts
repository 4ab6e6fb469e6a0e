/** A stand-in for a cluster of kind with an outage: what its API server answers, and what docker prints of its nodes. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Answer, give } from './api-server.ts'
import { type StandIns, toExport } from './log-programs.ts'

const LOGS = join(import.meta.dirname, '../../samples/network-cut/logs')

/** The kubelet's journal of demo-worker, as journalctl exports it. */
export const KUBELET: string = toExport(readFileSync(join(LOGS, 'kubelet.log'), 'utf8'), 2026)
export const CONTROLLER: string = readFileSync(join(LOGS, 'kube-controller-manager.log'), 'utf8')

export const NODES = '/api/v1/nodes'
export const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
export const EVENTS = '/api/v1/events'
export const PODS = '/api/v1/pods'
export const CONTROLLERS = '/api/v1/namespaces/kube-system/pods'
export const CONTROLLER_POD = 'kube-controller-manager-demo-control-plane'

const NOW = '2026-11-22T10:47:00Z'

/** A Node object. */
export function node(
  name: string,
  {
    ready = 'True',
    kind = true,
    roles = [],
  }: { readonly ready?: string; readonly kind?: boolean; readonly roles?: readonly string[] } = {},
): object {
  return {
    metadata: {
      name,
      creationTimestamp: '2026-11-20T10:00:00Z',
      labels: Object.fromEntries(roles.map((role) => [`node-role.kubernetes.io/${role}`, ''])),
    },
    spec: kind ? { providerID: `kind://docker/demo/${name}` } : {},
    status: {
      addresses: [{ type: 'InternalIP', address: '10.0.0.7' }],
      conditions: [
        {
          type: 'Ready',
          status: ready,
          reason: ready === 'True' ? 'KubeletReady' : 'NodeStatusUnknown',
          lastHeartbeatTime: '2026-11-22T10:43:00Z',
          lastTransitionTime: ready === 'True' ? '2026-11-20T10:00:10Z' : '2026-11-22T10:45:41Z',
        },
      ],
    },
  }
}

/** A Lease object. */
export function lease(name: string, renewTime: string): object {
  return {
    metadata: { name, namespace: 'kube-node-lease' },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime },
  }
}

export function listOf(kind: string, items: readonly object[]): Answer {
  return (response, query) => {
    response.setHeader('date', new Date(NOW).toUTCString())
    give({ kind, apiVersion: 'v1', metadata: { resourceVersion: '1' }, items })(response, query)
  }
}

export function controllerPod(command: readonly string[] = ['kube-controller-manager', '--v=2']): object {
  return {
    metadata: {
      name: CONTROLLER_POD,
      uid: 'c0ffee00-0000-4000-8000-000000000001',
      annotations: { 'kubernetes.io/config.hash': 'c0ffee11c0ffee11c0ffee11c0ffee11' },
    },
    spec: {
      nodeName: 'demo-control-plane',
      containers: [{ name: 'kube-controller-manager', command }],
    },
    status: { containerStatuses: [{ name: 'kube-controller-manager', restartCount: 0 }] },
  }
}

export const SECRET = 's3cret-in-an-environment'

const POD = {
  metadata: {
    namespace: 'default',
    name: 'web-1',
    annotations: { 'kubectl.kubernetes.io/last-applied': SECRET },
  },
  spec: {
    nodeName: 'demo-worker',
    tolerations: [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', tolerationSeconds: 300 }],
    containers: [{ name: 'web', env: [{ name: 'TOKEN', value: SECRET }] }],
  },
  status: {
    phase: 'Running',
    conditions: [
      { type: 'Ready', status: 'False', message: SECRET, lastTransitionTime: '2026-11-22T10:45:41Z' },
    ],
    containerStatuses: [{ name: 'web', state: { terminated: { message: SECRET } } }],
  },
}

/** The journal of demo-worker2, which renews its lease. */
const HEALTHY = `${KUBELET.split('\n\n').slice(0, 190).join('\n\n')}\n\n`.replaceAll(
  'demo-worker',
  'demo-worker2',
)

/** The answers of the API server while demo-worker is cut off: its kubelet can't be asked. */
export function clusterAnswers(): Record<string, Answer> {
  return {
    '/version': (response, query) => {
      response.setHeader('date', new Date(NOW).toUTCString())
      give({ major: '1', minor: '30' })(response, query)
    },
    [NODES]: listOf('NodeList', [
      node('demo-control-plane', { roles: ['control-plane'] }),
      node('demo-worker', { ready: 'Unknown' }),
      node('demo-worker2'),
    ]),
    [LEASES]: listOf('LeaseList', [
      lease('demo-control-plane', '2026-11-22T10:46:55.000000Z'),
      lease('demo-worker', '2026-11-22T10:44:56.902000Z'),
      lease('demo-worker2', '2026-11-22T10:46:58.000000Z'),
    ]),
    [EVENTS]: listOf('EventList', []),
    [PODS]: listOf('PodList', [POD]),
    [CONTROLLERS]: listOf('PodList', [controllerPod()]),
    [`${CONTROLLERS}/${CONTROLLER_POD}/log`]: give(CONTROLLER),
  }
}

/** Makes a docker that has a container for each node of the cluster, with a journal. */
export function addDocker(programs: StandIns): void {
  const journal = join(programs.path, 'demo-worker.export')
  writeFileSync(journal, KUBELET)
  writeFileSync(join(programs.path, 'journald.conf'), '[Journal]\n#Storage=auto\n#RateLimitBurst=10000\n')
  writeFileSync(join(programs.path, 'var-log'), '/var/log\n/var/log/journal\n/var/log/pods\n')
  writeFileSync(join(programs.path, 'demo-worker2.export'), HEALTHY)
  programs.add(
    'docker',
    `if [ "$3" = systemd-analyze ]; then cat '${join(programs.path, 'journald.conf')}'; exit; fi
    if [ "$3" = find ]; then cat '${join(programs.path, 'var-log')}'; exit; fi
    if [ -e '${programs.path}/'"$2.export" ]; then cat '${programs.path}/'"$2.export"; else
      echo "Error response from daemon: No such container: $2" >&2; exit 1; fi`,
  )
}
