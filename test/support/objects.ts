/** API objects as kubectl prints them, from the values that a test is about. Times are of 10 March 2026. */

const time = (at: string): string => `2026-03-10T${at}Z`

export function lease(node: string, renewed: string, more: { readonly stored?: string } = {}): object {
  const written = more.stored && [
    { manager: 'kubelet', time: time(more.stored), fieldsV1: { 'f:spec': { 'f:renewTime': {} } } },
  ]
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: node, namespace: 'kube-node-lease', ...(written ? { managedFields: written } : {}) },
    spec: { holderIdentity: node, leaseDurationSeconds: 40, renewTime: time(renewed) },
  }
}

export function node(
  name: string,
  status: 'True' | 'False' | 'Unknown',
  transition: string,
  heartbeat: string,
): object {
  const condition = {
    type: 'Ready',
    status,
    reason:
      status === 'Unknown' ? 'NodeStatusUnknown' : status === 'True' ? 'KubeletReady' : 'KubeletNotReady',
    message: '',
    lastTransitionTime: time(transition),
    lastHeartbeatTime: heartbeat.includes('T') ? heartbeat : time(heartbeat),
  }
  return { apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { conditions: [condition] } }
}

export function event(
  name: string,
  reason: string,
  at: string,
  { from = 'node-controller', message = '' }: { readonly from?: string; readonly message?: string } = {},
): object {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    involvedObject: { kind: 'Node', name },
    reason,
    message,
    source: { component: from },
    firstTimestamp: time(at),
    lastTimestamp: time(at),
  }
}

/** Prints objects one after the other, each on lines of its own. */
export function printed(...objects: readonly object[]): string {
  return objects.map((object) => `${JSON.stringify(object, null, 2)}\n`).join('')
}

/** Prints objects as one list. */
export function list(...items: readonly object[]): string {
  return printed({ apiVersion: 'v1', kind: 'List', items })
}
