/** Settings of journald under which a log is dropped or lost, and where they are looked for before anything is collected. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { settingsLacks, startLack, storageLacks } from '../../src/collect/journald.ts'
import { planCollection } from '../../src/index.ts'
import { testCluster } from '../support/api-server.ts'
import { builtCli, run } from '../support/built-cli.ts'
import { addDocker, clusterAnswers, listOf, NODES, node } from '../support/stand-in-cluster.ts'

const cluster = testCluster()

describe('settingsLacks', () => {
  it.each([
    ['a burst below the default', 'RateLimitBurst=200\n', /beyond 200 in 30s: RateLimitBurst/],
    [
      'the last of several',
      'RateLimitBurst=10000\nRateLimitIntervalSec=5s\nRateLimitBurst=9\n',
      /beyond 9 in 5s/,
    ],
    ['a journal in memory', 'Storage=volatile\n', /Storage=volatile: its journal is lost/],
    ['no journal at all', 'Storage=none\n', /Storage=none/],
  ])('names %s', (_, settings, sentence) => {
    expect(settingsLacks('n', `[Journal]\n${settings}`)).toEqual([expect.stringMatching(sentence)])
  })

  it.each([
    '#RateLimitBurst=10',
    'RateLimitBurst=0',
    'RateLimitBurst=10000',
    'RateLimitIntervalSec=0\nRateLimitBurst=9',
  ])('finds nothing wrong with %j', (settings) => {
    expect(settingsLacks('n', `[Journal]\n${settings}\n`)).toEqual([])
  })
})

describe('storageLacks', () => {
  it('names a machine without a persistent journal, unless the listing is none', () => {
    expect(storageLacks('n', '/var/log\n/var/log/pods\n')).toEqual([
      expect.stringContaining('in memory only'),
    ])
    expect(storageLacks('n', '/var/log\n/var/log/journal\n')).toEqual([])
    expect(storageLacks('n', '')).toEqual([])
  })
})

describe('startLack', () => {
  it('names a first entry more than a minute after the wanted time', () => {
    const head = '__CURSOR=x\n__REALTIME_TIMESTAMP=1795344000000000\n'
    expect(startLack('n', head, 1_795_343_900_000_000)).toEqual([
      expect.stringContaining('begins at 2026-11-22T10:40:00.000Z'),
    ])
    expect(startLack('n', head, 1_795_343_950_000_000)).toEqual([])
    expect(startLack('n', head, null)).toEqual([])
  })
})

describe('planCollection', () => {
  it('names settings of journald by docker or ssh, once, and saves nothing', async () => {
    addDocker(cluster.programs)
    const { path } = cluster.programs
    writeFileSync(join(path, 'journald.conf'), '[Journal]\nRateLimitBurst=200\n')
    writeFileSync(join(path, 'var-log'), '/var/log\n')
    await cluster.serve(clusterAnswers())
    const { status, stdout } = await run(builtCli(), ['collect', 'demo-worker', '--dry-run'], cluster.dir)
    expect(status).toBe(0)
    expect(stdout.match(/^# missing: .*$/gm)).toEqual([
      expect.stringMatching(/^# missing: journald of demo-worker keeps its journal in memory only/),
      expect.stringMatching(/^# missing: journald of demo-worker may drop lines of a unit beyond 200 in 30s/),
    ])
    expect(readdirSync(cluster.dir)).toEqual([])
  })

  it('reports where they are unknown, with the reason of each way', async () => {
    cluster.programs.add('ssh', 'echo "ssh: no route" >&2; exit 255')
    const away = node('demo-worker', { ready: 'Unknown', kind: false })
    await cluster.serve({ ...clusterAnswers(), [NODES]: listOf('NodeList', [away]) })
    const time = { sinceUs: null, untilUs: null }
    const { refused, missing } = await planCollection({ nodes: ['demo-worker'], time })
    expect(missing).toEqual([])
    expect(refused).toEqual([
      {
        ...{ about: 'demo-worker', what: 'journald settings' },
        reason: expect.stringMatching(/^ssh: ssh ended with status 255: ssh: no route; .*; ssh: ssh ended/),
      },
    ])
  })
})
