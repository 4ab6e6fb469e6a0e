import { describe, expect, it } from 'vitest'
import type { Incident, NodeSummary, Report, SourceSummary } from '../../../src/model/index.ts'
import { parseZone } from '../../../src/time/zones.ts'
import { claim } from '../../../src/wording/claims.ts'
import { us } from '../../support/fixture-values.ts'
import { BARE } from '../../support/incident-fixture.ts'
import { EMPTY_REPORT, PLAIN, REPORT } from '../../support/report-fixture.ts'
import { writeReport } from '../../support/write-report.ts'

describe('table', () => {
  const widest = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length))

  it.each([60, 80, 120, 200])('fits %i columns', async (width) => {
    expect(widest(await writeReport('table', REPORT, { ...PLAIN, width }))).toBeLessThanOrEqual(width)
  })

  it('prints no line that a text of a log forges', async () => {
    expect((await writeReport('table')).split('\n').filter((line) => line.startsWith('forged'))).toEqual([])
  })

  it('prints boundaries by time, bounded ones with both bounds', async () => {
    const text = await writeReport('wide', REPORT, { ...PLAIN, width: 120 })
    const order = [
      'last seen by controller',
      'last renewal',
      'first failed attempt',
      'marked NotReady',
      'Ready again',
    ]
    const places = order.map((title) => text.indexOf(title))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(text).toContain('~10:44:42.0–10:44:47.0*')
    expect(text).toContain(' 10:44:46.909  ')
    expect(text).toContain('~before 10:46:09.0')
    expect(text).toMatch(/first failed attempt +kub\S*:10385/)
  })

  it('prints no length of outages that their bounds leave open', async () => {
    const [node] = REPORT.nodes as [Report['nodes'][number]]
    const text = (least: number, state: NodeSummary['state'] = 'renewing'): Promise<string> => {
      const lengths = { outageSecondsBounds: [least, null], longestSecondsBounds: [least, null] } as const
      const known = { outageSeconds: 9, longestSeconds: 9, meanBetweenSeconds: null, outages: 2 }
      const availability = { ...node.availability, ...lengths, ...known }
      return writeReport('wide', { ...REPORT, incidents: [], nodes: [{ ...node, state, availability }] })
    }
    expect(await text(5)).toContain('longest outage at least 5.0 s')
    expect(await text(0)).not.toMatch(/longest|at least 0/)
    expect(await text(5, 'failing')).not.toContain('longest')
  })

  it('lists no cause beside a kubelet restart', async () => {
    const cause = { ...BARE.cause, category: 'timeout' } as const
    const incidents = (['lease-outage', 'kubelet-restart'] as const).map((kind, i) => ({
      ...{ ...BARE, kind, cause, id: kind, node: kind, number: i + 1 },
    }))
    const text = await writeReport('table', { ...REPORT, incidents }, { ...PLAIN, width: 120 })
    expect(text).toMatch(/^ {2}1\. {2}lease-outage .*timeout/m)
    expect(text).toMatch(/^ {2}2\. {2}kubelet-restart .*kubelet restart(?!.*timeout)/m)
  })

  it('prints measured values with wide only', async () => {
    expect(await writeReport('wide')).toContain('detection at least 44.3 s (two clocks)')
    expect(await writeReport('table')).not.toContain('detection')
  })

  it('prints the end of a long error', async () => {
    const error = `Put "https://host/${'x'.repeat(5000)}": dial tcp: lookup host: connect: network is unreachable`
    const text = await writeReport('wide', {
      ...REPORT,
      incidents: [{ ...BARE, cause: { ...BARE.cause, error } }],
    })
    expect(text).toMatch(/error +…/)
    expect(text).toContain('network is unreachable')
    expect(text).not.toContain('Put "https')
  })

  it('prints the common directory of all sources once', async () => {
    const [source] = REPORT.sources
    const named = (...names: string[]): Promise<string> =>
      writeReport('wide', {
        ...REPORT,
        sources: names.map((name) => ({ ...(source as SourceSummary), name })),
      })
    const listed = async (...names: string[]): Promise<string> => {
      const text = await named(...names)
      return text
        .slice(text.indexOf('Sources'))
        .trimEnd()
        .replace(/ +kubelet .*/g, '')
        .replace(/ +/g, ' ')
        .replace('\n lines observed', '')
    }
    expect(await listed('logs/a/kubelet.log', 'logs/b.log')).toBe('Sources in logs/\n a/kubelet.log\n b.log')
    expect(await listed('/var/kubelet.log', '/tmp/kcm.log')).toBe(
      'Sources in /\n var/kubelet.log\n tmp/kcm.log',
    )
    expect(await listed('logs/kubelet.log')).toBe('Sources in logs/\n kubelet.log')
    expect(await listed('logs', 'logs/a.log')).toBe('Sources\n logs\n logs/a.log')
    expect(await listed('/a', 'b/c')).toBe('Sources\n /a\n b/c')
  })

  it('prints times in the chosen zone', async () => {
    const text = await writeReport('wide', REPORT, { ...PLAIN, timeZone: 'Europe/Berlin' })
    expect(text).toContain('11:44:46.909')
    expect(text).toContain('Europe/Berlin')
  })

  it('prints dates if an incident crosses midnight', async () => {
    const text = await writeReport('wide', REPORT, { ...PLAIN, timeZone: parseZone('+13:15') })
    expect(text).toMatch(/11-22 23:59:46\.909 +last renewal/)
    expect(text).toMatch(/11-23 00:00:31\.250\* +marked NotReady/)
  })

  it('is coloured only with color, with the same text', async () => {
    const plain = await writeReport('table')
    const coloured = await writeReport('table', REPORT, { ...PLAIN, color: true })
    expect(coloured).toContain('\u001b[1m')
    expect(coloured.replaceAll(new RegExp(`${'\u001b'}\\[\\d+m`, 'g'), '')).toBe(plain)
  })

  it('lists all incidents and details the first ten', async () => {
    const incidents = Array.from({ length: 25 }, (_, i) => ({ ...BARE, node: `node-${i}`, id: `${i}` }))
    const text = await writeReport('table', { ...REPORT, incidents })
    expect(text).toContain('  25.  node-24')
    expect(text).toContain('\n10. node-9: lease outage')
    expect(text).not.toContain('\n11. node-10')
    expect(text).toContain('The first 10 of 25')
  })

  it('counts the nodes of a cluster outage that were marked, and ranks causes and nodes above a long list', async () => {
    const [closed] = REPORT.incidents as [Incident]
    const members = ['a', 'b'].map((id) => ({ ...closed, id, node: 'demo-worker' }))
    const cluster: Incident = { ...BARE, id: 'c', node: null, kind: 'cluster-outage', members: ['a', 'b'] }
    const others = Array.from({ length: 10 }, (_, i) => ({ ...BARE, node: `node-${i}`, id: `${i}` }))
    const nodes = REPORT.nodes.map((node) => ({ ...node, incidents: ['a', 'b'] }))
    const text = await writeReport('table', {
      ...REPORT,
      nodes,
      incidents: [{ ...cluster, affected: 2, seen: 3 }, ...members, ...others],
    })
    expect(text).toMatch(/ 1\. {2}2 of 3 nodes .* 2 NotReady\n/)
    expect(text).toContain('Most often: demo-worker (2 times)')
    expect(text).toMatch(/Longest: .*\(open, at least /)
  })

  it('names sources of notes without their common directory', async () => {
    const [source] = REPORT.sources
    const sources = ['/logs/a.log', '/logs/b.log'].map((name) => ({ ...(source as SourceSummary), name }))
    const params = { source: '/logs/a.log', count: 2 }
    const notes = [
      {
        code: 'cut-lines',
        text: '',
        node: null,
        source: '/logs/a.log',
        claim: claim('note.cut-lines', params, []),
      },
    ] as const
    expect(await writeReport('table', { ...REPORT, sources, notes })).toContain('2 lines of a.log are cut')
  })

  it('lists no undated eviction of a pod as unassigned that an incident lists', async () => {
    const [closed] = REPORT.incidents as [Incident]
    const eviction = { pod: 'shop/cart', atUs: null, source: 'events.txt', line: 3, tiedBy: null }
    const dated = { ...eviction, atUs: closed.startUs, tiedBy: 'object' as const }
    const report = { ...REPORT, unassignedEvictions: [eviction] }
    expect(await writeReport('table', report)).toContain('could not be assigned')
    expect(
      await writeReport('table', { ...report, incidents: [{ ...closed, evictions: [dated] }] }),
    ).not.toContain('could not be assigned')
  })

  it('names sources that look like copies of one log', async () => {
    const [source] = REPORT.sources as [SourceSummary]
    const named = (name: string, observations: number): SourceSummary => ({
      ...{ ...source, name, observations },
      ...{ firstAtUs: us('10:00:00.123456'), lastAtUs: us('10:01:00.5') },
    })
    const text = (...sources: SourceSummary[]): Promise<string> =>
      writeReport('table', { ...REPORT, sources }, { ...PLAIN, width: 200 })
    expect(await text(named('a', 99), named('b', 99), named('c', 98))).toContain('a, b look like copies')
    expect(await text(named('a', 99), named('b', 98))).not.toContain('look like copies')
    expect(await text(named('a', 9), named('b', 9))).not.toContain('look like copies')
  })

  it('prints one problem about a binary file', async () => {
    const problem = { source: 'ls', line: 1, offset: null, count: 3, excerpt: '' }
    const problems = (['binary', 'invalid-utf8', 'unrecognised-lines'] as const).map((code) => ({
      ...problem,
      code,
    }))
    const text = await writeReport('table', { ...REPORT, problems })
    expect(text).toContain('ls: binary data, not a log')
    expect(text).not.toContain('UTF-8')
    expect(text).not.toContain('not recognised (')
  })

  it('reports that no incident was found, and that a quiet log proves nothing', async () => {
    const calm: Report = { ...REPORT, incidents: [] }
    expect(await writeReport('table', calm)).toContain('No incident')
    expect(await writeReport('table', calm)).not.toContain('-v=6 on')
    const sources = REPORT.sources.map((source) => ({ ...source, verbosity: 2 }))
    expect(await writeReport('table', { ...calm, sources })).toContain('-v=6 on')
    expect(await writeReport('table', EMPTY_REPORT)).toContain('Nothing was read')
    expect(await writeReport('table', EMPTY_REPORT)).not.toContain('No incident')
  })
})
