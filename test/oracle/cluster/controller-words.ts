/** Messages of the controller manager in the words of three releases, copied from real logs. */
import { goDuration, goQuote, goTime, goTimeMicros } from './go-format.ts'
import { byRelease, type Condition, type Message, message, type Release } from './message.ts'

const nodeLogger = (release: Release): string =>
  release === '1.20' ? '' : 'logger="node-lifecycle-controller" '

function conditionString(c: Condition): string {
  return `&NodeCondition{Type:${c.type},Status:${c.status},LastHeartbeatTime:${goTime(c.heartbeatUs)},LastTransitionTime:${goTime(c.transitionUs)},Reason:${c.reason},Message:${c.message},}`
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
