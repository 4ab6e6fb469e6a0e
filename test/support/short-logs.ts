/** Short logs of a node, its kubelet and a controller manager; times are seconds after 10:00 UTC of one day. */

export const YEAR = 2026
const API = 'https://api:6443'
const LIFECYCLE = 'logger="node-lifecycle-controller"'

export const TIMED_OUT = 'context deadline exceeded'
export const UNREACHABLE = 'dial tcp 10.0.0.1:6443: connect: network is unreachable'

/** Formats a time of day, with or without a fraction. */
export function clock(seconds: number, digits = 6): string {
  const atMs = Date.UTC(YEAR, 10, 22, 10) + Math.round(seconds * 1000)
  return new Date(atMs).toISOString().slice(11, digits === 0 ? 19 : 23) + (digits === 0 ? '' : '000')
}

/** Formats an RFC 3339 time in whole seconds. */
export function stamp(seconds: number): string {
  return `${YEAR}-11-22T${clock(seconds, 0)}Z`
}

/** The lines of one kubelet. */
export class Kubelet {
  readonly #node: string
  readonly #pid: number

  constructor(node = 'worker-1', pid = 1153) {
    this.#node = node
    this.#pid = pid
  }

  line(seconds: number, text: string, severity = 'I'): string {
    return `${severity}1122 ${clock(seconds)} ${this.#pid} ${text}`
  }

  /** A line of nothing that matters. */
  other(seconds: number): string {
    return this.line(seconds, 'reconciler_common.go:231] "operationExecutor.MountVolume started for volume"')
  }

  others(from: number, to: number, step = 5): string[] {
    return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => this.other(from + i * step))
  }

  /** A request for the node's Lease at `-v=6`, such as `PUT 200 OK in 4`. */
  request(seconds: number, request: string): string {
    const url = `${API}/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${this.#node}?timeout=10s`
    return this.line(seconds, `round_trippers.go:553] ${request.replace(' ', ` ${url} `)} milliseconds`)
  }

  renewals(from: number, to: number): string[] {
    return Array.from({ length: Math.floor((to - from) / 10) + 1 }, (_, i) =>
      this.request(from + i * 10, 'PUT 200 OK in 4'),
    )
  }

  updateFailed(seconds: number, error: string): string {
    return this.line(seconds, `controller.go:195] "Failed to update lease" err="${this.#error(error)}"`, 'E')
  }

  ensureFailed(seconds: number, interval: string, error: string): string {
    const text = `controller.go:145] "Failed to ensure lease exists, will retry" err="${this.#error(error)}" interval="${interval}"`
    return this.line(seconds, text, 'E')
  }

  #error(error: string): string {
    return `Put \\"${API}/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${this.#node}?timeout=10s\\": ${error}`
  }

  statusFailed(seconds: number, error: string): string {
    const get = `error getting node \\"${this.#node}\\": Get \\"${API}/api/v1/nodes/${this.#node}?timeout=10s\\": ${error}`
    return this.line(
      seconds,
      `kubelet_node_status.go:540] "Error updating node status, will retry" err="${get}"`,
      'E',
    )
  }

  statusGivenUp(seconds: number): string {
    return this.line(
      seconds,
      'kubelet_node_status.go:527] "Unable to update node status" err="update node status exceeds retry count"',
      'E',
    )
  }

  /** Its own report that it is not ready. */
  notReady(seconds: number, message: string): string {
    const condition = `{"type":"Ready","status":"False","lastHeartbeatTime":"${stamp(seconds)}","lastTransitionTime":"${stamp(seconds)}","reason":"KubeletNotReady","message":"${message}"}`
    return this.line(
      seconds,
      `setters.go:552] "Node became not ready" node="${this.#node}" condition=${condition}`,
    )
  }

  started(seconds: number): string {
    return this.line(seconds, 'kubelet.go:2313] "Starting kubelet main sync loop"')
  }

  registered(seconds: number): string {
    return this.line(
      seconds,
      `kubelet_node_status.go:78] "Successfully registered node" node="${this.#node}"`,
    )
  }
}

/** The lines of one controller manager. */
export class Controller {
  readonly #pid: number

  constructor(pid = 1) {
    this.#pid = pid
  }

  line(seconds: number, text: string, severity = 'I'): string {
    return `${severity}1122 ${clock(seconds)} ${this.#pid} ${text}`
  }

  flags(seconds: number, v = 2): string[] {
    return [
      this.line(seconds, 'flags.go:64] FLAG: --node-monitor-grace-period="40s"'),
      this.line(seconds, `flags.go:64] FLAG: --v="${v}"`),
    ]
  }

  waits(seconds: number): string {
    return this.line(
      seconds,
      'leaderelection.go:248] attempting to acquire leader lease kube-system/kube-controller-manager...',
    )
  }

  leads(seconds: number): string {
    return this.line(
      seconds,
      'leaderelection.go:258] successfully acquired lease kube-system/kube-controller-manager',
    )
  }

  losesLead(seconds: number): string {
    return this.line(
      seconds,
      'leaderelection.go:306] failed to renew lease kube-system/kube-controller-manager: timed out waiting for the condition',
      'E',
    )
  }

  /** A line of nothing that matters. */
  other(seconds: number): string {
    return this.line(seconds, 'garbagecollector.go:606] "item has at least one existing owner"')
  }

  /** A watch of Leases on a connection that answers no ping. */
  losesWatch(seconds: number): string {
    return this.line(
      seconds,
      'reflector.go:441] k8s.io/client-go/informers/factory.go:134: watch of *v1.Lease ended with: an error on the server ("unable to decode an event from the watch stream: http2: client connection lost") has prevented the request from succeeding',
      'W',
    )
  }

  /** Lines of each pass about a node that was seen last at `seenAt`. */
  stale(from: number, to: number, seenAt: number, node = 'worker-1'): string[] {
    return Array.from({ length: Math.floor((to - from) / 5) + 1 }, (_, i) => {
      const seconds = from + i * 5
      const status = i === 0 ? 'True' : 'Unknown'
      const transition = `${YEAR}-11-22 ${i === 0 ? '09:00:00' : clock(from, 0)} +0000 UTC`
      const condition = `&NodeCondition{Type:Ready,Status:${status},LastHeartbeatTime:${YEAR}-11-22 09:00:00 +0000 UTC,LastTransitionTime:${transition},Reason:KubeletReady,Message:kubelet is posting ready status,}`
      return this.line(
        seconds,
        `node_lifecycle_controller.go:958] "Node hasn't been updated" ${LIFECYCLE} node="${node}" duration="${(seconds - seenAt).toFixed(3)}s" nodeConditionType="Ready" currentCondition="${condition}"`,
      )
    })
  }

  marks(seconds: number, node = 'worker-1'): string {
    return this.line(
      seconds,
      `controller_utils.go:186] "Recording status change event message for node" ${LIFECYCLE} status="NodeNotReady" node="${node}"`,
    )
  }

  /** A node that posts Ready, as a controller at `-v=3` prints it. */
  ready(seconds: number, node = 'worker-1'): string {
    const condition = (status: string, reason: string): string =>
      `&NodeCondition{Type:Ready,Status:${status},LastHeartbeatTime:${YEAR}-11-22 09:00:00 +0000 UTC,LastTransitionTime:${YEAR}-11-22 09:00:00 +0000 UTC,Reason:${reason},Message:,}`
    return this.line(
      seconds,
      `node_lifecycle_controller.go:900] "ReadyCondition for Node transitioned from savedCondition to currentReadyCondition" node="${node}" savedCondition="${condition('Unknown', 'NodeStatusUnknown')}" currentReadyCondition="${condition('True', 'KubeletReady')}"`,
    )
  }

  healthy(seconds: number, node = 'worker-1'): string {
    return this.line(
      seconds,
      `node_lifecycle_controller.go:818] "Node is healthy again, removing all taints" ${LIFECYCLE} node="${node}"`,
    )
  }

  deletesPod(seconds: number, pod: string): string {
    return this.line(
      seconds,
      `taint_eviction.go:113] "Deleting pod" logger="taint-eviction-controller" controller="taint-eviction-controller" pod="${pod}"`,
    )
  }

  noticesDeletion(seconds: number, node = 'worker-1'): string {
    return this.line(seconds, `taint_manager.go:465] "Noticed node deletion" node="${node}"`)
  }

  zone(seconds: number, state: string): string {
    return this.line(
      seconds,
      `node_lifecycle_controller.go:1067] "Controller detected that zone is now in new state" ${LIFECYCLE} zone="" newState="${state}"`,
    )
  }

  disruption(seconds: number): string {
    return this.line(
      seconds,
      `node_lifecycle_controller.go:1031] "Controller detected that all Nodes are not-Ready. Entering master disruption mode" ${LIFECYCLE}`,
    )
  }

  cancels(seconds: number, pod: string): string {
    return this.line(
      seconds,
      `event.go:307] "Event occurred" object="${pod}" fieldPath="" kind="Pod" apiVersion="v1" type="Normal" reason="TaintManagerEviction" message="Cancelling deletion of Pod ${pod}"`,
    )
  }
}

/** A line of systemd about the kubelet's unit. */
export function unit(seconds: number, text: string, host = 'worker-1'): string {
  return `Nov 22 ${clock(seconds, 0)} ${host} systemd[1]: ${text}`
}

/** Wraps lines of a kubelet as journald prints them. */
export function inJournal(lines: readonly string[], host = 'worker-1'): string[] {
  return lines.map((line) => `Nov 22 ${line.slice(6, 14)} ${host} kubelet[${line.split(' ')[2]}]: ${line}`)
}

/** A renewal in the audit log of the API server. */
export function audited(seconds: number, node = 'worker-1'): string {
  const at = `${YEAR}-11-22T${clock(seconds)}Z`
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: `${node}-${seconds}`,
    stage: 'ResponseComplete',
    requestURI: `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node}?timeout=10s`,
    verb: 'update',
    user: { username: `system:node:${node}` },
    objectRef: { resource: 'leases', namespace: 'kube-node-lease', name: node },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: at,
    stageTimestamp: at,
  })
}

export interface EventFacts {
  readonly reason: string
  readonly component: string
  readonly message: string
}

/** An Event about a node. */
export function eventAt(seconds: number, { reason, component, message }: EventFacts): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `worker-1.${seconds}`, namespace: 'default' },
    involvedObject: { kind: 'Node', name: 'worker-1' },
    reason,
    message,
    source: { component },
    firstTimestamp: stamp(seconds),
    lastTimestamp: stamp(seconds),
    count: 1,
    type: 'Warning',
  })
}
