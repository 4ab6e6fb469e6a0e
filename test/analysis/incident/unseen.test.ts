/**
 * Outages that a controller reports while its own watch of Leases is dead. Texts: a kube-controller-manager of 1.23 that
 * marked all nodes (kubernetes/kubernetes#121793), and client-go reflector.go.
 */
import { describe, expect, it } from 'vitest'
import { analyze, compare, leastSeconds, type Report, render, stories } from '../../../src/index.ts'
import { failures } from '../../e2e/removed-proof/pair.ts'
import { Controller, Kubelet } from '../../support/short-logs.ts'

const controller = new Controller()
const STALE = [
  ...controller.flags(-700),
  controller.leads(-699),
  ...controller.stale(102, 112, 60),
  controller.marks(102.1),
]
const LOST = 'unable to decode an event from the watch stream: http2: client connection lost'

async function verdictOf(...logs: (readonly string[])[]): Promise<string> {
  const sources = logs.map((lines, i) => ({ name: `${i}.log`, data: `${lines.join('\n')}\n` }))
  const { incidents } = await analyze(sources, { year: 2026 })
  return incidents.find(({ kind }) => kind === 'lease-outage')?.verdict ?? ''
}

const withWatch = (seconds: number, text: string): string[] => [
  ...STALE,
  controller.line(seconds, `reflector.go:441] ${text}`, 'W'),
]

async function reportOf(log: readonly string[]): Promise<Report> {
  return analyze([{ name: 'kcm.log', data: `${log.join('\n')}\n` }], { year: 2026 })
}

/** The report of one node, of two, and of one with a heartbeat that is stamped later than the line. */
const DOUBTED: readonly (readonly [string, readonly string[]])[] = [
  ['an outage', [...STALE, controller.losesWatch(115)]],
  ['one of two nodes', [...STALE, ...controller.stale(102, 112, 60, 'worker-2'), controller.losesWatch(115)]],
  [
    'an outage before a heartbeat that is ahead',
    STALE.map((line) => line.replace(/LastHeartbeatTime:(\d{4}-\d\d)-22/, 'LastHeartbeatTime:$1-23')),
  ],
]

describe.each(DOUBTED)('%s that may be none', (_name, log) => {
  it('is no proof that the node did not renew', async () => {
    const { incidents, nodes, causes } = await reportOf(log)
    for (const { totalSeconds } of causes) expect(totalSeconds).toBeNull()
    for (const { faultWindow } of incidents) expect(faultWindow).toBeNull()
    for (const { state, availability } of nodes) {
      expect(state).toBe('unknown')
      expect(availability).toMatchObject({ share: null, outageSeconds: null, longestSeconds: null })
      expect(availability.shareBounds?.[1] ?? 1).toBe(1)
      expect(availability.outageSecondsBounds[0]).toBe(0)
    }
  })

  it('is down in the fleet for the time that its node was NotReady', async () => {
    const rows = (await render(await reportOf(log), 'fleet')).replace(/<[^>]+>/g, ' ')
    expect(rows).toMatch(/cause unknown +\d +–/)
    expect(rows).toMatch(/worker-1 +1 +(?:9|1[0-5])\.\d s/)
  })

  it('has no length where outages are summed or drawn', async () => {
    const report = await reportOf(log)
    expect(await render(report, 'openmetrics')).toMatch(/^leasegap_cause_outage_seconds\{.*"least"\} 0$/m)
    const { traceEvents } = JSON.parse(await render(report, 'perfetto'))
    const drawn = traceEvents.filter(({ cat }: { cat: string }) => /^(lease|cluster)-outage$/.test(cat))
    expect(drawn).not.toEqual([])
    for (const { dur, name } of drawn) expect([dur, name]).toEqual([0, expect.stringMatching(/^possible /)])
    for (const incident of report.incidents)
      expect(leastSeconds(incident, report.window.endUs) ?? 0).toBeLessThan(15)
  })

  it('is called possible, and its renewal the last one seen', async () => {
    const text = (await render(await reportOf(log), 'wide')).replace(/\s+/g, ' ')
    expect(text).toContain(': possible ')
    expect(text).toContain('last renewal seen')
    expect(text).not.toMatch(
      /at least|fault began|detection|after the last renewal|[\d.]+ % of the covered time/,
    )
  })

  it('is called possible in titles, counts and the JSON document', async () => {
    const report = await reportOf(log)
    const count = /^(?:\*leasegap: |leasegap [\d.]+: )?1 possible (?:lease|cluster) outage on/m
    for (const format of ['table', 'slack', 'jira']) expect(await render(report, format)).toMatch(count)
    for (const format of ['fleet', 'svg'])
      expect(await render(report, format)).toMatch(
        /<title>(?:leasegap: )?1 possible (?:lease|cluster) outage on/,
      )
    expect(await render(report, 'table')).toMatch(/worker-1 +unknown +1 possible outage, open/)
    const text = await render(report, 'json')
    for (const { inDoubt } of JSON.parse(text).incidents) expect(inDoubt).toBe(true)
    const none = { ...report, nodes: [], incidents: [] }
    const pair = [none, report].map(async (one) => ({ name: 'r', text: await render(one, 'json') }))
    const [a, b] = (await Promise.all(pair)) as [
      { name: string; text: string },
      { name: string; text: string },
    ]
    const compared = await compare(a, b, { timeZone: 'UTC', color: false, width: 200 })
    expect(compared).toContain('worker-1: 1 possible outage, open, unknown')
    expect(compared).toContain('worker-1: possible lease outage')
  })

  it('differs from a certain one in its story', async () => {
    const texts = stories(await reportOf(log)).map(({ sentences }) =>
      sentences.map(({ text }) => text).join(' '),
    )
    for (const text of texts) {
      expect(text).toMatch(/may have renewed/)
      expect(text).toContain('that the controller saw')
      expect(text).not.toMatch(/for the last time|had not renewed|fault began|after the last renewal/)
    }
  })
})

describe('an outage that only a controller without a watch reports', () => {
  it.each([
    [
      'up to 1.32',
      `k8s.io/client-go/informers/factory.go:134: watch of *v1.Lease ended with: an error on the server ("${LOST}") has prevented the request from succeeding`,
    ],
    [
      'of 1.16',
      `k8s.io/client-go/informers/factory.go:134: watch of *v1beta1.Lease ended with: an error on the server ("${LOST}") has prevented the request from succeeding`,
    ],
    [
      'from 1.33',
      `"Warning: watch ended with error" reflector="k8s.io/client-go/informers/factory.go:160" type="*v1.Lease" err="an error on the server (\\"${LOST}\\") has prevented the request from succeeding"`,
    ],
    [
      'a failed list',
      'k8s.io/client-go/informers/factory.go:134: Failed to watch *v1.Lease: failed to list *v1.Lease: Get "https://10.0.0.1:6443/apis/coordination.k8s.io/v1/leases": net/http: TLS handshake timeout',
    ],
  ])('may be none: %s', async (_form, text) => {
    const verdict = await verdictOf(withWatch(115, text))
    expect(verdict).toMatch(
      /^The controller saw no renewal of the lease of worker-1 .*lost its own watch of Leases by/,
    )
    expect(verdict).toContain('worker-1 may have renewed its lease')
    expect(verdict).toContain('marked it NotReady')
    expect(verdict).not.toContain('stopped renewing')
  })

  it.each([
    [
      'of other objects',
      115,
      `factory.go:134: watch of *v1.Node ended with: an error on the server ("${LOST}")`,
    ],
    ['that the server ended', 115, 'factory.go:134: watch of *v1.Lease ended with: too old resource version'],
    ['lost before the node was seen last', 30, `factory.go:134: watch of *v1.Lease ended with: ("${LOST}")`],
    ['lost long afterwards', 400, `factory.go:134: watch of *v1.Lease ended with: ("${LOST}")`],
  ])('is one beside a watch %s', async (_which, seconds, text) => {
    expect(await verdictOf(withWatch(seconds, text))).toMatch(/^worker-1 stopped renewing its lease/)
  })

  it('is one where the kubelet failed, too', async () => {
    const kubelet = new Kubelet()
    const log = [...kubelet.others(0, 60), ...failures(70, 240)]
    expect(await verdictOf([...STALE, controller.losesWatch(115)], log)).toMatch(/^worker-1 stopped renewing/)
  })
})
