/** Messages of kubelet and controller in the words of three releases, copied from real logs and CATALOGUE sections 2–3. */
import { goDuration, goQuote, goTime, goTimeMicros, rfcSeconds } from './go-format.ts'

export type Release = '1.20' | '1.30' | '1.36'

export interface Message {
  readonly severity: 'I' | 'W' | 'E' | 'F'
  /** `file.go:line`. */
  readonly where: string
  readonly text: string
}

export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly heartbeatUs: number
  readonly transitionUs: number
  readonly reason: string
  readonly message: string
}

const message = (severity: Message['severity'], where: string, text: string): Message => ({
  severity,
  where,
  text,
})
const byRelease = <T>(release: Release, of: Record<Release, T>): T => of[release]

const nodeLogger = (release: Release): string =>
  release === '1.20' ? '' : 'logger="node-lifecycle-controller" '

function conditionString(c: Condition): string {
  return `&NodeCondition{Type:${c.type},Status:${c.status},LastHeartbeatTime:${goTime(c.heartbeatUs)},LastTransitionTime:${goTime(c.transitionUs)},Reason:${c.reason},Message:${c.message},}`
}

export const kubeletWords = {
  request(release: Release, r: { verb: string; url: string; status: string; ms: number }): Message {
    if (release === '1.36')
      return message(
        'I',
        'round_trippers.go:632',
        `"Response" verb="${r.verb}" url="${r.url}" status="${r.status}" milliseconds=${r.ms}`,
      )
    const where = release === '1.20' ? 'round_trippers.go:445' : 'round_trippers.go:553'
    return message('I', where, `${r.verb} ${r.url} ${r.status} in ${r.ms} milliseconds`)
  },
  updateFailed(release: Release, error: string): Message {
    if (release === '1.20')
      return message('E', 'controller.go:187', `failed to update lease, error: ${error}`)
    return message(
      'E',
      byRelease(release, { '1.20': '', '1.30': 'controller.go:195', '1.36': 'controller.go:251' }),
      `"Failed to update lease" err=${goQuote(error)}`,
    )
  },
  fallback(release: Release): Message {
    if (release === '1.20')
      return message(
        'I',
        'controller.go:114',
        'failed to update lease using latest lease, fallback to ensure lease, err: failed 5 attempts to update lease',
      )
    return message(
      'I',
      byRelease(release, { '1.20': '', '1.30': 'controller.go:115', '1.36': 'controller.go:171' }),
      '"failed to update lease using latest lease, fallback to ensure lease" err="failed 5 attempts to update lease"',
    )
  },
  ensureFailed(release: Release, error: string, retryUs: number): Message {
    const retry = goDuration(retryUs)
    if (release === '1.20')
      return message(
        'E',
        'controller.go:144',
        `failed to ensure lease exists, will retry in ${retry}, error: ${error}`,
      )
    return message(
      'E',
      byRelease(release, { '1.20': '', '1.30': 'controller.go:145', '1.36': 'controller.go:201' }),
      `"Failed to ensure lease exists, will retry" err=${goQuote(error)} interval="${retry}"`,
    )
  },
  willRetry(release: Release): Message {
    if (release === '1.20')
      return message('E', 'controller.go:122', 'failed 5 attempts to update lease, will retry after 10s')
    return message(
      'E',
      byRelease(release, { '1.20': '', '1.30': 'controller.go:123', '1.36': 'controller.go:179' }),
      '"Will retry updating lease" err="failed 5 attempts to update lease" interval="10s"',
    )
  },
  statusFailed(release: Release, error: string): Message {
    if (release === '1.20')
      return message('E', 'kubelet_node_status.go:447', `Error updating node status, will retry: ${error}`)
    return message(
      'E',
      'kubelet_node_status.go:594',
      `"Error updating node status, will retry" err=${goQuote(error)}`,
    )
  },
  statusExhausted(release: Release): Message {
    if (release === '1.20')
      return message(
        'E',
        'kubelet_node_status.go:434',
        'Unable to update node status: update node status exceeds retry count',
      )
    return message(
      'E',
      'kubelet_node_status.go:581',
      '"Unable to update node status" err="update node status exceeds retry count"',
    )
  },
  recordingEvent(release: Release, node: string, event: string): Message {
    if (release === '1.20')
      return message('I', 'kubelet_node_status.go:554', `Recording ${event} event message for node ${node}`)
    return message(
      'I',
      'kubelet_node_status.go:729',
      `"Recording event message for node" node="${node}" event="${event}"`,
    )
  },
  becameNotReady(release: Release, node: string, stampUs: number, reason: string): Message {
    if (release === '1.20')
      return message(
        'I',
        'setters.go:577',
        `Node became not ready: {Type:Ready Status:False LastHeartbeatTime:${goTimeMicros(stampUs)} m=+129.16 LastTransitionTime:${goTimeMicros(stampUs)} m=+129.16 Reason:KubeletNotReady Message:${reason}}`,
      )
    const at = rfcSeconds(stampUs)
    return message(
      'I',
      'setters.go:586',
      `"Node became not ready" node="${node}" condition={"type":"Ready","status":"False","lastHeartbeatTime":"${at}","lastTransitionTime":"${at}","reason":"KubeletNotReady","message":"${reason}"}`,
    )
  },
  skippingSync(release: Release, reason: string): Message {
    if (release === '1.20') return message('E', 'kubelet.go:1765', `skipping pod synchronization - ${reason}`)
    return message('E', 'kubelet.go:2394', `"Skipping pod synchronization" err="${reason}"`)
  },
  flag(name: string, value: string): Message {
    return message('I', 'flags.go:64', `FLAG: --${name}="${value}"`)
  },
  version(release: Release): Message {
    const full = byRelease(release, { '1.20': 'v1.20.2', '1.30': 'v1.30.14', '1.36': 'v1.36.2' })
    if (release === '1.20') return message('I', 'server.go:416', `Version: ${full}`)
    return message('I', 'server.go:487', `"Kubelet version" kubeletVersion="${full}"`)
  },
  registering(release: Release, node: string): Message {
    if (release === '1.20')
      return message('I', 'kubelet_node_status.go:71', `Attempting to register node ${node}`)
    return message('I', 'kubelet_node_status.go:73', `"Attempting to register node" node="${node}"`)
  },
  previouslyRegistered(release: Release, node: string): Message {
    if (release === '1.20')
      return message('I', 'kubelet_node_status.go:109', `Node ${node} was previously registered`)
    return message('I', 'kubelet_node_status.go:112', `"Node was previously registered" node="${node}"`)
  },
  registered(release: Release, node: string): Message {
    if (release === '1.20')
      return message('I', 'kubelet_node_status.go:74', `Successfully registered node ${node}`)
    return message('I', 'kubelet_node_status.go:76', `"Successfully registered node" node="${node}"`)
  },
  registerFailed(release: Release, node: string, error: string): Message {
    if (release === '1.20')
      return message(
        'E',
        'kubelet_node_status.go:93',
        `Unable to register node "${node}" with API server: ${error}`,
      )
    return message(
      'E',
      'kubelet_node_status.go:96',
      `"Unable to register node with API server" err=${goQuote(error)} node="${node}"`,
    )
  },
  syncLoop(release: Release): Message {
    if (release === '1.20') return message('I', 'kubelet.go:1829', 'Starting kubelet main sync loop.')
    return message('I', 'kubelet.go:2335', '"Starting kubelet main sync loop"')
  },
  fatal(): Message {
    return message(
      'E',
      'run.go:74',
      '"command failed" err="failed to load kubelet config file, path: /var/lib/kubelet/config.yaml, error: failed to load Kubelet config file /var/lib/kubelet/config.yaml"',
    )
  },
  noise(release: Release, verbosity: number): Message {
    if (verbosity >= 4) return message('I', 'generic.go:224', '"GenericPLEG: Relisting"')
    if (release === '1.20') return message('I', 'setters.go:86', 'Using node IP: "172.18.0.4"')
    return message(
      'I',
      'kubelet.go:2447',
      '"SyncLoop (PLEG): event for pod" pod="default/web-0" event={"ID":"6c1c2f0d-7a55-4f4f-9f0b-1f1b6f0c3f11","Type":"ContainerStarted","Data":"1f0d"}',
    )
  },
}

export const controllerWords = {
  stale(release: Release, node: string, durationUs: number, condition: Condition): Message {
    const duration = goDuration(durationUs)
    if (release === '1.20')
      return message(
        'I',
        'node_lifecycle_controller.go:1123',
        `node ${node} hasn't been updated for ${duration}. Last ${condition.type} is: ${conditionString(condition)}`,
      )
    return message(
      'I',
      'node_lifecycle_controller.go:958',
      `"Node hasn't been updated" ${nodeLogger(release)}node="${node}" duration="${duration}" nodeConditionType="${condition.type}" currentCondition="${conditionString(condition)}"`,
    )
  },
  notReady(release: Release, node: string): Message {
    if (release === '1.20')
      return message(
        'I',
        'controller_utils.go:185',
        `Recording status change NodeNotReady event message for node ${node}`,
      )
    return message(
      'I',
      'controller_utils.go:186',
      `"Recording status change event message for node" ${nodeLogger(release)}status="NodeNotReady" node="${node}"`,
    )
  },
  podsNotReady(release: Release, node: string): Message {
    if (release === '1.20')
      return message('I', 'controller_utils.go:122', `Update ready status of pods on node [${node}]`)
    return message(
      'I',
      'controller_utils.go:123',
      `"Update ready status of pods on node" ${nodeLogger(release)}node="${node}"`,
    )
  },
  queued(release: Release, node: string, status: 'Unknown' | 'False', stampUs: number): Message {
    const time = `${goTimeMicros(stampUs)} m=+214.644968228`
    const state = status === 'Unknown' ? 'unresponsive' : 'NotReady'
    if (release === '1.20')
      return message(
        'I',
        status === 'Unknown' ? 'node_lifecycle_controller.go:885' : 'node_lifecycle_controller.go:875',
        `Node ${node} is ${state} as of ${time}. Adding it to the Taint queue.`,
      )
    return message(
      'I',
      status === 'Unknown' ? 'node_lifecycle_controller.go:797' : 'node_lifecycle_controller.go:787',
      `"Node is ${state}. Adding it to the Taint queue" ${nodeLogger(release)}node="${node}" timeStamp="${time}"`,
    )
  },
  healthyAgain(release: Release, node: string): Message {
    if (release === '1.20')
      return message(
        'I',
        'node_lifecycle_controller.go:896',
        `Node ${node} is healthy again, removing all taints`,
      )
    const words = release === '1.36' ? 'removed all taints' : 'removing all taints'
    return message(
      'I',
      'node_lifecycle_controller.go:805',
      `"Node is healthy again, ${words}" ${nodeLogger(release)}node="${node}"`,
    )
  },
  missingTimestamp(release: Release, node: string): Message {
    if (release === '1.20')
      return message(
        'W',
        'node_lifecycle_controller.go:1044',
        `Missing timestamp for Node ${node}. Assuming now as a timestamp.`,
      )
    return message(
      'I',
      'node_lifecycle_controller.go:879',
      `"Missing timestamp for Node. Assuming now as a timestamp" ${nodeLogger(release)}node="${node}"`,
    )
  },
  observedNode(release: Release, node: string): Message {
    if (release === '1.20')
      return message('I', 'node_lifecycle_controller.go:773', `Controller observed a new Node: "${node}"`)
    return message(
      'I',
      'node_lifecycle_controller.go:681',
      `"Controller observed a new Node" ${nodeLogger(release)}node="${node}"`,
    )
  },
  registeredNode(release: Release, node: string): Message {
    if (release === '1.20')
      return message(
        'I',
        'controller_utils.go:172',
        `Recording Registered Node ${node} in Controller event message for node ${node}`,
      )
    return message(
      'I',
      'controller_utils.go:173',
      `"Recording event message for node" ${nodeLogger(release)}event="Registered Node ${node} in Controller" node="${node}"`,
    )
  },
  zoneState(release: Release, state: string): Message {
    if (release === '1.20')
      return message(
        'I',
        'node_lifecycle_controller.go:1245',
        `Controller detected that zone  is now in state ${state}.`,
      )
    return message(
      'I',
      'node_lifecycle_controller.go:1073',
      `"Controller detected that zone is now in new state" ${nodeLogger(release)}zone="" newState="${state}"`,
    )
  },
  disruption(release: Release, on: boolean): Message {
    const words = on
      ? 'Controller detected that all Nodes are not-Ready. Entering master disruption mode'
      : 'Controller detected that some Nodes are Ready. Exiting master disruption mode'
    if (release === '1.20')
      return message('I', `node_lifecycle_controller.go:${on ? 1195 : 1222}`, `${words}.`)
    return message(
      'I',
      `node_lifecycle_controller.go:${on ? 1031 : 1048}`,
      `"${words}" ${nodeLogger(release).trimEnd()}`,
    )
  },
  deletingPod(release: Release, pod: string): Message {
    if (release === '1.20')
      return message('I', 'taint_manager.go:106', `NoExecuteTaintManager is deleting Pod: ${pod}`)
    return message(
      'I',
      'taint_eviction.go:113',
      `"Deleting pod" logger="taint-eviction-controller" controller="taint-eviction-controller" pod="${pod}"`,
    )
  },
  flag(name: string, value: string): Message {
    return message('I', 'flags.go:64', `FLAG: --${name}="${value}"`)
  },
  starting(release: Release): Message {
    const full = byRelease(release, { '1.20': 'v1.20.2', '1.30': 'v1.30.14', '1.36': 'v1.36.2' })
    if (release === '1.20') return message('I', 'controllermanager.go:176', `Version: ${full}`)
    return message('I', 'controllermanager.go:203', `"Starting" version="${full}"`)
  },
  attemptingLock(release: Release): Message {
    const lock = 'kube-system/kube-controller-manager'
    if (release === '1.36')
      return message('I', 'leaderelection.go:258', `"Attempting to acquire leader lease..." lock="${lock}"`)
    return message(
      'I',
      'leaderelection.go:250',
      `attempting to acquire leader lease ${release === '1.20' ? ' ' : ''}${lock}...`,
    )
  },
  acquiredLock(release: Release): Message {
    const lock = 'kube-system/kube-controller-manager'
    if (release === '1.36')
      return message('I', 'leaderelection.go:272', `"Successfully acquired lease" lock="${lock}"`)
    return message('I', 'leaderelection.go:260', `successfully acquired lease ${lock}`)
  },
  lostLock(release: Release): Message {
    const lock = 'kube-system/kube-controller-manager'
    if (release === '1.36')
      return message(
        'I',
        'leaderelection.go:298',
        `"Failed to renew lease" lock="${lock}" err="context deadline exceeded"`,
      )
    return message(
      'I',
      'leaderelection.go:285',
      `failed to renew lease ${lock}: timed out waiting for the condition`,
    )
  },
  leaderElectionLost(release: Release): Message {
    if (release === '1.20') return message('F', 'controllermanager.go:294', 'leaderelection lost')
    return message('E', 'controllermanager.go:336', '"leaderelection lost"')
  },
  lockError(release: Release, error: string): Message {
    const lock = 'kube-system/kube-controller-manager'
    return message(
      'E',
      'leaderelection.go:347',
      release === '1.36'
        ? `"Error retrieving lease lock" err=${goQuote(error)} lock="${lock}"`
        : `error retrieving resource lock ${lock}: ${error}`,
    )
  },
  noise(): Message {
    return message(
      'I',
      'topologycache.go:253',
      '"Insufficient node info for topology hints" logger="endpointslice-controller" totalZones=0 totalCPU="0" sufficientNodeInfo=false',
    )
  },
}
