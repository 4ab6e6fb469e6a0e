/** A recorded outage, replayed at its own times by a simulated clock, with faults of the connection. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseInstant } from '../../src/time/instant.ts'
import { watchObjects } from '../../src/watch/object-watch.ts'
import type { NodeInTrouble, WatchEvent } from '../../src/watch/types.ts'
import { watchCluster } from '../../src/watch/watch-cluster.ts'
import { type Change, type Fault, SimulatedClock, SimulatedServer } from '../support/simulated-cluster.ts'

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
const NODES = '/api/v1/nodes'

const at = (time: string): number => parseInstant(`2026-11-26T${time}Z`) as number

function recorded(file: string): { type: Change['type']; object: never }[] {
  const lines = readFileSync(join(import.meta.dirname, 'data', file), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line) => JSON.parse(line))
}

const leases = recorded('leases.jsonl').map(
  ({ type, object }): Change => ({
    ...{ type, object },
    atUs: parseInstant((object as { spec: { renewTime: string } }).spec.renewTime) as number,
  }),
)

/** The API server stamps whole seconds; a change arrives a little later. */
const nodes = recorded('nodes.jsonl').map(({ type, object }): Change => {
  const { spec, status } = object as {
    spec: { taints?: { timeAdded?: string }[] }
    status: { conditions: { lastTransitionTime: string }[] }
  }
  const stamps = [
    ...(spec.taints ?? []).map(({ timeAdded }) => timeAdded),
    ...status.conditions.map(({ lastTransitionTime }) => lastTransitionTime),
  ]
  const times = stamps.map((stamp) => parseInstant(stamp ?? '') ?? 0)
  return { type, object, atUs: Math.max(...times) + 500_000 }
})

const START = at('13:22:25')
const END = at('13:24:36')

interface Watched {
  readonly events: readonly WatchEvent[]
  /** Nodes in trouble at each tick. */
  readonly ticks: ReadonlyMap<number, readonly NodeInTrouble[]>
  readonly server: SimulatedServer
}

async function watched({
  faults = [],
  changes = { [LEASES]: leases, [NODES]: nodes },
  endUs = END,
  refused = [],
  jump = null,
  blind = null,
}: {
  readonly faults?: readonly Fault[]
  readonly changes?: Readonly<Record<string, readonly Change[]>>
  readonly endUs?: number
  readonly refused?: readonly (readonly [string, number])[]
  readonly jump?: { readonly fromUs: number; readonly toUs: number } | null
  /** A path that is refused for a while. */
  readonly blind?: { readonly path: string; readonly atUs: number; readonly untilUs: number } | null
} = {}): Promise<Watched> {
  const clock = new SimulatedClock(START)
  const server = new SimulatedServer(clock, changes, faults)
  for (const [path, status] of refused) server.refused.set(path, status)
  const events: WatchEvent[] = []
  const ticks = new Map<number, readonly NodeInTrouble[]>()
  const stop = new AbortController()
  const watching = watchCluster({
    ...{ server, clock, nodes: new Set<string>(), graceSeconds: 40, signal: stop.signal },
    onEvent: (event) => void events.push(event),
    onTick: (inTrouble, nowUs) => void ticks.set(nowUs, inTrouble),
  })
  const ended = watching.catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  if (jump) {
    await clock.runUntil(jump.fromUs)
    clock.jumpTo(jump.toUs)
  }
  if (blind) {
    await clock.runUntil(blind.atUs)
    server.close(blind.path)
    server.refused.set(blind.path, 503)
    await clock.runUntil(blind.untilUs)
    server.refused.delete(blind.path)
  }
  await Promise.race([clock.runUntil(endUs), ended])
  stop.abort(new Error('stopped'))
  await ended
  return { events, ticks, server }
}

type Sent = Change['object']

/** What a watch of leases gives, without what it has given before. */
async function followed(
  faults: readonly Fault[],
): Promise<{ readonly objects: readonly Sent[]; readonly lists: number }> {
  const clock = new SimulatedClock(START - 25_000_000)
  const server = new SimulatedServer(clock, alive, faults)
  const stop = new AbortController()
  const objects: Sent[] = []
  const known = new Map<string, string>()
  const watching = watchObjects(server, {
    ...{ path: LEASES, silenceSeconds: 15, clock, signal: stop.signal },
    onObject: (object, how) => {
      const { metadata } = object as Sent
      // A list repeats what did not change.
      if (how !== 'at-once' && known.get(metadata.name) === metadata.resourceVersion) return
      known.set(metadata.name, metadata.resourceVersion)
      objects.push(object as Sent)
    },
    onWatching: () => {},
    onLost: () => {},
  }).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  await Promise.race([clock.runUntil(START + 275_000_000), watching])
  stop.abort(new Error('stopped'))
  await watching
  return { objects, lists: server.requests.filter((path) => path.includes('?limit')).length }
}

const about = (events: readonly WatchEvent[]): string[] =>
  events.flatMap((event) => ('node' in event ? [`${event.kind} ${event.node}`] : []))

const OUTAGE = ['late node-1', 'not-ready node-1', 'tainted node-1', 'renewed node-1', 'ready node-1']

const FAULTS = [
  ...['reset', 'freeze', 'gone', 'cut', 'slow', 'refuse', 'hang', 'stall', 'html', 'half', 401, 403, 404],
] as readonly Fault['kind'][]

/** A fault, and what lets open watches see it. */
function faultsOf(kind: Fault['kind'], atUs: number, lengthUs: number): readonly Fault[] {
  const more = kind === 'gone' || kind === 'half' ? [{ atUs: atUs + 1, kind: 'reset' } as const] : []
  const untilUs = atUs + (kind === 'stall' ? 9_000_000 : lengthUs)
  return [{ atUs, kind, untilUs }, ...more]
}

describe('watchCluster', () => {
  it('reports the recorded outage at its times', async () => {
    const { events, ticks } = await watched()
    expect(about(events).sort()).toEqual([...OUTAGE].sort())
    const eventOf = <K extends WatchEvent['kind']>(kind: K): Extract<WatchEvent, { kind: K }> =>
      events.find((event) => event.kind === kind) as Extract<WatchEvent, { kind: K }>
    const late = eventOf('late')
    expect(late).toMatchObject({ node: 'node-1', lastRenewalUs: at('13:22:34.092123') })
    expect(late.atUs).toBeGreaterThanOrEqual(at('13:22:54.092'))
    expect(late.atUs).toBeLessThanOrEqual(at('13:22:56'))
    expect(late.notReadyFromUs).toBe(at('13:23:14.092123'))
    expect(eventOf('not-ready')).toMatchObject({ markedUs: at('13:23:16'), status: 'Unknown' })
    expect(eventOf('tainted')).toMatchObject({ taintedUs: at('13:23:21'), evictionUs: at('13:28:21') })
    expect(eventOf('renewed')).toMatchObject({
      renewedUs: at('13:23:54.200123'),
      lastRenewalUs: at('13:22:34.092123'),
      silenceSeconds: 80.108,
    })
    expect(eventOf('ready')).toMatchObject({ readyUs: at('13:23:54') })
    const [during] = [...ticks].find(([us]) => us >= at('13:23:04'))?.[1] ?? []
    expect(during).toMatchObject({ node: 'node-1', isReady: true, evictionUs: null })
    expect(during?.lateSeconds).toBeCloseTo(19.9, 1)
    expect(during?.notReadyInSeconds).toBeCloseTo(10.1, 1)
  })

  it.each(FAULTS)(
    'reports no outage of a healthy node at any moment of a fault: %s',
    async (kind) => {
      for (let second = 0; second < 60; second += 3) {
        const atUs = at('13:23:54.9') + second * 500_000
        const { events } = await watched({
          faults: faultsOf(kind, atUs, 21_000_000),
          endUs: END + 60_000_000,
          changes: alive,
        })
        expect(about(events)).toEqual([])
      }
    },
    120_000,
  )

  it('reports no outage between two pieces of what a connection held back', async () => {
    for (const offset of [0, 500_000, 1_000_000]) {
      const faults = [{ atUs: at('13:23:24.5') + offset, kind: 'stall', untilUs: at('13:23:37.5') }] as const
      const { events } = await watched({ faults, changes: { ...alive, [LEASES]: renewals([0, 1, 9]) } })
      expect(about(events)).toEqual([])
    }
  })

  it.each(FAULTS.filter((kind) => !['freeze', 'hang', 'slow', 'stall'].includes(String(kind))))(
    'says that it is blind, and goes on: %s',
    async (kind) => {
      const { events } = await watched({ faults: faultsOf(kind, at('13:23:00'), 10_000_000) })
      const kinds = events.flatMap((event) =>
        'what' in event && event.what === 'leases' ? [event.kind] : [],
      )
      expect(kinds.slice(0, 2)).toEqual(['watching', 'blind'])
      expect(kinds.at(-1)).toBe('watching')
      expect(about(events).sort()).toEqual([...OUTAGE].sort())
    },
  )

  it.each(FAULTS)(
    'neither loses a renewal nor gives it twice, but for a list after a loss: %s',
    async (kind) => {
      for (let second = 0; second < 30; second += 2) {
        const { objects, lists } = await followed(
          faultsOf(kind, at('13:23:20') + second * 500_000, 10_000_000),
        )
        const expected = alive[LEASES]?.map(({ object }) => object.metadata.resourceVersion) ?? []
        const given = objects.map(({ metadata }) => metadata.resourceVersion)
        expect(new Set(given).size).toBe(given.length)
        // A list gives the last of several renewals.
        if (lists === 1) expect(given).toHaveLength(expected.length)
        if (['reset', 'cut'].includes(String(kind))) expect(lists).toBe(1)
        for (const node of ['node-1', 'node-2', 'node-3'])
          expect(objects.findLast(({ metadata }) => metadata.name === node)).toEqual(
            alive[LEASES]?.findLast(({ object }) => object.metadata.name === node)?.object,
          )
      }
    },
  )

  it('goes on from the last change after a reset, and lists anew after 410', async () => {
    const reset = await watched({ faults: [{ atUs: at('13:23:00'), kind: 'reset' }] })
    const lists = (requests: readonly string[]): number =>
      requests.filter((path) => path.startsWith(`${LEASES}?limit`) && !path.includes('fieldSelector')).length
    expect(lists(reset.server.requests)).toBe(1)
    expect(reset.server.requests.filter((path) => path.startsWith(`${LEASES}?watch`)).at(-1)).toContain(
      'resourceVersion=268&',
    )
    const gone = await watched({
      faults: [
        { atUs: at('13:23:00'), kind: 'gone' },
        { atUs: at('13:23:00.000001'), kind: 'reset' },
      ],
    })
    expect(lists(gone.server.requests)).toBe(2)
  })

  it('expects no NotReady where nobody saw the last renewal arrive, or the node is NotReady', async () => {
    const since = leases.filter(
      ({ atUs, object }) => atUs < at('13:22:26') || object.metadata.name !== 'node-1',
    )
    const { events, ticks } = await watched({ changes: { [LEASES]: since, [NODES]: nodes } })
    expect(events.find(({ kind }) => kind === 'late')).toMatchObject({ node: 'node-1', notReadyFromUs: null })
    const [during] = [...ticks].find(([us]) => us >= at('13:23:04'))?.[1] ?? []
    expect(during).toMatchObject({ node: 'node-1', isAtLeast: true, notReadyInSeconds: null })
  })

  it('states no silence where renewals may have been missed', async () => {
    const atUs = at('13:23:00')
    const { events } = await watched({ faults: [{ atUs, kind: 'refuse', untilUs: at('13:24:20') }] })
    expect(events.find(({ kind }) => kind === 'renewed')).toMatchObject({
      ...{ node: 'node-1', silenceSeconds: null, lastRenewalUs: at('13:22:34.092123') },
    })
  })

  it('lets no silence grow while it is blind', async () => {
    const { ticks } = await watched({
      faults: [{ atUs: at('13:23:00'), kind: 'refuse', untilUs: at('13:23:50') }],
    })
    const [during] = [...ticks].find(([us]) => us >= at('13:23:40'))?.[1] ?? []
    expect(during).toMatchObject({ node: 'node-1', isAtLeast: true, notReadyInSeconds: null })
    expect(during?.silentSeconds).toBeLessThan(26)
    expect(during?.lateSeconds).toBeLessThan(16)
  })

  it('reports a fleet that is silent as a whole, by lists', async () => {
    const silent = leases.filter(({ atUs }) => atUs < at('13:22:36'))
    const { events } = await watched({ changes: { [LEASES]: silent, [NODES]: nodes.slice(0, 6) } })
    expect(about(events).sort()).toEqual(['late node-1', 'late node-2', 'late node-3'])
  })

  it('reports no outage after the machine slept', async () => {
    const jump = { fromUs: at('13:24:05'), toUs: at('13:24:33') }
    const { events } = await watched({ jump, changes: alive, endUs: END + 60_000_000 })
    expect(about(events)).toEqual([])
  })

  it('watches leases alone where nodes may not be watched, and says so', async () => {
    const { events } = await watched({ refused: [[NODES, 403]] })
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'blind', what: 'nodes', reason: '403 forbidden' }),
    )
    expect(about(events)).toEqual(['late node-1', 'renewed node-1'])
  })

  it('watches nodes alone where leases may not be watched, and says so', async () => {
    const { events } = await watched({ refused: [[LEASES, 403]] })
    expect(events.filter(({ kind }) => kind === 'blind')).toEqual([
      expect.objectContaining({ what: 'leases', reason: '403 forbidden' }),
    ])
    expect(about(events)).toEqual(['not-ready node-1', 'tainted node-1', 'ready node-1'])
  })

  it('rejects where nothing may be watched', async () => {
    await expect(
      watched({
        refused: [
          [LEASES, 403],
          [NODES, 403],
        ],
      }),
    ).rejects.toThrow('403 forbidden')
  })

  it('shows no status of a node while nodes are not watched, and the right one after', async () => {
    const untilUs = at('13:24:20')
    const { ticks, events } = await watched({ blind: { path: NODES, atUs: at('13:23:30'), untilUs } })
    const rowsAt = (us: number): readonly NodeInTrouble[] => [...ticks].find(([t]) => t >= us)?.[1] ?? []
    expect(rowsAt(at('13:23:25'))).toMatchObject([{ isReady: false, evictionUs: at('13:28:21') }])
    expect(rowsAt(at('13:23:40'))).toMatchObject([{ node: 'node-1', isReady: null, evictionUs: null }])
    expect(rowsAt(at('13:24:10'))).toEqual([])
    expect(about(events).filter((text) => text.startsWith('ready'))).toEqual(['ready node-1'])
  })

  it('names a node that was deleted while nodes were not watched', async () => {
    const gone = nodes
      .map((change): Change => change)
      .filter(({ object }) => object.metadata.name === 'node-2')
    const [last] = gone.slice(-1) as [Change]
    const deleted: Change = {
      ...{ type: 'DELETED', atUs: at('13:23:40') },
      object: {
        metadata: {
          name: 'node-2',
          resourceVersion: `${Number(last.object.metadata.resourceVersion) + 1000}`,
        },
      },
    }
    const { events } = await watched({
      blind: { path: NODES, atUs: at('13:23:30'), untilUs: at('13:23:50') },
      changes: {
        [LEASES]: leases,
        [NODES]: [...nodes.filter(({ atUs }) => atUs < at('13:23:30')), deleted],
      },
    })
    expect(about(events)).toContain('deleted node-2')
  })

  it('expects no NotReady from a renewal that was held up on its way', async () => {
    // The renewal of 13:22:34 arrives 9 s late, and is the last.
    const { events } = await watched({
      faults: [{ atUs: at('13:22:33.5'), kind: 'stall', untilUs: at('13:22:40') }],
    })
    expect(events.find(({ kind }) => kind === 'late')).toMatchObject({ node: 'node-1', notReadyFromUs: null })
  })
})

/** Three nodes that renew every ten seconds for as long as a test runs, each so many seconds after the first. */
function renewals(phases: readonly [number, number, number]): Change[] {
  return Array.from({ length: 90 }, (_, i): Change => {
    const atUs = START - 20_000_000 + Math.floor(i / 3) * 10_000_000 + (phases[i % 3] ?? 0) * 1_000_000
    return {
      ...{ atUs, type: i < 3 ? 'ADDED' : 'MODIFIED' },
      object: {
        metadata: { name: `node-${(i % 3) + 1}`, resourceVersion: String(i + 10) },
        spec: { renewTime: new Date(atUs / 1000).toISOString(), leaseDurationSeconds: 40 },
      } as Change['object'],
    }
  })
}

const alive: Readonly<Record<string, readonly Change[]>> = {
  [LEASES]: renewals([0, 0.001, 0.002]),
  [NODES]: nodes.slice(0, 6),
}
