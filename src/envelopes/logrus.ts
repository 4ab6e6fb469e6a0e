/**
 * logrus text, in which k0s, k3s and Rancher wrap the lines of their components:
 * `time="2024-07-08 08:46:26" level=info msg="I0708 …" component=kubelet stream=stderr`.
 *
 * Input: a line. Output: its msg.
 *
 * Authority: sirupsen/logrus TextFormatter; k0s supervisor.
 */
import type { Body, Envelope, Severity, UnwrappedLayer } from '../model/index.ts'
import { parsePairs } from '../text/klog-values.ts'
import { parseIso } from '../time/instant.ts'
import { klogText } from './klog-text.ts'
import { dated } from './sample-stamp.ts'

/** Levels of errors; other lines may contain further formats. */
const SEVERITIES: ReadonlyMap<string, Severity> = new Map([
  ['error', 'E'],
  ['fatal', 'F'],
  ['panic', 'F'],
])

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || !body.startsWith('time="')) return undefined
  const pairs = parsePairs(body, 0)
  const time = pairs.get('time') ?? ''
  const message = pairs.get('msg')
  const iso = parseIso(time)
  if (message === undefined || iso?.end !== time.length) return undefined
  const component = pairs.get('component')
  const severity = SEVERITIES.get(pairs.get('level') ?? '')
  // An error of the program itself; a line of klog inside has its own severity.
  const isOwn = severity !== undefined && klogText.unwrap(message) === undefined
  return {
    body: message,
    stamp: iso.stamp,
    ...(component !== undefined && { process: component }),
    ...(isOwn && { statement: { severity, file: null, message, values: null } }),
  }
}

export const logrus: Envelope = {
  name: 'logrus',
  title: 'logrus, as k0s wraps its components: time="…" level=info msg="I0708 …" component=kubelet',
  isHeader: true,
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: 'time="2024-07-08 08:46:26" level=info msg="I0708 08:46:26.112550    1814 kuberuntime_container_linux.go:167] \\"No swap cgroup controller present\\" swapBehavior=\\"\\"" component=kubelet stream=stderr',
      origin: 'k0s documentation, shortened',
      unwrapped: {
        body: 'I0708 08:46:26.112550    1814 kuberuntime_container_linux.go:167] "No swap cgroup controller present" swapBehavior=""',
        stamp: dated('2024-07-08 08:46:26'),
        process: 'kubelet',
      },
    },
    {
      text: 'time="2023-06-19T14:32:03+02:00" level=error msg="no component"',
      origin: 'constructed',
      unwrapped: {
        body: 'no component',
        stamp: dated('2023-06-19T14:32:03+02:00'),
        statement: { severity: 'E', file: null, message: 'no component', values: null },
      },
    },
    { text: 'time="now" level=info msg="text"', origin: 'constructed', unwrapped: null },
  ],
}
