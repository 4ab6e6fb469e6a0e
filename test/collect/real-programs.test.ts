/** Sources and collect with the real journalctl, sshd, ssh and kubectl, where they are installed. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyze, collect, type Report } from '../../src/index.ts'
import { apiServer, testCluster, writeKubeconfig } from '../support/api-server.ts'
import { hasJournal, hasSshd, sshServer, writeJournal } from '../support/real-programs.ts'
import { addDocker, clusterAnswers, KUBELET } from '../support/stand-in-cluster.ts'

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0

for (const [name, isThere] of Object.entries({ journal: hasJournal, sshd: hasSshd, kubectl: hasKubectl }))
  if (!isThere) process.stderr.write(`skipped: tests with the real ${name}, which is not installed\n`)

const cluster = testCluster()

const facts = ({ incidents }: Report): unknown => incidents.map(({ id, intervals }) => ({ id, intervals }))

async function expected(): Promise<unknown> {
  const report = await analyze({ name: 'saved', data: KUBELET })
  expect(report.incidents).toHaveLength(1)
  return facts(report)
}

describe('the real journalctl', () => {
  it.skipIf(!hasJournal)('gives the incidents of the export that its journal was written from', async () => {
    cluster.programs.add('journalctl', writeJournal(cluster.dir, KUBELET))
    expect(facts(await analyze('journal:'))).toEqual(await expected())
  })

  it.skipIf(!hasJournal)('gives the time that is wanted', async () => {
    cluster.programs.add('journalctl', writeJournal(cluster.dir, KUBELET))
    const time = {
      sinceUs: Date.UTC(2026, 10, 22, 10, 44) * 1000,
      untilUs: Date.UTC(2026, 10, 22, 10, 46) * 1000,
    }
    const { sources } = await analyze('journal:', { time })
    expect(sources[0]?.firstAtUs).toBeGreaterThanOrEqual(time.sinceUs)
    expect(sources[0]?.lastAtUs).toBeLessThanOrEqual(time.untilUs + 1_000_000)
  })
})

describe('the real sshd and ssh', () => {
  it.skipIf(!(hasJournal && hasSshd))('give the incidents of the journal on the machine', async () => {
    const there = join(cluster.dir, 'there')
    mkdirSync(there)
    const journalctl = join(there, 'journalctl')
    writeFileSync(journalctl, `#!/bin/sh\n${writeJournal(cluster.dir, KUBELET)}\n`, { mode: 0o755 })
    const server = await sshServer(cluster.dir, there)
    try {
      cluster.programs.add('ssh', server.client)
      expect(facts(await analyze('ssh://worker-1'))).toEqual(await expected())
      cluster.programs.add('kubectl', 'exit 1')
      const { nodes } = await collect(join(cluster.dir, 'out'), {
        ...{ nodes: ['worker-1'], via: ['ssh'] },
        time: { sinceUs: null, untilUs: null },
      })
      expect(nodes).toEqual([{ node: 'worker-1', why: 'named', hasLog: true }])
      expect(facts(await analyze(join(cluster.dir, 'out')))).toEqual(await expected())
    } finally {
      await server.close()
    }
  })

  it.skipIf(!hasSshd)('say what to do about a machine that does not know this user', async () => {
    const server = await sshServer(cluster.dir, cluster.dir)
    try {
      writeFileSync(join(cluster.dir, 'authorized'), '')
      cluster.programs.add('ssh', server.client)
      const { problems } = await analyze('ssh://worker-1')
      expect(problems[0]?.excerpt).toMatch(
        /^ssh ended with status 255: .*; check that "ssh worker-1 true" works without a question$/,
      )
    } finally {
      await server.close()
    }
  })
})

describe('the real kubectl', () => {
  it.skipIf(!hasKubectl)('collects from a stand-in for the API server', async () => {
    addDocker(cluster.programs)
    const server = await apiServer(clusterAnswers())
    try {
      const config = writeKubeconfig(cluster.dir, server.url, 'demo')
      const { nodes, attempts } = await collect(join(cluster.dir, 'out'), {
        nodes: [],
        time: { sinceUs: null, untilUs: null },
        kubectlFlags: [`--kubeconfig=${config}`, '--context=demo'],
      })
      expect(nodes.map(({ node, hasLog }) => [node, hasLog])).toEqual([
        ['demo-worker', true],
        ['demo-worker2', true],
      ])
      expect(attempts.filter(({ status }) => status === 'saved').map(({ what }) => what)).toEqual(
        expect.arrayContaining(['nodes', 'leases', 'kubelet log', 'pods']),
      )
      const { incidents } = await analyze(join(cluster.dir, 'out'))
      expect(incidents.map(({ node }) => node)).toContain('demo-worker')
    } finally {
      await server.close()
    }
  })

  it.skipIf(!hasKubectl)('reports a context that does not exist, with a remedy', async () => {
    const flags = ['--kubeconfig=/dev/null', '--context=no-such']
    const call = collect(join(cluster.dir, 'out'), {
      nodes: [],
      time: { sinceUs: null, untilUs: null },
      kubectlFlags: flags,
    })
    await expect(call).rejects.toThrow(
      /context "no-such" does not exist; "kubectl config get-contexts" lists the contexts; or name the nodes$/,
    )
  })
})
