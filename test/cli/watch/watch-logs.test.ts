/** `leasegap watch` over logs that grow: files, standard input, containers, nodes and controllers of a cluster. */
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Answer, give, refuse, testCluster } from '../../support/api-server.ts'
import { builtCli, run, type Started, start } from '../../support/built-cli.ts'
import { processesOf } from '../../support/processes.ts'
import {
  CONTROLLER,
  CONTROLLER_POD,
  CONTROLLERS,
  clusterAnswers,
  EVENTS,
  LEASES,
  NODES,
} from '../../support/stand-in-cluster.ts'

const KUBELET = readFileSync(
  join(import.meta.dirname, '../../../samples/network-cut/logs/kubelet.log'),
  'utf8',
)

/** The lines before and after a time that each line prints somewhere in its beginning. */
function cutAt(log: string, time: string): readonly [string, string] {
  const lines = log.split('\n')
  const n = lines.findIndex((line) => (/\b\d\d:\d\d:\d\d\./.exec(line)?.[0] ?? '') > time)
  return [`${lines.slice(0, n).join('\n')}\n`, lines.slice(n).join('\n')]
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The log as if it had ended now: a node is asked for its last minutes only. */
function lately(log: string): string {
  const shiftMs = Math.floor((Date.now() - Date.UTC(2026, 10, 22, 10, 50, 25)) / 1000) * 1000
  const moved = (time: string): Date => new Date(Date.parse(`2026-11-22T${time}Z`) + shiftMs)
  const two = (value: number): string => String(value).padStart(2, '0')
  return log
    .replaceAll(/^Nov 22 (\d\d:\d\d:\d\d)/gm, (_, time: string) => {
      const date = moved(time)
      return `${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())} ${date.toISOString().slice(11, 19)}`
    })
    .replaceAll(/\b([IWEF])1122 (\d\d:\d\d:\d\d)/g, (_, severity: string, time: string) => {
      const date = moved(time)
      const day = `${two(date.getUTCMonth() + 1)}${two(date.getUTCDate())}`
      return `${severity}${day} ${date.toISOString().slice(11, 19)}`
    })
}

/** A list that is answered, and a watch without a change. */
function withWatch(list: Answer): Answer {
  return (response, query) => {
    if (query.has('watch')) response.flushHeaders()
    else list(response, query)
  }
}

const cluster = testCluster()

interface Watching extends Started {
  readonly events: () => readonly Record<string, unknown>[]
  readonly changes: () => readonly unknown[]
  readonly mark: string
}

function watching(...args: readonly string[]): Watching {
  const mark = randomUUID()
  const started = start(builtCli(), ['watch', '-o', 'ndjson', ...args], cluster.dir, { MARK: mark })
  let text = ''
  started.child.stdout.on('data', (piece: string) => {
    text += piece
  })
  const events = (): readonly Record<string, unknown>[] =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
  const changes = (): readonly unknown[] =>
    events().flatMap((event) => (event.kind === 'incident' ? [event.change] : []))
  return { ...started, events, changes, mark }
}

/** Ends it, and checks that nothing is left. */
async function end({ child, done, mark }: Watching, status = 143): Promise<void> {
  child.kill('SIGTERM')
  expect(await done).toMatchObject({ status })
  await expect.poll(() => processesOf(mark), { timeout: 10_000 }).toEqual([])
}

const SLOWLY = { timeout: 30_000, interval: 100 }

describe('leasegap watch', { timeout: 90_000 }, () => {
  it('follows files: an incident opens, the control plane acts, it ends', async () => {
    const [kubelet, kubeletRest] = cutAt(KUBELET, '10:46:00')
    const [controller, controllerRest] = cutAt(CONTROLLER, '10:46:00')
    writeFileSync(join(cluster.dir, 'kubelet.log'), kubelet)
    writeFileSync(join(cluster.dir, 'kcm.log'), controller)
    const watch = watching('kubelet.log', 'kcm.log')
    // The controller has marked the node, so the incident is reported at once.
    await expect.poll(watch.changes, SLOWLY).toContain('opened')
    expect(watch.events().filter(({ kind }) => kind === 'incident')).toContainEqual(
      expect.objectContaining({ node: 'demo-worker', verdict: expect.stringContaining('stopped renewing') }),
    )
    expect(watch.changes()).not.toContain('closed')
    appendFileSync(join(cluster.dir, 'kubelet.log'), kubeletRest)
    appendFileSync(join(cluster.dir, 'kcm.log'), controllerRest)
    await expect.poll(watch.changes, SLOWLY).toContain('closed')
    const { incident } = watch.events().findLast(({ change }) => change === 'closed') as {
      incident: { boundaries: { lastRenewal: { at: string }; firstRenewalAfter: { at: string } } }
    }
    expect(incident.boundaries.lastRenewal.at).toBe('2026-11-22T10:44:56.909546Z')
    await end(watch)
  })

  it('reads a pipe to its end: journalctl | leasegap watch', () => {
    writeFileSync(join(cluster.dir, 'kubelet.log'), KUBELET)
    const program = `'${process.execPath}' '${builtCli()}' watch --utc`
    const stdout = execFileSync('sh', ['-c', `cat kubelet.log | ${program}`], {
      cwd: cluster.dir,
      encoding: 'utf8',
    })
    expect(stdout).toMatch(/ {2}demo-worker: incident closed: demo-worker stopped renewing its lease /)
    expect(stdout.match(/incident/g)).toHaveLength(1)
  })

  it('prints the times of a verdict in the zone of the output', () => {
    const verdictOf = (...args: readonly string[]): string =>
      execFileSync(process.execPath, [builtCli(), 'watch', ...args, '-'], {
        ...{ cwd: cluster.dir, encoding: 'utf8', input: KUBELET },
      })
    expect(verdictOf('--tz', 'Asia/Tokyo')).toMatch(/ after (2026-11-22 )?19:44:56 and renewed it again at /)
    expect(verdictOf('--tz', 'Asia/Tokyo')).not.toContain('T10:4')
    expect(verdictOf('-o', 'ndjson')).toContain('after 2026-11-22T10:44:56.909Z and renewed it again at ')
  })

  it('counts lines that are too long, and reads on', () => {
    writeFileSync(join(cluster.dir, 'kubelet.log'), `${'x'.repeat(5_000_000)}\n${KUBELET}`)
    const stdout = execFileSync(
      'sh',
      ['-c', `cat kubelet.log | '${process.execPath}' '${builtCli()}' watch`],
      {
        cwd: cluster.dir,
        encoding: 'utf8',
      },
    )
    expect(stdout).toContain('<stdin>: lines that are too long were left out: 1 until now\n')
    expect(stdout).toContain('incident closed')
  })

  it('ends with 1 when an incident of a log is as long as --fail-on', () => {
    writeFileSync(join(cluster.dir, 'kcm.log'), cutAt(CONTROLLER, '10:47:30')[0])
    const program = `cat kcm.log | '${process.execPath}' '${builtCli()}' watch --fail-on 1m`
    let status: unknown = 0
    try {
      execFileSync('sh', ['-c', program], { cwd: cluster.dir, stdio: ['ignore', 'pipe', 'inherit'] })
    } catch (error) {
      status = (error as { status: unknown }).status
    }
    expect(status).toBe(1)
  })

  it('ends when nobody reads its output any more, though it prints nothing', async () => {
    writeFileSync(join(cluster.dir, 'kubelet.log'), KUBELET)
    const mark = randomUUID()
    const program = `'${process.execPath}' '${builtCli()}' watch kubelet.log | head -n 1`
    execFileSync('sh', ['-c', program], {
      ...{ cwd: cluster.dir, stdio: 'ignore', env: { ...process.env, MARK: mark } },
    })
    await expect.poll(() => processesOf(mark), { timeout: 10_000 }).toEqual([])
  })

  it('follows the journal in a container, and asks for it again when it breaks off', async () => {
    const [before, after] = cutAt(KUBELET, '10:46:00')
    writeFileSync(join(cluster.dir, 'before'), before)
    writeFileSync(join(cluster.dir, 'after'), after)
    // The second run repeats the lines of the first, as the overlap of two requests does.
    cluster.programs.add(
      'docker',
      `if [ -e '${cluster.dir}/again' ]; then
        cat '${cluster.dir}/before' '${cluster.dir}/after'; exec sleep 60
      else
        touch '${cluster.dir}/again'; cat '${cluster.dir}/before'; echo 'container stopped' >&2; exit 137
      fi`,
    )
    const watch = watching('docker://demo-worker')
    await expect.poll(watch.changes, SLOWLY).toEqual(['closed'])
    expect(watch.events().map(({ kind }) => kind)).toEqual(['watching', 'blind', 'watching', 'incident'])
    expect(cluster.programs.argumentsOf('docker').slice(0, 5)).toEqual([
      ...['exec', 'demo-worker', 'timeout', '3600', 'journalctl'],
    ])
    expect(cluster.programs.argumentsOf('docker')).toEqual(
      expect.arrayContaining(['--follow', '--no-tail', '--output=short-iso-precise']),
    )
    await end(watch)
  })

  it('follows the controller, and asks a node again and again', async () => {
    await cluster.serve({
      ...clusterAnswers(),
      [`${CONTROLLERS}/${CONTROLLER_POD}/log`]: (response, query) => {
        if (query.get('follow') === 'true') response.write(lately(CONTROLLER))
        else response.end()
      },
      [`${NODES}/demo-worker/proxy/logs/`]: give(lately(KUBELET)),
    })
    const watch = watching('kube:///controller', 'kube:///node/demo-worker')
    const sources = (): readonly unknown[] => {
      const event = watch.events().findLast(({ kind }) => kind === 'incident') as
        | { readonly incident: { readonly boundaries: Record<string, { readonly source: string } | null> } }
        | undefined
      const { lastRenewal, markedNotReady } = event?.incident.boundaries ?? {}
      return [lastRenewal?.source, markedNotReady?.source]
    }
    await expect
      .poll(sources, SLOWLY)
      .toEqual(['kube:///node/demo-worker', `kube:///controller/${CONTROLLER_POD}`])
    await end(watch)
  })

  it('adds events and the log of the controller of a cluster to what its leases show', async () => {
    const answers = clusterAnswers()
    const watched = Object.fromEntries(
      [LEASES, NODES, EVENTS].map((path): [string, Answer] => [path, withWatch(answers[path] as Answer)]),
    )
    await cluster.serve({
      ...{ ...answers, ...watched },
      [`${CONTROLLERS}/${CONTROLLER_POD}/log`]: (response) => void response.write(CONTROLLER),
    })
    const watch = watching()
    await expect.poll(watch.changes, SLOWLY).toContain('closed')
    const whats = watch.events().flatMap(({ kind, what }) => (kind === 'watching' ? [what] : []))
    expect(whats.sort()).toEqual(['controller', 'events', 'leases', 'nodes'])
    await end(watch)
  })

  it('names each right that is missing once, and goes on', async () => {
    await cluster.serve({
      ...clusterAnswers(),
      [EVENTS]: refuse(403, 'events is forbidden'),
      [CONTROLLERS]: refuse(403, 'pods is forbidden'),
      [NODES]: refuse(403, 'nodes is forbidden'),
      [LEASES]: (response, query) => {
        if (!query.has('watch')) give({ metadata: { resourceVersion: '2' }, items: [] })(response, query)
      },
    })
    const watch = watching()
    const reasons = (): readonly unknown[] =>
      watch.events().flatMap(({ kind, reason }) => (kind === 'blind' ? [reason] : []))
    await expect.poll(() => reasons().length, SLOWLY).toBe(3)
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect([...reasons()].sort()).toEqual([
      ...['403 events is forbidden', '403 nodes is forbidden', '403 pods is forbidden'],
    ])
    await end(watch)
  })

  it('says what to do about a source that it can not follow', async () => {
    const { status, stderr } = await run(builtCli(), ['watch', 'kube:///objects'], cluster.dir)
    expect(status).toBe(2)
    expect(stderr).toMatch(/invalid input "kube:\/\/\/objects": use kube:\/\/\[CONTEXT\]\/node\/NAME/)
    const none = await run(builtCli(), ['watch', './none.log'], cluster.dir)
    expect(none.status).toBe(2)
    expect(none.stderr).toContain("./none.log can't be watched: no such file or directory")
  })
})
