/** Leases of one dump, compared with each other. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'
import type { Report } from '../../../src/model/index.ts'
import { lease, list, node, printed } from '../../support/objects.ts'

function report(...sources: readonly string[]): Promise<Report> {
  return analyze(sources.map((data, i) => ({ name: `objects-${i}.json`, data })))
}

const stateOf = ({ nodes }: Report, name: string) => nodes.find((n) => n.node === name)?.state

describe('a Lease of a list', () => {
  it('that is older than the newest by its duration and an interval opens an outage', async () => {
    const found = await report(
      list(lease('h1', '10:00:01.123456'), lease('h2', '10:25:02.123456'), lease('h3', '10:25:05.123456')),
    )
    expect(found.incidents.map(({ node: name, kind, open }) => [name, kind, open])).toEqual([
      ['h1', 'lease-outage', true],
    ])
    const [outage] = found.incidents
    expect(outage?.boundaries.lastRenewal).toMatchObject({ exact: true, from: 'lease.seen' })
    expect(outage?.verdict).toContain('had not renewed it when the evidence ends')
    expect(['h1', 'h2', 'h3'].map((name) => stateOf(found, name))).toEqual(['silent', 'renewing', 'renewing'])
    expect(found.window.endUs).toBe(Date.parse('2026-03-10T10:25:05.123Z') * 1000 + 456)
  })

  it('that is younger opens none', async () => {
    const found = await report(list(lease('h1', '10:24:15.000000'), lease('h2', '10:25:05.000000')))
    expect(found.incidents).toEqual([])
  })

  it('opens none where commands between them may have printed each at another time', async () => {
    const command = (name: string): string => `$ kubectl -n kube-node-lease get lease ${name} -o json`
    const [old, recent] = [lease('h1', '10:00:01.000000'), lease('h2', '10:25:02.000000')].map((object) =>
      printed(object),
    )
    const found = await report([command('h1'), old, command('h2'), recent].join('\n'))
    expect(found.incidents).toEqual([])
    expect((await report([command('h1 h2'), old, recent].join('\n'))).incidents).toHaveLength(1)
  })

  it('opens an outage where it is a row of a table in a session', async () => {
    const session = (...rows: string[]): string =>
      [
        '$ kubectl -n kube-node-lease get lease',
        'NAME   HOLDER   AGE',
        '$ date',
        'Tue Mar 10 10:25:06 UTC 2026',
        '$ kubectl get lease -n kube-node-lease -o custom-columns=NAME:.metadata.name,RENEW:.spec.renewTime',
        'NAME   RENEW',
        ...rows,
      ].join('\n')
    const [old, recent] = ['h1     2026-03-10T10:00:01.123456Z', 'h2     2026-03-10T10:25:02.123456Z']
    expect((await report(session(old, recent))).incidents.map(({ node: name }) => name)).toEqual(['h1'])
    expect((await report(session(old, '$ sleep 1500; !!', 'NAME   RENEW', recent))).incidents).toEqual([])
  })

  it('opens none where the API server stamped both at the same time', async () => {
    const found = await report(
      list(
        lease('h1', '10:20:01.000000', { stored: '10:25:02' }),
        lease('h2', '10:25:05.000000', { stored: '10:25:05' }),
      ),
    )
    expect(found.incidents).toEqual([])
  })

  it('opens none where a renewal of that time is in evidence', async () => {
    const found = await report(
      list(lease('h1', '10:00:01.000000'), lease('h2', '10:25:02.000000')),
      list(lease('h1', '10:20:00.000000')),
    )
    expect(found.incidents).toEqual([])
  })

  it('opens one, too, where an earlier dump shows the same Lease', async () => {
    const both = [lease('h1', '10:18:10.000000'), lease('h2', '10:18:14.000000')]
    const later = [lease('h1', '10:18:10.000000'), lease('h2', '10:25:14.000000')]
    const found = await report(list(...both), list(...later), list(...both))
    expect(found.incidents.map(({ node: name, kind, open }) => [name, kind, open])).toEqual([
      ['h1', 'lease-outage', true],
    ])
    expect(stateOf(found, 'h1')).toBe('silent')
  })

  it('counts up to the newest dump that shows it', async () => {
    const dump = (at: string): string => list(lease('h1', '10:18:10.000000'), lease('h2', at))
    const found = await report(
      dump('10:25:14.000000'),
      dump('10:30:14.000000'),
      list(lease('h1', '10:35:10.000000'), lease('h2', '10:35:14.000000')),
    )
    const after = found.incidents[0]?.boundaries.firstRenewalAfter
    expect([after?.earliestUs, after?.latestUs]).toEqual(
      ['10:30:14', '10:35:10'].map((at) => Date.parse(`2026-03-10T${at}Z`) * 1000),
    )
  })

  it('closes its outage with the renewal that another source shows, between the newest Lease and that one', async () => {
    const found = await report(
      list(lease('h1', '10:00:01.000000'), lease('h2', '10:25:02.000000')),
      list(lease('h1', '10:40:00.000000')),
    )
    const [outage] = found.incidents
    const after = outage?.boundaries.firstRenewalAfter
    expect([outage?.open, after?.exact]).toEqual([false, false])
    expect([after?.earliestUs, after?.latestUs]).toEqual(
      ['10:25:02', '10:40:00'].map((at) => Date.parse(`2026-03-10T${at}Z`) * 1000),
    )
  })

  it('is compared in a watch only with what came after it', async () => {
    const watch = (after: string): string =>
      printed(
        lease('h1', '10:00:00.000000'),
        lease('h2', '10:00:01.000000'),
        lease('h1', '10:00:10.100000'),
        lease(after, '10:05:00.000000'),
      )
    expect((await report(watch('h2'))).incidents.map((i) => i.node)).toContain('h1')
    expect((await report(watch('h3'))).incidents).toEqual([])
  })
})

describe('a node that no controller marked', () => {
  it('is not called unmarked by fault of the controller', async () => {
    const found = await report(
      list(lease('h1', '10:00:01.000000'), lease('h2', '10:25:02.000000')),
      list(node('h1', 'True', '09:00:00', '09:58:00'), node('h2', 'True', '09:00:00', '10:24:00')),
    )
    expect(found.incidents[0]?.deviation.markedNotReady).toBeNull()
    expect(found.incidents[0]?.verdict).not.toMatch(/never/)
  })
})
