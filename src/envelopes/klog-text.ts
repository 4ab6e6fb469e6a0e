/**
 * klog's text format: `E0314 10:20:30.123456    1234 controller.go:195] message`.
 *
 * Input: a line. Output: a statement. The stamp has neither year nor zone: it is the local time of the process.
 *
 * Authority: klog v0.3–v2.140 (formatHeader), Kubernetes 1.14–1.36. MicroShift prints the component's name before the
 * header, `--add_dir_header` prints `dir/file.go`, and an unknown caller is `???:1`.
 */
import type { Body, Envelope, Severity, Stamp, UnwrappedLayer } from '../model/index.ts'
import { withoutReferences } from '../text/html-entities.ts'
import { parseStructured } from '../text/klog-values.ts'
import { civilToUs, digitsAt, parseClock, YEARLESS } from '../time/instant.ts'
import { yearless } from './sample-stamp.ts'
import { isDigit, type MutableLayer, skipDigits, skipSpaces } from './scan.ts'

/** Limits the component name before a header, e.g. `kube-controller-manager`, in characters. */
const MAX_COMPONENT_LENGTH = 40

function severityAt(text: string, at: number): Severity | undefined {
  switch (text.charCodeAt(at)) {
    case 73:
      return 'I'
    case 87:
      return 'W'
    case 69:
      return 'E'
    case 70:
      return 'F'
    default:
      return undefined
  }
}

/** Unwraps the header at `from`. Returns undefined if missing. */
function unwrapHeader(text: string, from: number, component: string | null): UnwrappedLayer | undefined {
  const severity = severityAt(text, from)
  if (severity === undefined || text.charCodeAt(from + 5) !== 32) return undefined
  const month = digitsAt(text, from + 1, 2)
  const day = digitsAt(text, from + 3, 2)
  if (month < 0 || day < 0) return undefined
  const clock = parseClock(text, from + 6)
  if (!clock || text.charCodeAt(clock.end) !== 32) return undefined

  const pidStart = skipSpaces(text, clock.end)
  const pidEnd = skipDigits(text, pidStart)
  const hasPid = pidEnd > pidStart && text.charCodeAt(pidEnd) === 32 // Some tools drop the pid.
  const caller = parseCaller(text, hasPid ? skipSpaces(text, pidEnd) : pidStart)
  if (!caller) return undefined
  const unwrapped = unwrapMessage(text, caller, severity)
  const stamp = stampOf(month, day, clock.dayUs, clock.resolutionUs)
  if (stamp) unwrapped.stamp = stamp
  const pid = hasPid ? Number(text.slice(pidStart, pidEnd)) : Number.NaN
  if (Number.isSafeInteger(pid)) unwrapped.pid = pid
  if (component !== null) unwrapped.process = component
  return unwrapped
}

function stampOf(month: number, day: number, dayUs: number, resolutionUs: number): Stamp | undefined {
  const midnightUs = civilToUs(YEARLESS, month, day, 0, 0, 0, 0)
  if (midnightUs === null) return undefined
  return { civilUs: midnightUs + dayUs, hasYear: false, offsetMinutes: null, resolutionUs }
}

interface Caller {
  readonly file: string | null
  /** Index of the message. */
  readonly end: number
}

/** Parses `file.go:195] ` or `dir/file.go:195] `. `file` is the base name, null for `???`. */
function parseCaller(text: string, from: number): Caller | undefined {
  let base = from
  let i = from
  for (; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 58) break
    if (c === 32 || c === 34 || c === 93) return undefined
    if (c === 47) base = i + 1
  }
  const file = text.slice(base, i)
  const end = skipDigits(text, i + 1)
  if (end === i + 1 || file === '' || text.charCodeAt(end) !== 93) return undefined
  return { file: file === '???' ? null : file, end: text.charCodeAt(end + 1) === 32 ? end + 2 : end + 1 }
}

/** Builds the layer of the message after the caller. */
function unwrapMessage(text: string, caller: Caller, severity: Severity | null): MutableLayer {
  const body = withoutReferences(text.slice(caller.end))
  const structured = body.charCodeAt(0) === 34 ? parseStructured(body) : undefined
  return {
    body,
    statement: structured
      ? { severity, file: caller.file, message: structured.message, values: structured.values }
      : { severity, file: caller.file, message: body, values: null },
  }
}

function unwrapText(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  const c = body.charCodeAt(0)
  if (c === 73 || c === 69 || c === 87 || c === 70) return unwrapHeader(body, 0, null)
  if (c === 32) return unwrapHeader(body, skipSpaces(body, 0), null)
  if (c < 97 || c > 122) return undefined
  let i = 1
  while (i < MAX_COMPONENT_LENGTH && isNameCharacter(body.charCodeAt(i))) i++
  return body.charCodeAt(i) === 32 ? unwrapHeader(body, i + 1, body.slice(0, i)) : undefined
}

function isNameCharacter(c: number): boolean {
  return (c >= 97 && c <= 122) || c === 45 || isDigit(c)
}

const LEASE_LINE =
  'E0314 10:20:31.123456    1234 controller.go:195] "Failed to update lease" ' +
  'err="Put \\"https://10.0.0.10:6443/x\\": context deadline exceeded"'
const LEASE_LAYER: UnwrappedLayer = {
  body: LEASE_LINE.slice(LEASE_LINE.indexOf('"Failed')),
  statement: {
    severity: 'E',
    file: 'controller.go',
    message: 'Failed to update lease',
    values: new Map([['err', 'Put "https://10.0.0.10:6443/x": context deadline exceeded']]),
  },
  stamp: yearless('03-14 10:20:31.123456'),
  pid: 1234,
}

export const klogText: Envelope = {
  name: 'klog-text',
  title: 'klog text: E0314 10:20:30.123456    1234 controller.go:195] …',
  isHeader: true,
  bypassLiterals: [],
  unwrap: unwrapText,
  samples: [
    {
      text: LEASE_LINE.replaceAll('"', '&quot;'),
      origin: 'source of an HTML page, as GitHub serves an issue',
      unwrapped: LEASE_LAYER,
    },
    {
      text: LEASE_LINE,
      origin: 'journalctl 252, -o cat',
      unwrapped: LEASE_LAYER,
    },
    {
      text: 'I0719 09:31:31.934393 6745 taint_manager.go:106] "NoExecuteTaintManager is deleting pod" pod="default/ubuntu-pod-with-csi"',
      origin: 'Stack Overflow copy in a public repository; padding of the pid collapsed',
      unwrapped: {
        statement: {
          severity: 'I',
          file: 'taint_manager.go',
          message: 'NoExecuteTaintManager is deleting pod',
          values: new Map([['pod', 'default/ubuntu-pod-with-csi']]),
        },
        stamp: yearless('07-19 09:31:31.934393'),
        pid: 6745,
      },
    },
    {
      text: 'E0614 15:35:34.732325 kubelet_node_status.go:107] "Unable to register node with API server"',
      origin: 'public notes on kubernetes the hard way; pid missing',
      unwrapped: {
        statement: {
          severity: 'E',
          file: 'kubelet_node_status.go',
          message: 'Unable to register node with API server',
          values: new Map(),
        },
        stamp: yearless('06-14 15:35:34.732325'),
      },
    },
    {
      text: 'kubelet I0314 10:20:30.123456    1234 kubelet_node_status.go:70] Attempting to register node worker-1',
      origin: 'constructed: the component prefix of MicroShift',
      unwrapped: {
        statement: {
          severity: 'I',
          file: 'kubelet_node_status.go',
          message: 'Attempting to register node worker-1',
          values: null,
        },
        process: 'kubelet',
        pid: 1234,
      },
    },
    {
      text: 'W0314 10:20:30.123456       1 nodelifecycle/node_lifecycle_controller.go:1044] Missing timestamp for Node worker-1. Assuming now as a timestamp.',
      origin: 'constructed: --add_dir_header',
      unwrapped: {
        statement: {
          severity: 'W',
          file: 'node_lifecycle_controller.go',
          message: 'Missing timestamp for Node worker-1. Assuming now as a timestamp.',
          values: null,
        },
        pid: 1,
      },
    },
    {
      text: 'F0314 10:20:30.123456       1 ???:1] failed to run Kubelet',
      origin: 'constructed: caller unknown to klog',
      unwrapped: { statement: { severity: 'F', file: null, message: 'failed to run Kubelet', values: null } },
    },
    {
      text: '    I1013 21:44:26.702299       1 round_trippers.go:553] PUT https://192.168.1.110:6443/apis/coordination.k8s.io/v1/namespaces/api-manager-system/leases/751dd497.redhat.com 200 OK in 7 milliseconds',
      origin: 'README of a public operator, indented',
      unwrapped: { stamp: yearless('10-13 21:44:26.702299'), pid: 1 },
    },
    { text: 'E0314 is a fine hexadecimal number', origin: 'constructed', unwrapped: null },
  ],
}

/** Limits `dir/file.go` at the beginning of a line, in characters. */
const MAX_FILE_LENGTH = 100

/** Unwraps a header without its left part: `controller.go:115] message` or `kubelet_node_status.go:474  "message"`. */
function unwrapHeadless(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  const goFile = body.indexOf('.go:')
  if (goFile < 1 || goFile > MAX_FILE_LENGTH) return undefined
  const caller = parseCaller(body, 0)
  if (caller) return unwrapMessage(body, caller, null)
  for (let i = 0; i < goFile; i++) {
    const c = body.charCodeAt(i)
    if (!isNameCharacter(c) && c !== 95 && c !== 47) return undefined
  }
  const line = goFile + '.go:'.length
  const lineEnd = skipDigits(body, line)
  const message = skipSpaces(body, lineEnd)
  if (lineEnd === line || message === lineEnd || body.charCodeAt(message) !== 34) return undefined
  const file = body.slice(body.lastIndexOf('/', goFile) + 1, goFile + 3)
  return unwrapMessage(body, { file, end: message }, null)
}

export const klogHeadless: Envelope = {
  name: 'klog-headless',
  title: 'klog text without time: controller.go:115] …',
  isHeader: true,
  bypassLiterals: [],
  unwrap: unwrapHeadless,
  samples: [
    {
      text: 'controller.go:115] failed to ensure node lease exists, will retry in 7s, error: Get https://10.204.243.89:6443/x: net/http: request canceled',
      origin: 'github issue kubernetes/kubernetes#83230',
      unwrapped: {
        statement: {
          severity: null,
          file: 'controller.go',
          message:
            'failed to ensure node lease exists, will retry in 7s, error: Get https://10.204.243.89:6443/x: net/http: request canceled',
          values: null,
        },
      },
    },
    {
      text: 'kubelet_node_status.go:461  "Unable to update node status"',
      origin: 'public write-up of a cluster incident, columns drawn apart',
      unwrapped: {
        statement: {
          severity: null,
          file: 'kubelet_node_status.go',
          message: 'Unable to update node status',
          values: new Map(),
        },
      },
    },
    { text: 'see controller.go:115] for the reason', origin: 'constructed', unwrapped: null },
  ],
}
