/** Every way out of `leasegap collect`, `leasegap watch` and `kubectl lease-gap`: nothing runs on, and what was saved is readable. */

import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'
import { testCluster } from '../support/api-server.ts'
import { builtCli, run, start } from '../support/built-cli.ts'
import { processesOf } from '../support/processes.ts'
import { addDocker, clusterAnswers, KUBELET } from '../support/stand-in-cluster.ts'

const MOMENTS = 50

const COMMANDS = ['collect', 'collect', 'plugin'] as const

/** How many programs run side by side: more would only wait for a processor. */
const AT_ONCE = 5

/** The longest delay, in ms: a whole run takes about as long. */
const LONGEST_MS = 1500

const cluster = testCluster()
let plugin = ''
beforeEach(async () => {
  const { programs } = cluster
  addDocker(programs)
  const journal = `'${programs.path}/'"$2.export"`
  programs.add('docker', `head -c 50000 ${journal}; sleep 0.2; tail -c +50001 ${journal}`)
  await cluster.serve(clusterAnswers())
  plugin = join(programs.path, 'kubectl-lease_gap')
  symlinkSync(builtCli(), plugin)
})

/** Numbers from 0 to 1 that depend on the seed only. */
function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state / 2 ** 32
  }
}

interface Ending {
  readonly delayMs: number
  readonly way: 'SIGTERM' | 'SIGINT' | 'closed pipe'
  readonly archive: boolean
  readonly command: 'collect' | 'plugin' | 'watch'
}

/** Ends the program at a moment, and checks what is left. */
async function endAt({ delayMs, way, archive, command }: Ending, n: number): Promise<void> {
  const mark = randomUUID()
  const home = join(cluster.dir, String(n))
  const temporary = join(home, 'tmp')
  mkdirSync(temporary, { recursive: true })
  const out = archive ? 'out.tar.gz' : 'out'
  const env = { TMPDIR: temporary, MARK: mark }
  const args = {
    collect: ['collect', '--out', out],
    plugin: ['-S', '2026-11-22'],
    // The cluster, a container and a file, with a command that takes longer than the rest.
    watch: ['watch', 'demo-worker', 'docker://demo-worker', import.meta.filename, '--exec', 'sleep 5; true'],
  }[command]
  const { child, done } = start(command === 'plugin' ? plugin : builtCli(), args, home, env)
  await new Promise((resolve) => setTimeout(resolve, delayMs))
  if (way === 'closed pipe') child.stdout.destroy()
  else child.kill(way)
  const { status, stderr } = await done
  // Null: the signal came before the program could handle it.
  expect([0, 130, 143, null], `${way} after ${delayMs} ms: ${stderr}`).toContain(status)
  expect(stderr).not.toContain('bug')
  await expect.poll(() => processesOf(mark), { timeout: 10_000 }).toEqual([])
  expect(readdirSync(temporary)).toEqual([])
  const [saved, ...others] = readdirSync(home).filter((name) => name !== 'tmp')
  expect(others).toEqual([])
  if (saved === undefined) return
  if (command !== 'plugin') expect(saved).toBe(out)
  const path = join(home, saved)
  const { problems } = await analyze(path)
  expect(problems.filter(({ code }) => code === 'unreadable')).toEqual([])
}

describe('leasegap collect, watch and the plugin', { timeout: 300_000 }, () => {
  it.each([1, 2])(
    'leaves no process, socket or temporary directory when it is ended (seed %i)',
    async (seed) => {
      const random = randomNumbers(seed)
      const ways = ['SIGTERM', 'SIGINT', 'closed pipe'] as const
      const endings = Array.from({ length: MOMENTS / 2 }, (_, n): Ending => {
        const command = COMMANDS[Math.floor(random.next().value * COMMANDS.length)] ?? 'collect'
        return {
          ...{ command, delayMs: random.next().value * LONGEST_MS, archive: random.next().value < 0.5 },
          way: ways[n % 3] as Ending['way'],
        }
      })
      for (let n = 0; n < endings.length; n += AT_ONCE)
        await Promise.all(endings.slice(n, n + AT_ONCE).map((ending, i) => endAt(ending, n + i)))
    },
  )

  it.each([3, 4])('leaves nothing of a watch that is ended (seed %i)', async (seed) => {
    const random = randomNumbers(seed)
    const endings = Array.from({ length: MOMENTS / 2 }, (_, n): Ending => {
      const way = (['SIGTERM', 'SIGINT', 'closed pipe'] as const)[n % 3] as Ending['way']
      return { command: 'watch', delayMs: random.next().value * LONGEST_MS, archive: false, way }
    })
    for (let n = 0; n < endings.length; n += AT_ONCE)
      await Promise.all(endings.slice(n, n + AT_ONCE).map((ending, i) => endAt(ending, n + i)))
  })

  it('keeps what came until Ctrl-C, and says so', async () => {
    cluster.programs.add(
      'docker',
      `head -c 50000 '${cluster.programs.path}/demo-worker.export'; exec sleep 60`,
    )
    const { child, done } = start(builtCli(), ['collect', 'demo-worker', '--out', 'out'], cluster.dir)
    const file = join(cluster.dir, 'out/nodes/demo-worker/kubelet.docker.export')
    const size = (): number => (existsSync(file) ? readFileSync(file).length : 0)
    await expect.poll(size, { timeout: 20_000 }).toBe(50_000)
    child.kill('SIGINT')
    const { status, stderr } = await done
    expect(status).toBe(130)
    expect(stderr).toMatch(/interrupted; .* saved in out\n$/)
    expect(readFileSync(file, 'utf8')).toBe(KUBELET.slice(0, 50_000))
    const { interrupted, attempts } = JSON.parse(readFileSync(join(cluster.dir, 'out/collect.json'), 'utf8'))
    expect(interrupted).toBe(true)
    expect(attempts).toContainEqual(
      expect.objectContaining({ way: 'docker', status: 'cut', bytes: 50_000, reason: 'interrupted' }),
    )
  })

  it.each(['out', 'out.tar.gz'])(
    'says what to do where the disk is full, and leaves no process (%s)',
    async (out) => {
      const disk = join(cluster.dir, 'disk')
      mkdirSync(disk)
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', disk], { stdio: 'ignore' })
      } catch {
        process.stderr.write('skipped: only root can mount a small disk\n')
        return
      }
      const mark = randomUUID()
      try {
        const { status, stderr } = await run(
          builtCli(),
          ['collect', '--out', join(disk, out)],
          cluster.dir,
          '',
          {
            MARK: mark,
          },
        )
        expect(status).toBe(2)
        expect(stderr).toMatch(
          /can't be written: no space left on device; free some space, or give --out on another disk/,
        )
        expect(readdirSync(disk).filter((name) => name !== out)).toEqual([])
        await expect.poll(() => processesOf(mark), { timeout: 10_000 }).toEqual([])
      } finally {
        execFileSync('umount', [disk])
      }
    },
  )
})
