/**
 * Prefixes that a viewer or a search puts before a line.
 *
 * They are names from kubectl, stern, kubetail, docker-compose and grep, and marks of a copy: quotes, bullets, comments,
 * line numbers, Markdown, the frame of a terminal. Input: a line. Output: the line without the prefix. A prefix is weak
 * evidence: it is removed only before a line with a header, or if the mark encloses the line.
 */
import type { Body, Envelope, UnwrappedLayer } from '../model/index.ts'
import { isDigit } from './scan.ts'

/** Tests whether a line begins with a header that identifies its format. */
export type HeaderTest = (line: string) => boolean

/** Limits the search for the end of `[pod/…/…] `, in characters. */
const MAX_PREFIX_LENGTH = 600

function unwrapKubectl(body: Body, hasHeader: HeaderTest): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || body.charCodeAt(0) !== 91) return undefined
  const close = body.indexOf('] ')
  if (close < 2 || close > MAX_PREFIX_LENGTH) return undefined
  const inside = body.slice(close + 2)
  return body.startsWith('pod/', 1) || hasHeader(inside) ? { body: inside } : undefined
}

export const kubectlPrefix = (hasHeader: HeaderTest): Envelope => ({
  name: 'kubectl-prefix',
  title: 'kubectl logs --prefix, kubetail: [pod/name/container] …',
  bypassLiterals: [],
  unwrap: (body) => unwrapKubectl(body, hasHeader),
  samples: [
    {
      text: '[pod/kube-controller-manager-cp-1/kube-controller-manager] I0314 10:36:52.094364       1 node_lifecycle_controller.go:859] text',
      origin: 'constructed',
      unwrapped: { body: 'I0314 10:36:52.094364       1 node_lifecycle_controller.go:859] text' },
    },
    {
      text: '[kube-controller-manager-cp-1] 2025-03-14T10:36:17.570719123Z text',
      origin: 'constructed: kubetail',
      unwrapped: { body: '2025-03-14T10:36:17.570719123Z text' },
    },
    { text: '[PLEG is not healthy] text', origin: 'constructed', unwrapped: null },
  ],
})

/** Prefixes of docker-compose, `rancher_1  | `, stern, `pod container `, and `oc adm node-logs`, `node `. */
const COMPOSE = /^[\w.-]{1,128} {1,40}\| /
const STERN = /^[a-z0-9][a-z0-9.-]{0,252} [a-z0-9][a-z0-9-]{0,62} /
const NODE = /^[a-z0-9][a-z0-9.-]{0,252} /

function unwrapNamed(body: Body, hasHeader: HeaderTest): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  for (const form of [COMPOSE, STERN, NODE]) {
    const prefix = form.exec(body)?.[0]
    if (prefix === undefined) continue
    const inside = body.slice(prefix.length)
    if (hasHeader(inside)) return { body: inside }
  }
  return undefined
}

export const namePrefix = (hasHeader: HeaderTest): Envelope => ({
  name: 'name-prefix',
  title: 'docker-compose, stern, oc adm node-logs: name | …, pod container …, node …',
  bypassLiterals: [],
  unwrap: (body) => unwrapNamed(body, hasHeader),
  samples: [
    {
      text: 'rancher_1  | E0212 16:47:43.859463       1 generic_controller.go:191] text',
      origin: 'github issue rancher/rancher#11387, shortened',
      unwrapped: { body: 'E0212 16:47:43.859463       1 generic_controller.go:191] text' },
    },
    {
      text: 'kube-controller-manager-cp-1 kube-controller-manager I0314 10:36:52.094364       1 controller_utils.go:122] text',
      origin: 'constructed: stern',
      unwrapped: { body: 'I0314 10:36:52.094364       1 controller_utils.go:122] text' },
    },
    {
      text: 'master-0.example.com Sep 27 08:59:59.853216 master-0 kubenswrapper[2397]: text',
      origin: 'constructed: oc adm node-logs of several nodes',
      unwrapped: { body: 'Sep 27 08:59:59.853216 master-0 kubenswrapper[2397]: text' },
    },
    { text: 'rancher_1  | no header', origin: 'constructed', unwrapped: null },
  ],
})

/** Limits the colons and hyphens tried as the end of a file name, which may contain them itself. */
const MAX_NAME_ENDS = 12
/** Limits the length of a file name, in characters. */
const MAX_FILE_NAME_LENGTH = 400

/** Removes `kubelet.log:`, `kubelet.log:12:`, and `kubelet.log-12-` of context lines. */
function unwrapGrep(body: Body, hasHeader: HeaderTest): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  let tried = 0
  for (let i = 1; i < MAX_FILE_NAME_LENGTH && i < body.length && tried < MAX_NAME_ENDS; i++) {
    const c = body.charCodeAt(i)
    if (c === 32 || c === 34 || c === 123) return undefined
    const isEnd = c === 58 || (c === 45 && isDigit(body.charCodeAt(i - 1)))
    if (!isEnd) continue
    tried++
    const inside = body.slice(i + 1)
    if (hasHeader(inside)) return { body: inside }
  }
  return undefined
}

export const grepPrefix = (hasHeader: HeaderTest): Envelope => ({
  name: 'grep-prefix',
  title: 'grep over several files: kubelet.log:12:…',
  bypassLiterals: [],
  unwrap: (body) => unwrapGrep(body, hasHeader),
  samples: [
    {
      text: 'logs/kubelet.log:12:E0314 10:20:30.123456    1234 controller.go:195] text',
      origin: 'constructed',
      unwrapped: { body: 'E0314 10:20:30.123456    1234 controller.go:195] text' },
    },
    {
      text: 'node-1/kubelet.log-12-Mar 14 10:20:31 worker-1 kubelet[1234]: text',
      origin: 'constructed: a line of context',
      unwrapped: { body: 'Mar 14 10:20:31 worker-1 kubelet[1234]: text' },
    },
    { text: 'kubelet.log:no header', origin: 'constructed', unwrapped: null },
  ],
})

/** Characters of marks at the beginning of a line. */
const MARKS: ReadonlySet<string> = new Set(' \t#>*`-|│•')
/** Marks that may enclose a line. */
const ENCLOSING = ['**', '`', '│']
/** Line number before a copied line. */
const LINE_NUMBER = /^\d{1,6} /
/** Limits the marks and blanks before a line; terminals are rarely wider. */
const MAX_MARKS = 200

function unwrapMarks(body: Body, hasHeader: HeaderTest): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  let start = 0
  while (start <= MAX_MARKS && MARKS.has(body.charAt(start))) start++
  if (start === body.length || start > MAX_MARKS) return undefined
  const opening = body.slice(0, start)
  let end = body.length
  while (MARKS.has(body.charAt(end - 1)) && opening.includes(body.charAt(end - 1))) end--
  const enclosed = body.slice(start, end)
  const isEnclosed = ENCLOSING.some(
    (mark) => opening.startsWith(mark) && body.slice(end).includes(mark) && !enclosed.includes(mark),
  )
  if (isEnclosed) return { body: enclosed }
  const number = LINE_NUMBER.exec(enclosed)?.[0] ?? ''
  const inside = enclosed.slice(number.length)
  if (inside.length === body.length) return undefined
  const isLogLine = hasHeader(inside) || unwrapGrep(inside, hasHeader) !== undefined
  return isLogLine ? { body: inside } : undefined
}

export const copyMarks = (hasHeader: HeaderTest): Envelope => ({
  name: 'copy-marks',
  title: 'lines copied with quotes, bullets, line numbers, Markdown or a terminal frame',
  bypassLiterals: [],
  unwrap: (body) => unwrapMarks(body, hasHeader),
  samples: [
    {
      text: '**kubelet[2252]: E0124 15:11:57.110928    2252 controller.go:146] "Failed to ensure lease exists, will retry" err="Unauthorized" interval="7s"**',
      origin: 'github issue kubernetes/kubernetes#83230',
      unwrapped: {
        body: 'kubelet[2252]: E0124 15:11:57.110928    2252 controller.go:146] "Failed to ensure lease exists, will retry" err="Unauthorized" interval="7s"',
      },
    },
    {
      text: '`failed to update node lease, error: etcdserver: mvcc: database space exceeded`',
      origin: 'public notes on etcd',
      unwrapped: { body: 'failed to update node lease, error: etcdserver: mvcc: database space exceeded' },
    },
    {
      text: '* Oct 25 06:25:55 minikube kubelet[4555]: text',
      origin: 'github issue kubernetes/minikube#3649, shortened; a bullet',
      unwrapped: { body: 'Oct 25 06:25:55 minikube kubelet[4555]: text' },
    },
    {
      text: '3 Mar 12 10:49:32 njscsjfwzx2 kubelet[23221]: text',
      origin: 'github issue kubernetes/kubernetes#100166, shortened; a line number',
      unwrapped: { body: 'Mar 12 10:49:32 njscsjfwzx2 kubelet[23221]: text' },
    },
    {
      text: '      # controller.go:145] "Failed to ensure lease exists, will retry" err="EOF"',
      origin: 'public CKA notes, a comment, shortened',
      unwrapped: { body: 'controller.go:145] "Failed to ensure lease exists, will retry" err="EOF"' },
    },
    {
      text: '> 1月 23 17:49:46 m7-devops-128123 kube-controller-manager[20230]: text',
      origin: 'github issue kubernetes/kubernetes#69725, shortened; a quotation',
      unwrapped: { body: '1月 23 17:49:46 m7-devops-128123 kube-controller-manager[20230]: text' },
    },
    {
      text: '> journal.log: Feb 09 10:20:30 worker-7 kubelet[123]: text',
      origin: 'constructed: a quotation of what grep found',
      unwrapped: { body: 'journal.log: Feb 09 10:20:30 worker-7 kubelet[123]: text' },
    },
    {
      text: '│ E0316 23:05:06.287650       1 leaderelection.go:488] "Failed to update lease" err="the server was │',
      origin: 'public copy of a k9s screen, shortened',
      unwrapped: {
        body: 'E0316 23:05:06.287650       1 leaderelection.go:488] "Failed to update lease" err="the server was',
      },
    },
    { text: ' > milliseconds=4', origin: 'journalctl 252: the end of a value of lines', unwrapped: null },
    { text: '\tAudit-Id: 0f1e2d3c', origin: 'journalctl 252', unwrapped: null },
  ],
})
