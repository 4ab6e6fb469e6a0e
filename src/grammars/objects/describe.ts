/**
 * Output of `kubectl describe` for one Lease or Node.
 *
 * Input: a plain message of several lines, which begins with `Name:`. Output: the findings of the described object. The
 * text is converted to the object, without fields that kubectl does not print (when a taint was added), and the grammar
 * of the object parses it.
 *
 * Authority: kubectl describe, 1.14–1.36. The generic describer prints leases, with the words of the JSON names. Nodes
 * have a describer of their own, with times in Go's RFC1123Z in whole seconds; newer releases print the node's Lease
 * inside.
 */
import type { Finding, Grammar, JsonObject, JsonValue, LogRecord } from '../../model/index.ts'
import { leaseObject } from './lease-object.ts'
import { nodeObject } from './node-object.ts'

function parse(record: LogRecord): readonly Finding[] | undefined {
  const message = record.statement?.message
  if (!message?.startsWith('Name:')) return undefined
  const findings = describedObjects(message).flatMap((object): Finding | readonly Finding[] => {
    const inner = { ...record, statement: null, object }
    return leaseObject.parse(inner) ?? nodeObject.parse(inner) ?? []
  })
  return findings.length === 0 ? undefined : findings
}

function describedObjects(block: string): readonly JsonObject[] {
  const sections = parseSections(block)
  const value = (section: string, key = ''): JsonValue => {
    const printed = sections.get(section)?.values.get(key) ?? null
    return printed === '<none>' || printed === '<unset>' ? null : printed
  }
  const metadata = { name: value('Name'), namespace: value('Namespace') }
  if (value('Kind') === 'Lease') {
    const spec = {
      holderIdentity: value('Spec', 'Holder Identity'),
      leaseDurationSeconds: Number(value('Spec', 'Lease Duration Seconds') ?? Number.NaN),
      renewTime: value('Spec', 'Renew Time'),
    }
    return [{ kind: 'Lease', apiVersion: value('API Version'), metadata, spec }]
  }
  const table = sections.get('Conditions')
  if (!table || !sections.has('Roles')) return []
  const taints = [value('Taints'), ...(sections.get('Taints')?.lines ?? [])]
  const node: JsonObject = {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: { name: metadata.name },
    spec: { taints: taints.map(parseTaint) },
    status: { conditions: table.lines.map(parseCondition) },
  }
  if (!sections.has('Lease')) return [node]
  const spec = {
    holderIdentity: value('Lease', 'HolderIdentity'),
    renewTime: rfc3339(value('Lease', 'RenewTime')),
  }
  const inLease = { name: metadata.name, namespace: 'kube-node-lease' }
  return [node, { kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', metadata: inLease, spec }]
}

interface Section {
  /** Values by their key, which is indented by two blanks; the value beside the section's name has the key ''. */
  readonly values: Map<string, string>
  /** Indented lines, trimmed. */
  readonly lines: string[]
}

/** Returns the sections by name. The first of a name counts, so that an event's text can't replace the head. */
function parseSections(block: string): ReadonlyMap<string, Section> {
  const sections = new Map<string, Section>()
  let section: Section = { values: new Map(), lines: [] }
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    const key = line.slice(0, Math.max(colon, 0))
    const value = line.slice(colon + 1).trim()
    if (!line.startsWith(' ')) {
      section = { values: new Map([['', value]]), lines: [] }
      if (colon > 0 && !sections.has(key)) sections.set(key, section)
      continue
    }
    section.lines.push(line.trim())
    if (colon > 2 && line.charAt(2) !== ' ') section.values.set(key.trim(), value)
  }
  return sections
}

/** Parses `key:Effect` or `key=value:Effect`. Returns null for other texts. */
function parseTaint(printed: JsonValue): JsonValue {
  if (typeof printed !== 'string') return null
  const colon = printed.lastIndexOf(':')
  if (colon < 0) return null
  const key = printed.slice(0, colon).split('=', 1)[0] ?? ''
  return { key, effect: printed.slice(colon + 1) }
}

/** Parses a row of the table of conditions. At least two blanks separate columns; times contain single blanks. */
function parseCondition(row: string): JsonValue {
  const [type, status, heartbeat, transition, reason, ...message] = row.split(/ {2,}/)
  if (!type || !status || !heartbeat || !transition) return null
  const lastHeartbeatTime = rfc3339(heartbeat)
  const lastTransitionTime = rfc3339(transition)
  // The head of the table and the line below it contain words and dashes instead of times.
  if (lastTransitionTime === null) return null
  return {
    type,
    status,
    lastHeartbeatTime,
    lastTransitionTime,
    reason: reason ?? null,
    message: message.join('  '),
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Converts `Sun, 22 Nov 2026 11:58:12 +0000` to RFC 3339. Returns null for other texts. */
function rfc3339(printed: JsonValue): string | null {
  if (typeof printed !== 'string') return null
  const [, day = '', month = '', year = '', clock = '', zone = '', rest] = printed.split(' ', 7)
  const number = MONTHS.indexOf(month) + 1
  if (number === 0 || zone === '' || rest !== undefined) return null
  return `${year}-${String(number).padStart(2, '0')}-${day}T${clock}${zone}`
}

const samples: Grammar['samples'] = [
  {
    text: [
      'Name:         demo-worker',
      'Namespace:    kube-node-lease',
      'Labels:       <none>',
      'API Version:  coordination.k8s.io/v1',
      'Kind:         Lease',
      'Metadata:',
      '  Creation Timestamp:  2026-11-22T11:57:00Z',
      '  Owner References:',
      '    API Version:     v1',
      '    Kind:            Node',
      '    Name:            demo-worker',
      'Spec:',
      '  Holder Identity:         demo-worker',
      '  Lease Duration Seconds:  40',
      '  Renew Time:              2026-11-22T11:58:12.048348Z',
      'Events:                    <none>',
    ].join('\n'),
    origin: 'kubectl describe lease of a v1.30.14 cluster; trimmed',
    kubernetes: '1.16–1.36',
    findings: [
      {
        kind: 'lease.seen',
        node: 'demo-worker',
        renewTimeUs: Date.parse('2026-11-22T11:58:12.048Z') * 1000 + 348,
        holderIdentity: 'demo-worker',
        leaseDurationSeconds: 40,
      },
    ],
  },
  {
    text: [
      'Name:               demo-worker',
      'Roles:              <none>',
      'Taints:             node.kubernetes.io/unreachable:NoExecute',
      '                    dedicated=batch:NoSchedule',
      'Unschedulable:      false',
      'Lease:',
      '  HolderIdentity:  demo-worker',
      '  AcquireTime:     <unset>',
      '  RenewTime:       Sun, 22 Nov 2026 11:58:12 +0000',
      'Conditions:',
      '  Type    Status    LastHeartbeatTime                 LastTransitionTime                Reason',
      '  ----    ------    -----------------                 ------------------                ------',
      '  Ready   Unknown   Sun, 22 Nov 2026 11:57:10 +0000   Sun, 22 Nov 2026 11:58:52 +0000   ' +
        'NodeStatusUnknown   Kubelet stopped posting node status.',
      'Addresses:',
      '  Hostname:    demo-worker',
    ].join('\n'),
    origin: 'kubectl describe node of a v1.30.14 cluster; trimmed, one taint constructed',
    kubernetes: '1.20–1.30',
    findings: [
      {
        kind: 'node.seen',
        node: 'demo-worker',
        conditions: [
          {
            type: 'Ready',
            status: 'Unknown',
            reason: 'NodeStatusUnknown',
            message: 'Kubelet stopped posting node status.',
            lastHeartbeatTime: '2026-11-22T11:57:10.000000Z',
            lastTransitionTime: '2026-11-22T11:58:52.000000Z',
          },
        ],
        taints: [
          { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: null },
          { key: 'dedicated', effect: 'NoSchedule', timeAdded: null },
        ],
      },
      { kind: 'node.not-ready', node: 'demo-worker', status: 'Unknown', reason: 'NodeStatusUnknown' },
      {
        kind: 'lease.seen',
        node: 'demo-worker',
        renewTimeUs: Date.parse('2026-11-22T11:58:12Z') * 1000,
        holderIdentity: 'demo-worker',
        leaseDurationSeconds: null,
      },
    ],
  },
]

export const describe: Grammar = {
  name: 'describe',
  title: 'kubectl describe of leases and nodes',
  component: 'api-object',
  literals: ['kube-node-lease', 'Conditions'],
  samples,
  parse,
}
