/**
 * Rows of tables that kubectl prints: events, nodes, and leases with their renewals.
 *
 * Input: a row with the names of its columns. Output: the findings of the object that the row stands for. An age gives no
 * time, because nothing shows when the table was printed. Authority: kubectl get and kubectl events, 1.14–1.36.
 */
import type { Finding, Grammar, JsonObject, LogRecord } from '../../model/index.ts'
import { eventOfRow, findingsOfRow } from './event-row.ts'
import { isKind, object, text } from './fields.ts'
import { leaseObject } from './lease-object.ts'
import { printedLabels } from './node-labels.ts'
import { nodeObject } from './node-object.ts'

function parse(record: LogRecord): readonly Finding[] | undefined {
  const row = record.object
  if (row?.kind !== 'TableRow' || !isKind(row, 'TableRow', '')) return undefined
  const cells = object(row.cells)
  if (!cells) return undefined
  const event = eventOfRow({
    when: text(cells['LAST SEEN']) ?? text(cells.LAST) ?? text(cells.LASTSEEN) ?? text(cells.TIME) ?? '',
    reason: text(cells.REASON) ?? '',
    object: text(cells.OBJECT) ?? [text(cells.KIND), text(cells.NAME)].filter(Boolean).join('/'),
    namespace: text(cells.NAMESPACE),
    message: text(cells.MESSAGE) ?? '',
    source: text(cells.SOURCE) ?? text(cells.FROM),
  })
  const findings = event ? findingsOfRow(event) : objectFindings(record, cells)
  return findings.length === 0 ? undefined : findings
}

function objectFindings(record: LogRecord, cells: JsonObject): readonly Finding[] {
  const name = text(cells.NAME)
  const status = text(cells.STATUS)
  const renewTime = Object.keys(cells).find((key) => key.startsWith('RENEW'))
  const found: readonly Finding[] | Finding | undefined = renewTime
    ? leaseObject.parse({ ...record, object: leaseOf(name, cells, renewTime) })
    : /^(?:Not)?Ready(?:,|$)/.test(status ?? '') && text(cells.VERSION) !== null
      ? nodeObject.parse({ ...record, object: nodeOf(name, status as string, text(cells.LABELS)) })
      : undefined
  if (!found) return []
  return Array.isArray(found) ? (found as readonly Finding[]) : [found as Finding]
}

function leaseOf(name: string | null, cells: JsonObject, renewTime: string): JsonObject {
  const holder = text(cells.HOLDER)
  const isNodeLease =
    cells.NAMESPACE === undefined ? holder === null || holder === name : cells.NAMESPACE === 'kube-node-lease'
  return {
    kind: 'Lease',
    apiVersion: 'coordination.k8s.io/v1',
    metadata: { name, namespace: isNodeLease ? 'kube-node-lease' : null },
    spec: { holderIdentity: holder, renewTime: cells[renewTime] ?? null },
  }
}

/** NotReady stands for False and for Unknown. `labels`: the column of `--show-labels`. */
function nodeOf(name: string | null, status: string, labels: string | null): JsonObject {
  const ready = status.startsWith('Ready') ? 'True' : null
  return {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: { name, ...(labels === null ? {} : { labels: printedLabels(labels.split(',')) }) },
    status: { conditions: [{ type: 'Ready', status: ready }] },
  }
}

const row = (cells: Record<string, string>): string =>
  JSON.stringify({ kind: 'TableRow', apiVersion: 'leasegap', cells })

const samples: Grammar['samples'] = [
  {
    text: row({
      'LAST SEEN': '9m15s',
      TYPE: 'Normal',
      REASON: 'NodeNotReady',
      OBJECT: 'node/node3',
      SOURCE: 'node-controller',
      MESSAGE: 'Node node3 status is now: NodeNotReady',
    }),
    origin: 'public code file id:55053611716 (container platform manual, ko), as -o wide',
    kubernetes: '1.14–1.36',
    findings: [{ kind: 'node.not-ready', node: 'node3' }],
  },
  {
    text: row({ NAME: 'worker-1', STATUS: 'NotReady', ROLES: '<none>', AGE: '1h', VERSION: 'v1.23.3' }),
    origin: 'Kubernetes documentation, Debug clusters',
    kubernetes: '1.14–1.36',
    findings: [{ kind: 'node.seen', node: 'worker-1' }],
  },
  {
    text: row({ NAME: 'web-0', READY: '1/1', STATUS: 'Running', RESTARTS: '0', AGE: '1h' }),
    origin: 'constructed: a pod',
    kubernetes: null,
    findings: [],
  },
]

export const tableRow: Grammar = {
  name: 'table-row',
  title: 'rows of kubectl get events, nodes and leases',
  component: 'api-object',
  literals: ['TableRow'],
  samples,
  parse,
}
