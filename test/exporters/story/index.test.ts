/**
 * Stories of incidents: the samples', byte for byte as test/e2e/stories/ has them, read by eye against the logs; and
 * what holds for any report.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readQuotes } from '../../../src/api/quotes.ts'
import { adviceFor } from '../../../src/exporters/story/advice.ts'
import { formatStories } from '../../../src/exporters/story/format.ts'
import { inStoryOrder, type Story, storiesOf } from '../../../src/exporters/story/index.ts'
import { analyze } from '../../../src/index.ts'
import type { CauseCategory, Incident, Observation, Report } from '../../../src/model/index.ts'
import {
  BARE,
  HOSTILE,
  NO_BOUNDARIES,
  OBSERVATIONS,
  PLAIN,
  REPORT,
  us,
} from '../../support/report-fixture.ts'

const SAMPLES = { 'apiserver-down': 2026, 'lab-exercise': 2025, 'network-cut': 2026 }

describe.each(Object.entries(SAMPLES))('%s', (name, year) => {
  it('is told as expected', async () => {
    const inputs = [join('samples', name, 'logs')]
    const report = await analyze(inputs, { year })
    const stories = storiesOf(report, inStoryOrder(report))
    const quote = await readQuotes(
      inputs,
      stories.flatMap(({ sentences }) => sentences.flatMap(({ evidence }) => evidence)),
    )
    const sources = report.sources.map((source) => source.name)
    const text = [...formatStories(stories, sources, quote, { ...PLAIN, width: 100 })].join('')
    await expect(text).toMatchFileSnapshot(join('../../e2e/stories', `${name}.txt`))
  })
})

const told = ({ sentences }: Story): string[] => sentences.map(({ text }) => text)
const storyOf = (incident: Incident, report: Report = { ...REPORT, incidents: [incident] }): Story =>
  storiesOf(report, [incident])[0] as Story
const boundary = (
  time: string,
  clock: string,
  line: number,
): NonNullable<Incident['boundaries']['lastRenewal']> => ({
  atUs: us(time),
  earliestUs: us(time),
  latestUs: us(time),
  exact: true,
  clock,
  from: 'lease.renewed',
  source: 'kubelet.log',
  line,
})

describe('the order', () => {
  const incident: Incident = {
    ...BARE,
    id: 'demo-worker-1',
    node: 'demo-worker',
    startUs: us('10:45:30'),
    endUs: us('10:48:30'),
    open: false,
    boundaries: {
      ...NO_BOUNDARIES,
      lastRenewal: boundary('10:45:30', 'demo-worker', 1),
      firstRenewalAfter: boundary('10:48:30', 'demo-worker', 2),
      markedNotReady: boundary('10:44:44', 'control-plane', 3),
    },
  }
  const withOffset = (earliestSeconds: number, latestSeconds: number): Report => ({
    ...REPORT,
    incidents: [incident],
    nodes: REPORT.nodes.map((node) => ({
      ...node,
      clockOffset: {
        offsetSeconds: (earliestSeconds + latestSeconds) / 2,
        earliestSeconds,
        latestSeconds,
        pairs: 1,
      },
    })),
  })
  const lines = (report: Report): (number | undefined)[] =>
    storyOf(incident, report).sentences.flatMap(({ time, evidence }) => (time ? [evidence[0]?.line] : []))

  it('allows for clocks that are known to differ', () => {
    expect(lines(withOffset(89.9, 90.1))).toEqual([1, 3, 2])
    expect(told(storyOf(incident, withOffset(89.9, 90.1)))).toContain(
      "The clock of demo-worker was 90.0 s ahead of the control plane's; the order above allows for it.",
    )
  })

  it('takes stamps as they are where the bounds allow for no difference', () => {
    expect(lines(withOffset(-91, 1))).toEqual([3, 1, 2])
    expect(told(storyOf(incident, withOffset(-91, 1))).join()).not.toContain('clock')
  })

  it('puts what was stamped in whole seconds behind the rest of its second', () => {
    const [seen] = OBSERVATIONS
    const stamped: Observation = {
      ...(seen as Observation),
      kind: 'node.tainted',
      taint: 'unreachable',
      effect: 'NoExecute',
      timeUs: us('10:45:31'),
      resolutionUs: 1_000_000,
      clock: 'control-plane',
      line: 9,
    } as Observation
    const failed: Observation = {
      ...stamped,
      kind: 'node.registered',
      timeUs: us('10:45:31.5'),
      resolutionUs: 1,
      line: 8,
    }
    const report = { ...REPORT, incidents: [incident], timeline: [stamped, failed].map(entry) }
    expect(lines(report)).toEqual([3, 1, 8, 9, 2])
  })

  it('tells a cluster-outage first, then its members, whatever their place in the report', () => {
    expect(inStoryOrder(REPORT).map(({ id }) => id)).toEqual([
      'cluster@2026-11-22T10:44:46.909546Z',
      'demo-worker@2026-11-22T10:44:46.909546Z',
      '__proto__@1',
    ])
  })
})

const entry = (observation: Observation): Report['timeline'][number] => ({ observation, omitted: 0 })

describe('what is told', () => {
  const [failure] = OBSERVATIONS as readonly [Observation]

  it('leaves out what happened to other nodes, before and long after', () => {
    const incident = {
      ...BARE,
      node: 'demo-worker',
      startUs: us('10:50:00'),
      endUs: us('10:51:00'),
      open: false,
    }
    const at = (time: string, node: string): Observation =>
      ({
        ...failure,
        kind: 'kubelet.started',
        timeUs: us(time),
        node,
        pid: Number(time.slice(6, 8)),
      }) as Observation
    const timeline = [
      at('10:49:01', 'demo-worker'),
      at('10:50:02', 'demo-worker'),
      at('10:50:03', 'demo-worker2'),
      at('10:51:04', 'demo-worker'),
      at('10:51:11', 'demo-worker'),
    ].map(entry)
    expect(
      told(storyOf(incident, { ...REPORT, incidents: [incident], timeline })).filter((text) =>
        text.includes('started'),
      ),
    ).toEqual(['A kubelet started on demo-worker (pid 2).', 'A kubelet started on demo-worker (pid 4).'])
  })

  it('counts evictions from the ninth on', () => {
    const evictions = Array.from({ length: 11 }, (_, i) => ({
      pod: `default/web-${i}`,
      atUs: us('10:55:00') + i,
      source: 'kcm.log',
      line: 100 + i,
      tiedBy: 'audit' as const,
    }))
    const texts = told(storyOf({ ...BARE, node: 'n', evictions })).filter((text) => text.includes('evicted'))
    expect(texts.length).toBe(9)
    expect(texts[0]).toBe('Pod default/web-0 was evicted, tied to n by the audit log.')
    expect(texts[8]).toBe('Until then 3 more pods were evicted.')
  })

  it('says what the controller failed to do, and when at the latest it should have', () => {
    const { sentences } = storyOf({
      ...BARE,
      expected: {
        markedNotReady: { earliestUs: us('10:50:40'), latestUs: us('10:50:50') },
        firstEviction: null,
      },
      deviation: { markedNotReady: 'never', reason: null },
    })
    const never = sentences.find(({ text }) => text.includes('never did'))
    expect(never?.time?.atUs).toBe(us('10:50:50'))
  })

  it('lets nothing hidden out, wherever it stands in the logs', () => {
    const incident: Incident = {
      ...BARE,
      id: HOSTILE,
      node: HOSTILE,
      evictions: [{ pod: HOSTILE, atUs: us('10:51:00'), source: HOSTILE, line: 1, tiedBy: 'audit' }],
      deviation: { markedNotReady: null, reason: HOSTILE },
      boundaries: {
        ...NO_BOUNDARIES,
        lastRenewal: { ...boundary('10:50:00', HOSTILE, 4), source: HOSTILE },
        markedNotReady: boundary('10:50:40', `other ${HOSTILE}`, 5),
      },
    }
    const stories = storiesOf({ ...REPORT, incidents: [incident] }, [incident])
    for (const quote of [{ text: HOSTILE.repeat(20) }, { reason: HOSTILE }]) {
      const text = [...formatStories(stories, [HOSTILE, 'b'], () => quote, PLAIN)].join('')
      expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
      expect(text.split('\n').filter((line) => line.startsWith('forged'))).toEqual([])
    }
  })
})

describe('what to check next', () => {
  const CATEGORIES: readonly CauseCategory[] = [
    ...(['dns', 'network-unreachable', 'no-route', 'connection-refused', 'connection-reset'] as const),
    ...(['connection-lost', 'closed-connection', 'timeout', 'tls', 'auth', 'not-found', 'conflict'] as const),
    ...(['throttled', 'server-error', 'eof', 'canceled', 'other', 'kubelet-stopped'] as const),
    ...(['kubelet-silent', 'container-runtime', 'network-plugin', 'pleg', 'node-shutdown'] as const),
    ...(['node-reboot', 'clock-jump', 'unknown'] as const),
  ]
  const because = (category: CauseCategory, error: string | null, node = 'demo-worker'): Incident => ({
    ...BARE,
    node,
    endUs: us('10:52:00'),
    cause: { ...BARE.cause, category, error },
  })

  it('is said for every cause, once each, with the time where a command needs it', () => {
    for (const category of CATEGORIES) {
      const { lines, times } = adviceFor(because(category, null), 90_000_000)
      expect(lines.length, category).toBeGreaterThan(0)
      expect(new Set(lines).size).toBe(lines.length)
      expect(times !== null).toBe(lines.some((line) => line.includes('$since')))
      expect(lines.some((line) => line.includes('chronyc'))).toBe(true)
    }
    expect(adviceFor(because('pleg', null), null).times).toBe(
      'since="2026-11-22 10:49:00 UTC" until="2026-11-22 10:53:00 UTC"',
    )
  })

  it('fills in what the error names', () => {
    const error =
      'Put "https://demo-control-plane:6443/apis/x": dial tcp: lookup demo-control-plane on 192.168.65.254:53: ' +
      'dial udp 192.168.65.254:53: connect: network is unreachable'
    expect(adviceFor(because('network-unreachable', error), null).lines[1]).toContain(
      'ip route get 192.168.65.254',
    )
    expect(adviceFor(because('dns', error), null).lines[1]).toContain('@192.168.65.254 demo-control-plane')
    expect(adviceFor(because('tls', error), null).lines[0]).toContain('-connect demo-control-plane:6443 ')
    expect(adviceFor(because('auth', error), null).lines.join()).toContain('system:node:demo-worker ')
  })

  it('puts nothing into a command that a shell could take for one', () => {
    const evil = '$(reboot)'
    const error = `Put "https://${evil}:6443/": dial tcp: lookup \`reboot\` on 1.2.3.4;reboot:53: ; reboot`
    for (const category of CATEGORIES) {
      const { lines } = adviceFor(because(category, error, evil), null)
      expect(
        lines.join('\n').replaceAll('last -x reboot', '').replaceAll('shutdown reboot', ''),
      ).not.toContain('reboot')
    }
  })
})

describe('quotes', () => {
  const room = mkdtempSync(join(tmpdir(), 'leasegap-quotes-'))
  afterAll(() => rmSync(room, { recursive: true }))
  const lease = (second: number): object => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { namespace: 'kube-node-lease', name: 'demo-worker' },
    spec: { renewTime: `2026-11-22T10:00:0${second}.000000Z` },
  })
  const quoted = async (name: string, content: string, line: number): Promise<unknown> => {
    const source = join(room, name)
    writeFileSync(source, content)
    return (await readQuotes([source], [{ source, line }]))({ source, line })
  }

  it('are the lines as they stand', async () => {
    const log = 'no kube-node-lease here\nabout kube-node-lease\r\nthe last'
    expect(await quoted('a.log', log, 2)).toEqual({ text: 'about kube-node-lease' })
    expect(await quoted('a.log', log, 9)).toEqual({ reason: 'not found when read again' })
  })

  it('of objects are their telling fields', async () => {
    const text = 'kind=Lease metadata.namespace=kube-node-lease metadata.name=demo-worker'
    const watched = JSON.stringify({ type: 'MODIFIED', object: lease(1) })
    expect(await quoted('b.json', `${watched}\n${watched}\n`, 2)).toEqual({
      text: `MODIFIED ${text} spec.renewTime=2026-11-22T10:00:01.000000Z`,
    })
    expect(await quoted('c.json', JSON.stringify(lease(2), null, 2), 1)).toEqual({
      text: `${text} spec.renewTime=2026-11-22T10:00:02.000000Z`,
    })
  })

  it('of an object among several on one line are none', async () => {
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [lease(1), lease(2)] })
    expect(await quoted('d.json', list, 1)).toEqual({ reason: 'one of several objects on this line' })
  })

  it('of a line in a journal or a container log are what it carries', async () => {
    const line = `I1122 10:44:56.909546 1 round_trippers.go:553] PUT https://a/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n 200 OK in 6 milliseconds`
    expect(await quoted('e.json', JSON.stringify({ _PID: '1', MESSAGE: line }), 1)).toEqual({ text: line })
    expect(await quoted('f.log', JSON.stringify({ log: line, stream: 'stderr' }), 1)).toEqual({ text: line })
  })

  it('keep both ends of a line of any length', async () => {
    const { text } = (await quoted('g.log', `kube-node-lease ${'x'.repeat(100_000)} the end`, 1)) as {
      text: string
    }
    expect(text.length).toBeLessThan(2000)
    expect(text).toMatch(/^kube-node-lease x+…x+ the end$/)
  })

  it('of a source that is not there any more say so', async () => {
    const source = join(room, 'gone.log')
    const quote = await readQuotes([source], [{ source, line: 1 }])
    expect(quote({ source, line: 1 })).toEqual({ reason: 'not found when read again' })
  })
})
