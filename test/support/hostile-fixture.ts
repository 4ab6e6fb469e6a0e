/**
 * Logs of an attacker: each text in them attacks the terminal, the spreadsheet, the browser, the Markdown renderer or
 * the parser that shows it.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Used as node names, errors, pods and reasons. NUL and lone surrogates are in `JSON_ONLY_TEXTS`. */
export const HOSTILE_TEXTS: readonly string[] = [
  'esc\u001b[2J\u001b]0;owned\u0007\u001b]8;;http://evil.example\u001b\\link',
  'c1\u009b31m\u009d0;owned\u009c',
  'bidi\u202egnp.exe\u2066\u2067\u2068\u2069\u200f\u061c',
  'lines\u2028forged\u2029\u0085line',
  'cr\rleasegap: note: all is well',
  'tab\tbell\u0007back\b\b\b',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(1+1)',
  '\t=1+1',
  'quote"comma,semi;colon\'',
  '<img src=x onerror=alert(1)>',
  '</script><script>alert(1)</script><!--',
  '</style></svg></title>',
  '" onload="alert(1)',
  "javascript:alert(1)//'",
  '`code` ```fence``` | bar | [a](http://evil.example) ![i](x) **b** ~~s~~ @team #1',
  '# heading',
  '%s %n {{x}} $(reboot)',
  '__proto__',
  'constructor',
  'toString',
  '../../../../etc/passwd',
  'zero\u200bwidth\ufeff',
  'tag\u{e0041}\u{e007f}',
  '\u{1f9e8}'.repeat(50),
]

/** Texts that only JSON can contain: NUL and lone surrogates. */
export const JSON_ONLY_TEXTS: readonly string[] = ['nul\u0000name', 'lone\ud800high', 'lone\udc00low']

const escaped = (text: string): string => JSON.stringify(text)

/** A kubelet that fails to renew four times, with the text in its error, and then renews again. */
function kubelet(text: string, minute: number): string {
  const at = (second: number): string =>
    `I1122 10:${String(minute).padStart(2, '0')}:${String(second).padStart(2, '0')}.000001    1153`
  const url =
    'https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker?timeout=10s'
  const failed = (second: number): string =>
    `${at(second).replace('I', 'E')} controller.go:195] "Failed to update lease" err=${escaped(`Put "${url}": dial tcp: ${text}: connect: network is unreachable`)}`
  return [
    `${at(0)} round_trippers.go:553] PUT ${url} 200 OK in 4 milliseconds`,
    ...[17, 27, 37, 47].map(failed),
    `${at(58)} round_trippers.go:553] PUT ${url} 200 OK in 4 milliseconds`,
  ].join('\n')
}

/** A controller that reports a node of this name as stale, taints it and evicts a pod of this name. */
function controller(text: string): string {
  const node = `node=${escaped(text)}`
  const condition = `&NodeCondition{Type:Ready,Status:True,LastHeartbeatTime:2026-11-22 10:42:34 +0000 UTC,LastTransitionTime:2026-11-22 10:42:13 +0000 UTC,Reason:${text},Message:${text},}`
  return [
    `I1122 10:45:41.152178    1099 node_lifecycle_controller.go:958] "Node hasn't been updated" logger="node-lifecycle-controller" ${node} duration="40.006414835s" nodeConditionType="Ready" currentCondition=${escaped(condition)}`,
    `I1122 10:45:46.152178    1099 node_lifecycle_controller.go:958] "Node hasn't been updated" logger="node-lifecycle-controller" ${node} duration="45.006414835s" nodeConditionType="Ready" currentCondition=${escaped(condition)}`,
    `I1122 10:45:46.158178    1099 node_lifecycle_controller.go:815] "Node is unresponsive. Adding it to the Taint queue" logger="node-lifecycle-controller" ${node} timeStamp="2026-11-22 10:45:46 +0000 UTC"`,
    `I1122 10:50:41.158178    1099 taint_eviction.go:113] "TaintManagerEviction: Deleting pod" logger="taint-eviction-controller" controller="taint-eviction-controller" pod=${escaped(`default/${text}`)}`,
  ].join('\n')
}

/** API objects with the text in every field that can contain it, one per line. */
function objects(text: string): string {
  const metadata = { name: text, namespace: 'kube-node-lease', uid: text }
  const condition = { type: 'Ready', status: 'Unknown', reason: text, message: text }
  return [
    {
      kind: 'Lease',
      apiVersion: 'coordination.k8s.io/v1',
      metadata,
      spec: { holderIdentity: text, leaseDurationSeconds: 40, renewTime: '2026-11-22T10:44:56.902505Z' },
    },
    {
      kind: 'Node',
      apiVersion: 'v1',
      metadata: { name: text },
      spec: { taints: [{ key: text, effect: 'NoExecute', timeAdded: '2026-11-22T10:45:46Z' }] },
      status: {
        conditions: [
          {
            ...condition,
            lastHeartbeatTime: '2026-11-22T10:42:34Z',
            lastTransitionTime: '2026-11-22T10:45:41Z',
          },
        ],
      },
    },
    {
      kind: 'Event',
      apiVersion: 'v1',
      metadata,
      reason: 'NodeNotReady',
      message: text,
      source: { component: 'node-controller', host: text },
      involvedObject: { kind: 'Node', name: text },
      firstTimestamp: '2026-11-22T10:45:41Z',
      lastTimestamp: '2026-11-22T10:45:41Z',
      [text]: { [text]: text },
    },
  ]
    .map((object) => JSON.stringify(object))
    .join('\n')
}

/** Lines that no grammar recognises, so that the report quotes them as problems. */
function unrecognizedLines(text: string): string {
  return [
    `I1399 10:45:41.152178    1099 controller.go:195] "Failed to update lease" err="${text}"`,
    `{"kind":"Lease","metadata":{"name":"${text}`,
    `lease ${text}`,
  ].join('\n')
}

/** Writes the logs, below directories with hostile names. Returns the top directory. */
export function writeHostileLogs(directory: string): string {
  const logs = join(directory, 'logs')
  const put = (name: string, text: string | Buffer): void => {
    mkdirSync(dirname(join(logs, name)), { recursive: true })
    writeFileSync(join(logs, name), text)
  }
  const nameable = HOSTILE_TEXTS.filter((text) => !text.includes('/') && text.length < 100)
  for (const [i, text] of HOSTILE_TEXTS.entries()) {
    const name = nameable[i % nameable.length] as string
    put(`${i}/${name}/kubelet.log`, kubelet(text, i))
    put(`${i}/${name}/controller.log`, controller(text))
    put(`${i}/${name}/rubbish.log`, unrecognizedLines(text))
  }
  put('objects.jsonl', [...HOSTILE_TEXTS, ...JSON_ONLY_TEXTS].map(objects).join('\n'))
  put(
    'klog.jsonl',
    [...HOSTILE_TEXTS, ...JSON_ONLY_TEXTS]
      .map((text) =>
        JSON.stringify({
          ts: 1795344317087.933,
          caller: 'node_lifecycle_controller.go:958',
          msg: "Node hasn't been updated",
          v: 2,
          node: { name: text },
          duration: '40.006414835s',
          nodeConditionType: 'Ready',
          currentCondition: { type: 'Ready', status: 'True', reason: text },
        }),
      )
      .join('\n'),
  )
  put('bytes.log', Buffer.from('lease \0\x9b31m\xff\xfe\xed\xa0\x80\x1b[2J\n', 'latin1'))
  return logs
}
