/** Messages of the kubelet in the words of three releases, copied from real logs. */
import { goDuration, goQuote, goTimeMicros, rfcSeconds } from './go-format.ts'
import { byRelease, type Message, message, type Release } from './message.ts'

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
