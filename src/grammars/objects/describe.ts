/**
 * Output of `kubectl describe` for one Lease or Node, or a part of it.
 *
 * Input: a plain message of several lines, which begins with `Name:`, or a Description, which may lack its head. Output:
 * the findings of the described object, and of its events. The text is converted to the object, without fields that kubectl does not print (when a taint was added), and the grammar
 * of the object parses it.
 *
 * Authority: kubectl describe, 1.14–1.36. The generic describer prints leases, with the words of the JSON names. Nodes
 * have a describer of their own, with times in Go's RFC1123Z in whole seconds; newer releases print the node's Lease
 * inside.
 */
import type { Finding, Grammar, JsonObject, JsonValue, LogRecord } from '../../model/index.ts'
import { eventFindings, nodeOfEvents, parseEventRows, printedAt } from './describe-events.ts'
import { leaseObject } from './lease-object.ts'
import { printedLabels } from './node-labels.ts'
import { nodeObject } from './node-object.ts'

function parse(record: LogRecord): readonly Finding[] | undefined {
  const { object } = record
  const isPasted = object?.kind === 'Description' && typeof object.text === 'string'
  const block = isPasted ? (object?.text as string) : record.statement?.message
  if (block === undefined || !(isPasted || block.startsWith('Name:'))) return undefined
  const sections = parseSections(block)
  const rows = parseEventRows(sections.get('Events')?.lines ?? [])
  const command: JsonValue = isPasted ? (object?.node ?? null) : null
  const name = printedValue(sections, 'Name') ?? command ?? nodeOfEvents(rows)
  const described = describedObjects(sections, name)
  const findings = described.flatMap((inner): Finding | readonly Finding[] => {
    const asObject = { ...record, statement: null, object: inner }
    return leaseObject.parse(asObject) ?? nodeObject.parse(asObject) ?? []
  })
  if (isOfNode(sections)) {
    const ready = conditionsOf(sections).find(({ type }) => type === 'Ready') ?? null
    const when = printedAt(rows, ready)
    for (const [i, found] of findings.entries())
      if (found.kind === 'node.seen') findings[i] = { ...found, ...when }
    findings.push(...eventFindings(rows, typeof name === 'string' ? name : null, ready))
  }
  return findings.length === 0 ? undefined : findings
}

/** Whether what is described is a node: it has roles, or conditions with heartbeats, or events alone. */
function isOfNode(sections: Sections): boolean {
  if (sections.has('Roles') || conditionsOf(sections).length > 0) return true
  return !sections.has('Name')
}

type Sections = ReadonlyMap<string, Section>

function printedValue(sections: Sections, section: string, key = ''): JsonValue {
  const printed = sections.get(section)?.values.get(key) ?? null
  return printed === '<none>' || printed === '<unset>' || printed === '' ? null : printed
}

function describedObjects(sections: Sections, name: JsonValue): readonly JsonObject[] {
  const value = (section: string, key = ''): JsonValue => printedValue(sections, section, key)
  if (value('Kind') === 'Lease') {
    const spec = {
      holderIdentity: value('Spec', 'Holder Identity'),
      leaseDurationSeconds: Number(value('Spec', 'Lease Duration Seconds') ?? Number.NaN),
      renewTime: value('Spec', 'Renew Time'),
    }
    const metadata = { name, namespace: value('Namespace') }
    return [{ kind: 'Lease', apiVersion: value('API Version'), metadata, spec }]
  }
  const isWhole = sections.has('Name')
  const conditions = conditionsOf(sections)
  if (
    isWhole
      ? !(sections.has('Roles') && sections.has('Conditions')) && conditions.length === 0
      : conditions.length === 0 && !sections.has('Lease')
  )
    return []
  const taints = [value('Taints'), ...(sections.get('Taints')?.lines ?? [])]
  const printed = sections.get('Labels')
  const labels = printed && printedLabels([printed.values.get('') ?? '', ...printed.lines])
  const node: JsonObject = {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: { name, ...(labels ? { labels } : {}) },
    spec: { taints: taints.map(parseTaint) },
    status: { conditions },
  }
  if (!sections.has('Lease')) return [node]
  const holder = value('Lease', 'HolderIdentity')
  const spec = { holderIdentity: holder, renewTime: rfc3339(value('Lease', 'RenewTime')) }
  const inLease = { name: name ?? holder, namespace: 'kube-node-lease' }
  return [node, { kind: 'Lease', apiVersion: 'coordination.k8s.io/v1', metadata: inLease, spec }]
}

/** Returns the rows of the table of conditions; a wrapped message joins its row. */
function conditionsOf(sections: Sections): JsonObject[] {
  const found: Record<string, JsonValue>[] = []
  for (const line of sections.get('Conditions')?.lines ?? []) {
    const condition = parseCondition(line)
    const last = found.at(-1)
    if (condition) found.push(condition)
    else if (last && last.message === '') last.message = line
  }
  return found
}

interface Section {
  /** Values by their key, which is indented by two blanks; the value beside the section's name has the key ''. */
  readonly values: Map<string, string>
  /** Indented lines, trimmed. */
  readonly lines: string[]
}

/** Rows at the beginning of a part that lacks the name of its section. */
const HEADLESS: readonly (readonly [string, RegExp])[] = [
  ['Conditions', /^Type +Status +LastHeartbeatTime/],
  ['Conditions', /^[A-Z]\w+ +(?:True|False|Unknown) +[A-Z][a-z]{2}, /],
  ['Events', /^Type +Reason +Age +From/],
]

/**
 * Returns the sections by name. The first of a name counts, so that an event's text can't replace the head. Blank lines
 * count for nothing: a copy may double each line feed.
 */
function parseSections(block: string): Sections {
  const sections = new Map<string, Section>()
  let section: Section = { values: new Map(), lines: [] }
  const open = (name: string, value: string): void => {
    section = { values: new Map([['', value]]), lines: [] }
    if (name !== '' && !sections.has(name)) sections.set(name, section)
  }
  for (const line of block.split('\n')) {
    if (line.trim() === '') continue
    const headless = HEADLESS.find(([name, form]) => !sections.has(name) && form.test(line.trim()))
    if (headless) open(headless[0], '')
    const colon = line.indexOf(':')
    if (!headless && !/^\s/.test(line)) {
      open(line.slice(0, Math.max(colon, 0)), line.slice(colon + 1).trim())
      continue
    }
    section.lines.push(line.trim())
    if (colon > 2 && line.charAt(2) !== ' ')
      section.values.set(line.slice(0, colon).trim(), line.slice(colon + 1).trim())
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
function parseCondition(row: string): Record<string, JsonValue> | null {
  const [type, status, heartbeat, transition, reason, ...message] = row.split(/ {2,}|\t+/)
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
  literals: ['kube-node-lease', 'Conditions', 'LastHeartbeatTime', 'HolderIdentity', 'Node'],
  samples,
  parse,
}
