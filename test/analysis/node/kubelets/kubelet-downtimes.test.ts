/** What a report says of a kubelet that ends and starts: only what its lines and those of systemd show. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../../src/index.ts'
import type { Report } from '../../../../src/model/index.ts'

const at = (seconds: number): string => new Date(Date.UTC(2026, 2, 10, 10) + seconds * 1000).toISOString()

function klog(seconds: number, pid: number, text: string, severity = 'I'): string {
  const time = at(seconds)
  return `${time} w1 kubelet[${pid}]: ${severity}0310 ${time.slice(11, 23)}000 ${pid} ${text}`
}

const systemd = (seconds: number, text: string): string => `${at(seconds)} w1 systemd[1]: ${text}`
const UNIT = 'kubelet.service - kubelet: The Kubernetes Node Agent.'
const started = (seconds: number): string => systemd(seconds, `Started ${UNIT}`)
const stopped = (seconds: number): string => systemd(seconds, `Stopped ${UNIT}`)
const registered = (seconds: number, pid: number): string =>
  klog(seconds, pid, 'kubelet_node_status.go:78] "Successfully registered node" node="w1"')
const other = (seconds: number, pid: number): string =>
  klog(seconds, pid, 'kubelet.go:2447] "SyncLoop (PLEG): event for pod" pod="default/web-0"')
const failed = (seconds: number, pid: number): string =>
  klog(
    seconds,
    pid,
    'controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s\\": dial tcp 10.0.0.1:6443: connect: connection refused" interval="200ms"',
    'E',
  )
const commandFailed = (seconds: number, pid: number): string =>
  klog(seconds, pid, 'run.go:74] "command failed" err="failed to parse kubelet flag: unknown flag: --x"', 'E')

async function report(...logs: (readonly string[])[]): Promise<Report> {
  return analyze(logs.map((lines, i) => ({ name: `${i}.log`, data: `${lines.join('\n')}\n` })))
}

const LEASE = 'https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s'
const request = (seconds: number, pid: number, verb: string): string =>
  klog(seconds, pid, `round_trippers.go:553] ${verb} ${LEASE} 200 OK in 4 milliseconds`)
const everyTen = (fromSeconds: number, toSeconds: number, pid: number): string[] =>
  Array.from({ length: (toSeconds - fromSeconds) / 10 + 1 }, (_, i) =>
    request(fromSeconds + 10 * i, pid, 'PUT'),
  )

describe('a kubelet that prints its requests and ends', () => {
  const before = everyTen(0, 60, 1)

  it('renewed at any time up to its first renewal in evidence where that reads no Lease', async () => {
    const after = [registered(300, 2), ...everyTen(310.5, 400.5, 2)]
    const { firstRenewalAfter } = (await report([...before, ...after])).incidents[0]?.boundaries ?? {}
    expect(firstRenewalAfter).toMatchObject({ exact: false })
    const read = [registered(300, 2), request(310.4, 2, 'GET'), ...everyTen(310.5, 400.5, 2)]
    expect((await report([...before, ...read])).incidents[0]?.boundaries.firstRenewalAfter?.exact).toBe(true)
  })

  it('may have worked until the first that fails to start, long after its last line', async () => {
    const crashes = [200, 210, 220].map((seconds) => commandFailed(seconds, seconds))
    const after = [registered(300, 2), request(300.4, 2, 'GET'), ...everyTen(300.5, 400.5, 2)]
    const { lastRenewal } = (await report([...before, ...crashes, ...after])).incidents[0]?.boundaries ?? {}
    expect(lastRenewal?.exact).toBe(false)
    expect(new Date((lastRenewal?.latestUs ?? 0) / 1000).toISOString()).toBe(at(200))
  })

  it('leaves a gap, and no restart, where it begins again in missing lines', async () => {
    const { incidents } = await report([...before, ...everyTen(300, 400, 2)])
    expect(incidents.map(({ kind }) => kind)).toEqual(['log-gap'])
  })
})

describe('a restart of the unit whose end is not in evidence', () => {
  const restarts = (seconds: number): string =>
    systemd(seconds, 'kubelet.service: Scheduled restart job, restart counter is at 3.')
  const lastRenewalOf = async (end: string): Promise<string[]> => {
    const after = [started(300), registered(301, 3), other(320, 3), other(360, 3)]
    const { lastRenewal } =
      (await report([other(0, 1), other(20, 1), end, started(120), commandFailed(121, 2), ...after]))
        .incidents[0]?.boundaries ?? {}
    return [lastRenewal?.earliestUs, lastRenewal?.latestUs].map((us) =>
      new Date(Math.floor((us ?? 0) / 1000)).toISOString(),
    )
  }

  it('bounds the last renewal by the last line of its process, and a reported end by that end', async () => {
    expect(await lastRenewalOf(restarts(120))).toEqual([at(-0.4), at(120)])
    expect(await lastRenewalOf(stopped(120))).toEqual([at(109.6), at(120)])
  })
})

describe('a unit that reports its start behind the first lines of its process', () => {
  const K3S = 'k3s-agent.service - Lightweight Kubernetes'
  const ready = (seconds: number): string => systemd(seconds, `Started ${K3S}.`)
  const boot = (seconds: number, pid: number): string[] => [
    systemd(seconds, `Starting ${K3S}...`),
    registered(seconds + 4, pid),
    ready(seconds + 5),
  ]
  const end = (seconds: number): string => systemd(seconds, `Stopped ${K3S}.`)
  const startOf = (seconds: number | null | undefined): string =>
    new Date((seconds ?? 0) / 1000).toISOString()

  it.each([
    ['goes on', [other(30, 101), other(599, 101)]],
    ['prints nothing else', []],
  ])(
    'was away from the stop to the first line of the next process, also where the first %s',
    async (_, lines) => {
      const { incidents } = await report([
        ...boot(0, 101),
        ...lines,
        end(600),
        ...boot(1500, 102),
        other(1600, 102),
      ])
      expect(incidents).toMatchObject([
        { kind: 'lease-outage', open: false, cause: { category: 'kubelet-stopped' } },
      ])
      expect(startOf(incidents[0]?.boundaries.firstRenewalAfter?.earliestUs)).toBe(at(1504))
    },
  )

  it('restarted after the last line of the process where nothing reports the end', async () => {
    const { incidents } = await report([
      ...boot(0, 101),
      other(600, 101),
      ...boot(1500, 102),
      other(1600, 102),
    ])
    expect(incidents.map(({ kind, startUs, endUs }) => [kind, startOf(startUs), startOf(endUs)])).toEqual([
      ['kubelet-restart', at(600), at(1504)],
    ])
  })

  it('started before its first line where the one before was stopped and prints a line late', async () => {
    const { incidents } = await report([
      ...boot(0, 101),
      end(598),
      ready(600),
      other(601, 101),
      registered(604, 102),
      other(700, 102),
    ])
    expect(incidents.map(({ kind, startUs, endUs }) => [kind, startOf(startUs), startOf(endUs)])).toEqual([
      ['kubelet-restart', at(598), at(600)],
    ])
  })
})

describe('a kubelet that was stopped and started', () => {
  const away = [registered(0, 1), other(30, 1), stopped(60), started(660), registered(661, 2), other(700, 2)]

  it('is one outage from the stop to the start if the lease ran out', async () => {
    const { incidents } = await report(away)
    expect(incidents).toMatchObject([
      { kind: 'lease-outage', open: false, cause: { category: 'kubelet-stopped', where: 'kubelet' } },
    ])
    const { lastRenewal, firstRenewalAfter } = incidents[0]?.boundaries ?? {}
    expect(new Date((lastRenewal?.earliestUs ?? 0) / 1000).toISOString()).toBe(at(49.6))
    expect(new Date((firstRenewalAfter?.earliestUs ?? 0) / 1000).toISOString()).toBe(at(660))
    expect(new Date((firstRenewalAfter?.latestUs ?? 0) / 1000).toISOString()).toBe(at(681))
  })

  it('is one outage in two sources', async () => {
    expect((await report(away, [...away, other(900, 2)])).incidents).toHaveLength(1)
  })

  it('is a restart if another worked in time, and claims no renewal that no line shows', async () => {
    const { incidents } = await report([registered(0, 1), stopped(60), started(61), registered(62, 2)])
    expect(incidents).toMatchObject([{ kind: 'kubelet-restart', open: false }])
    expect(incidents[0]?.verdict).toContain('the logs do not show when its lease was renewed next')
  })

  it('has no last renewal for certain where a later one was due before the stop', async () => {
    const put = (seconds: number, pid: number): string =>
      klog(
        seconds,
        pid,
        'round_trippers.go:553] PUT https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s 200 OK in 5 milliseconds',
      )
    const before = (last: number): string[] => [put(0, 1), put(10, 1), put(last, 1), other(30.6, 1)]
    const after = [registered(40, 2), put(41, 2), put(51, 2), put(61, 2)]
    const restart = async (last: number) => (await report([...before(last), ...after])).incidents[0]
    const certain = await restart(25)
    expect([certain?.kind, certain?.boundaries.lastRenewal?.exact]).toEqual(['kubelet-restart', true])
    expect(certain?.verdict).toMatch(/16(\.0)? s after the previous renewal/)
    const missing = await restart(20)
    expect([missing?.kind, missing?.boundaries.lastRenewal?.exact]).toEqual(['kubelet-restart', false])
    expect(missing?.verdict).not.toContain('after the previous renewal')
  })

  it('is a reboot between the lines around its marker, however little the kubelet prints', async () => {
    const { incidents } = await report([
      other(0, 1720),
      other(300, 1720),
      '-- Reboot --',
      other(540, 800),
      other(570, 800),
    ])
    expect(incidents).toMatchObject([{ kind: 'log-gap', node: 'w1', cause: { category: 'node-reboot' } }])
    const [gap] = incidents
    expect([gap?.startUs, gap?.endUs].map((us) => new Date((us ?? 0) / 1000).toISOString())).toEqual([
      at(300),
      at(540),
    ])
  })

  it('is an outage if none worked for longer than the lease lasts since a boot', async () => {
    const log = (startedAt: number): string[] => [
      registered(0, 1720),
      other(300, 1720),
      '-- Reboot --',
      started(400),
      other(401, 800),
      started(startedAt),
      registered(startedAt + 1, 801),
      other(startedAt + 30, 801),
    ]
    const late = (await report(log(450))).incidents
    expect(late).toMatchObject([{ kind: 'lease-outage', cause: { category: 'node-reboot' } }])
    const early = (await report(log(420))).incidents
    expect(early).toMatchObject([{ kind: 'log-gap', cause: { category: 'node-reboot' } }])
  })

  it('is no outage where lines before the first of the next process may be missing', async () => {
    const { incidents, nodes } = await report([
      ...[0, 30, 60].map((seconds) => other(seconds, 1)),
      ...[300, 330, 360].map((seconds) => other(seconds, 2)),
    ])
    expect(incidents).toMatchObject([{ kind: 'kubelet-restart', startUs: Date.parse(at(60)) * 1000 }])
    expect(nodes[0]?.availability.outages).toBe(0)
  })

  it('is a restart where only its next process shows the end and it may have printed nothing before', async () => {
    const log = [registered(0, 1), other(60, 1), started(300), registered(301, 2), other(330, 2)]
    const { incidents, nodes } = await report(log)
    expect(incidents).toMatchObject([{ kind: 'kubelet-restart' }])
    expect(nodes[0]?.availability.outages).toBe(0)
    const stoppedAt60 = await report(log.toSpliced(2, 0, stopped(60)))
    expect(stoppedAt60.incidents).toMatchObject([{ kind: 'lease-outage' }])
  })

  it('is an outage from the first of several that did not work, where no line shows an end', async () => {
    const log = [
      registered(0, 1),
      other(60, 1),
      started(100),
      other(101, 2),
      started(300),
      registered(301, 3),
    ]
    const { incidents } = await report([...log, other(330, 3)])
    expect(incidents).toMatchObject([{ kind: 'lease-outage', open: false }])
    const { lastRenewal } = incidents[0]?.boundaries ?? {}
    expect(new Date((lastRenewal?.latestUs ?? 0) / 1000).toISOString()).toBe(at(100))
  })

  it('is stamped by the clock of the node where no record of its own life names one', async () => {
    const { incidents } = await report([
      ...[0, 30, 60].map((seconds) => other(seconds, 1)),
      started(100),
      other(101, 2),
      started(300),
      ...[301, 330, 360].map((seconds) => other(seconds, 3)),
    ])
    expect(incidents[0]?.boundaries.lastRenewal).toMatchObject({ clock: 'w1', from: 'kubelet.stopped' })
  })

  it('is open if none that works follows, however soon the evidence ends', async () => {
    const { incidents } = await report([registered(0, 1), other(55, 1), stopped(60), started(61)])
    expect(incidents).toMatchObject([{ kind: 'lease-outage', open: true }])
  })

  it('is no incident at its first start', async () => {
    expect((await report([started(0), other(1, 1), other(60, 1)])).incidents).toEqual([])
  })
})

describe('a kubelet that ends at each start', () => {
  const loop = (n: number): string[] =>
    Array.from({ length: n }, (_, i) => [
      started(10 * i),
      commandFailed(10 * i + 1, 100 + i),
      systemd(10 * i + 1, 'kubelet.service: Main process exited, code=exited, status=1/FAILURE'),
      systemd(10 * i + 1, "kubelet.service: Failed with result 'exit-code'."),
    ]).flat()

  it('is one open outage with its last error, without a renewal before', async () => {
    const { incidents } = await report(loop(3))
    expect(incidents).toMatchObject([
      {
        kind: 'lease-outage',
        open: true,
        boundaries: { lastRenewal: null },
        expected: { markedNotReady: null },
        deviation: { markedNotReady: null },
        cause: { category: 'kubelet-stopped', error: expect.stringContaining('unknown flag: --x') },
      },
    ])
    expect(incidents[0]?.verdict).toMatch(/ended 3 times .* no earlier renewal .*unknown flag: --x/)
  })

  it('is over when one registers', async () => {
    const { incidents } = await report([...loop(6), started(70), registered(71, 999), other(120, 999)])
    expect(incidents).toMatchObject([{ kind: 'lease-outage', open: false }])
  })

  it('is one incident after a month', async () => {
    expect((await report(loop(5000))).incidents).toHaveLength(1)
  })
})

describe('failed attempts around the end of a process', () => {
  it('are over with the next kubelet that works', async () => {
    const { incidents } = await report([
      registered(0, 1),
      other(30, 1),
      failed(50, 1),
      systemd(50.1, 'kubelet.service: Main process exited, code=killed, status=9/KILL'),
      started(500),
      registered(501, 2),
      other(560, 2),
    ])
    expect(incidents).toMatchObject([{ kind: 'lease-outage', open: false }])
    expect(new Date((incidents[0]?.boundaries.firstRenewalAfter?.earliestUs ?? 0) / 1000).toISOString()).toBe(
      at(500),
    )
  })

  it('are since the start where the first try of the first kubelet failed', async () => {
    const { incidents } = await report([started(0), other(1, 1), failed(5, 1), other(6, 1)])
    expect(incidents).toMatchObject([
      { boundaries: { lastRenewal: null }, expected: { markedNotReady: null } },
    ])
    expect(incidents[0]?.verdict).toContain('w1 had not renewed its lease since its kubelet started')
    expect(incidents[0]?.verdict).not.toContain('stopped renewing')
  })

  it('stay open where no line of the kubelet follows the next try', async () => {
    const { incidents } = await report([registered(0, 1), other(30, 1), failed(50, 1)])
    expect(incidents).toMatchObject([{ open: true }])
  })

  // Excerpts of a syslog of 1.26 (public code file id:48513029249): no kubelet is known to work.
  it('are one outage with the end of the kubelet before, which could not start', async () => {
    const { incidents } = await report([commandFailed(0, 1068), failed(10.2, 1138)])
    expect(incidents).toMatchObject([
      { kind: 'lease-outage', open: true, cause: { category: 'kubelet-stopped' } },
    ])
    expect(incidents[0]?.boundaries.lastRenewal).toBeNull()
    expect(incidents[0]?.verdict).toMatch(/^The kubelet of w1 ended at .* no working kubelet followed/)
  })
})

describe('a unit that is inactive', () => {
  // canonical/microk8s#2488: the state of the unit stands above the log of its last process.
  const status = (log: readonly string[]): string[] => [
    '● kubelet.service - kubelet: The Kubernetes Node Agent',
    '   Active: inactive (dead) since Tue 2026-03-10 10:01:00 UTC; 19s ago',
    '',
    ...log,
  ]

  it('ended with the process that its log shows, and was not restarted', async () => {
    const { incidents } = await report(status([other(60, 1)]))
    expect(incidents).toMatchObject([{ kind: 'lease-outage', open: true, boundaries: { lastRenewal: null } }])
    expect(incidents[0]?.verdict).toMatch(/^The kubelet of w1 ended at 2026-03-10T10:01:00/)
  })

  it('renewed until then if that process had worked', async () => {
    const { incidents } = await report(status([other(20, 1), other(59, 1)]))
    expect(incidents).toMatchObject([{ kind: 'lease-outage', open: true }])
    expect(incidents[0]?.boundaries.lastRenewal).toMatchObject({ exact: false })
  })
})

describe('a kubelet that ended', () => {
  // A guide to nodes that are not ready (public code file id:55053611716): a journal of 2020, a description of 2022.
  const described = [
    'root# kubectl describe node other',
    'Name: other',
    'Conditions:',
    '  Type    Status  LastHeartbeatTime                 LastTransitionTime                Reason        Message',
    '  ----    ------  -----------------                 ------------------                ------        -------',
    '  Ready   True    Wed, 13 Jul 2027 17:52:31 +0900   Fri, 27 May 2027 14:05:21 +0900   KubeletReady  kubelet is posting ready status',
  ]

  it.each([
    ['at its start', [commandFailed(0, 1)]],
    ['after it had worked', [registered(0, 1), other(30, 1), stopped(60)]],
  ])('%s is known to be down as long as its log goes on', async (_when, lines) => {
    const { incidents } = await report([...lines, ...described])
    expect(incidents[0]?.verdict).toMatch(/ by 2026-03-10T10:0\d:\d\d\.\d+Z \(nothing is known after that\)/)
    expect(incidents[0]?.verdict).not.toContain('when the evidence ends')
  })
})
