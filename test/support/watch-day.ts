/**
 * A program that watches simulated leases for simulated hours, and prints what it took: `watch-day LEASES HOURS`. Each lease is renewed each ten seconds, but one for a minute of each hour.
 */
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { KubeError } from '../../src/sources/kube/api.ts'
import { EvidenceWindow } from '../../src/watch/evidence-window.ts'
import type { WatchApi } from '../../src/watch/object-watch.ts'
import { ClusterWatch } from '../../src/watch/watch-cluster.ts'
import { SimulatedClock } from './simulated-cluster.ts'

const [leases = 1000, hours = 24] = process.argv.slice(2).map(Number)
const START_US = Date.UTC(2026, 10, 22) * 1000
const INTERVAL = 10
const WATCH_SECONDS = 270
const HOUR = 3600
const SILENT = 7

/** What is watched besides one node: leases of nodes in incidents are evidence for the analysis. */
const INCLUDED = Array.from({ length: 20 }, (_, n) => `node-${n}`)

const clock = new SimulatedClock(START_US)
const second = (): number => Math.floor((clock.nowUs() - START_US) / 1e6)
let renewals = 0

/** Whether a node renews in a second. */
function renewsIn(node: number, at: number): boolean {
  const ofHour = at % HOUR
  return at % INTERVAL === node % INTERVAL && !(node === SILENT && ofHour >= 1800 && ofHour < 1860)
}

/** The time of the lease before. */
let [timeAt, time] = [-1, '']

function lease(node: number, at: number): string {
  if (at !== timeAt) time = new Date((START_US + at * 1e6) / 1000).toISOString().replace('Z', '000Z')
  timeAt = at
  return `{"kind":"Lease","apiVersion":"coordination.k8s.io/v1","metadata":{"name":"node-${node}","namespace":"kube-node-lease","uid":"7d3f0c52-0000-4000-8000-${String(node).padStart(12, '0')}","resourceVersion":"${at * leases + node + 1}","creationTimestamp":"2026-11-20T10:00:00Z","ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"node-${node}","uid":"1c8f7a11-0000-4000-8000-${String(node).padStart(12, '0')}"}]},"spec":{"holderIdentity":"node-${node}","leaseDurationSeconds":40,"renewTime":"${time}"}}`
}

function lastRenewal(node: number): number {
  let at = second()
  while (at > 0 && !renewsIn(node, at)) at--
  return at
}

function list(kind: string, items: readonly string[]): string {
  return `{"kind":"${kind}","metadata":{"resourceVersion":"${second() * leases + leases}"},"items":[${items.join(',')}]}`
}

const nodeOf = (name: string): string =>
  `{"metadata":{"name":"${name}"},"status":{"conditions":[{"type":"Ready","status":"True","reason":"KubeletReady","lastTransitionTime":"2026-11-20T10:00:00Z"}]}}`

const numbers = Array.from({ length: leases }, (_, n) => n)

function listed(path: string, selector: string | null): string {
  if (path.endsWith('/nodes'))
    return list(
      'NodeList',
      numbers.map((n) => nodeOf(`node-${n}`)),
    )
  if (!path.endsWith('/leases')) return list('EventList', [])
  const chosen = selector === null ? numbers : [Number(selector.slice(selector.lastIndexOf('-') + 1))]
  return list(
    'LeaseList',
    chosen.map((n) => lease(n, lastRenewal(n))),
  )
}

/** A watch from now on, as the server ends it in time; it is asked for again in the same second. */
async function* changes(path: string, signal: AbortSignal): AsyncIterable<Buffer> {
  const startedAt = second()
  let at = startedAt
  for (;;) {
    await clock.sleep(1000, signal)
    for (; at < second(); at++) {
      let text = ''
      for (let n = (at + 1) % INTERVAL; n < leases && path.endsWith('/leases'); n += INTERVAL) {
        if (!renewsIn(n, at + 1)) continue
        renewals++
        text += `{"type":"MODIFIED","object":${lease(n, at + 1)}}\n`
      }
      if (text !== '') yield Buffer.from(text)
    }
    if (at - startedAt >= WATCH_SECONDS) return
  }
}

const server: WatchApi = {
  api: (signal) => ({
    async get(request) {
      const { pathname, searchParams } = new URL(request, 'http://server')
      if (pathname.includes('/pods')) throw new KubeError('404 not found', 404)
      const body = searchParams.has('watch')
        ? changes(pathname, signal)
        : [Buffer.from(listed(pathname, searchParams.get('fieldSelector')))]
      return Readable.from(body, { objectMode: false }) as unknown as IncomingMessage
    },
  }),
}

const stop = new AbortController()
const window = new EvidenceWindow()
let late = 0
const watch = new ClusterWatch({
  ...{ server, clock, nodes: new Set<string>(), graceSeconds: 40, signal: stop.signal },
  onEvent: ({ kind }) => {
    if (kind === 'late') late++
  },
  onTick: (_, nowUs) => window.dropBefore(nowUs - HOUR * 1e6),
  onLine: (source, line) => window.add(source, line, clock.nowUs()),
})
const running = watch.run().catch((error: unknown) => {
  if (!stop.signal.aborted) throw error
})
watch.includeLeases(INCLUDED)
const before = process.cpuUsage()
await Promise.race([clock.runUntil(START_US + hours * HOUR * 1e6), running])
stop.abort(new Error('stopped'))
await running
const { user, system } = process.cpuUsage(before)
const result = {
  ...{ renewals, late, cpuSeconds: (user + system) / 1e6 },
  maxRssBytes: process.resourceUsage().maxRSS * 1024,
}
process.stdout.write(`${JSON.stringify(result)}\n`)
