/** Large logs and many nodes: memory, several at a time, progress. */
import { execFile } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, it } from 'vitest'
import { type CollectProgress, collect } from '../../src/index.ts'
import { testCluster } from '../support/api-server.ts'
import { builtCli } from '../support/built-cli.ts'
import { addDocker, clusterAnswers } from '../support/stand-in-cluster.ts'

const TIME = { sinceUs: null, untilUs: null }

const cluster = testCluster()
beforeEach(async () => {
  addDocker(cluster.programs)
  await cluster.serve(clusterAnswers())
})

describe('collect', () => {
  it.each(['out', 'out.tar.gz'])('streams a log that is larger than its memory may be (%s)', async (out) => {
    const bytes = 300_000_000
    cluster.programs.add(
      'docker',
      `case "$*" in *journalctl*) head -c ${bytes} /dev/zero ;; *) exit 1 ;; esac`,
    )
    const hook = join(cluster.dir, 'peak.cjs')
    writeFileSync(hook, "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS))")
    const args = ['-r', hook, builtCli(), 'collect', 'demo-worker', '--out', out]
    const { stderr } = await promisify(execFile)(process.execPath, args, { cwd: cluster.dir })
    expect(Number(/peak (\d+)/.exec(stderr)?.[1])).toBeLessThan(150_000)
    const log = join(cluster.dir, 'out/nodes/demo-worker/kubelet.docker.export')
    if (out === 'out') expect(statSync(log).size).toBe(bytes)
  })

  it('asks several nodes at a time', async () => {
    // Each container answers when both are asked.
    const { path } = cluster.programs
    cluster.programs.add(
      'docker',
      `touch '${path}/'"$2.asked"
      until [ -e '${path}/demo-worker.asked' ] && [ -e '${path}/demo-worker2.asked' ]; do sleep 0.1; done
      cat '${path}/'"$2.export"`,
    )
    const { nodes } = await collect(join(cluster.dir, 'out'), {
      ...{ nodes: ['demo-worker', 'demo-worker2'], time: TIME, deadlineSeconds: 20 },
    })
    expect(nodes.map(({ hasLog }) => hasLog)).toEqual([true, true])
  })

  it('reports how many requests are finished and how many bytes are saved', async () => {
    const reports: CollectProgress[] = []
    const { bytes } = await collect(join(cluster.dir, 'out'), {
      ...{ nodes: ['demo-worker'], time: TIME, onProgress: (progress) => void reports.push(progress) },
    })
    const last = reports.at(-1)
    expect(last).toEqual({ finished: last?.requests, requests: last?.requests, bytes })
    for (const [i, { finished, bytes: saved }] of reports.entries()) {
      expect(finished).toBeGreaterThanOrEqual(reports[i - 1]?.finished ?? 0)
      expect(saved).toBeGreaterThanOrEqual(reports[i - 1]?.bytes ?? 0)
    }
  })
})
