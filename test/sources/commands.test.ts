/** Sources that are printed by programs; stand-ins take the place of docker, ssh and journalctl. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { analyze, UsageError } from '../../src/index.ts'
import { builtCli, run } from '../support/built-cli.ts'
import { type StandIns, standIns, toExport } from '../support/log-programs.ts'

const LOGS = join(import.meta.dirname, '../../samples/network-cut/logs')
const UNITS = expect.arrayContaining(['--output=export', '--unit=kubelet', '--unit=k3s-agent'])

describe('a source that a program prints', () => {
  let programs: StandIns
  beforeEach(() => {
    programs = standIns()
    const journal = toExport(readFileSync(join(LOGS, 'kubelet.log'), 'utf8'), 2026)
    writeFileSync(join(programs.path, 'journal.export'), journal)
  })
  afterEach(() => programs.remove())

  const prints = (): string => `cat '${join(programs.path, 'journal.export')}'`
  const unreadable = async (input: string): Promise<string> => {
    const { problems } = await analyze(input)
    expect(problems).toMatchObject([{ code: 'unreadable', source: input }])
    return problems[0]?.excerpt ?? ''
  }

  it('gives the incidents of the saved log for docker://, ssh:// and journal:', async () => {
    const saved = await analyze([join(LOGS, 'kubelet.log')], { year: 2026 })
    expect(saved.incidents).toHaveLength(1)
    for (const name of ['docker', 'ssh', 'journalctl']) programs.add(name, prints())
    for (const input of ['docker://demo-worker', 'ssh://core@worker-1:2222', 'journal:']) {
      const live = await analyze(input)
      expect(live.sources.map(({ name }) => name)).toEqual([input])
      expect(live.incidents.map(({ id }) => id)).toEqual(saved.incidents.map(({ id }) => id))
      expect(live.incidents.map(({ intervals }) => intervals)).toEqual(
        saved.incidents.map(({ intervals }) => intervals),
      )
    }
  })

  it('runs journalctl in the container, with the units of all distributions', async () => {
    programs.add('docker', prints())
    await analyze('docker://demo-worker')
    const [exec, container, program, ...args] = programs.argumentsOf('docker')
    expect([exec, container, program]).toEqual(['exec', 'demo-worker', 'journalctl'])
    expect(args).toEqual(UNITS)
  })

  it('asks for the time that is wanted, in seconds that no zone changes', async () => {
    programs.add('journalctl', prints())
    await analyze('journal:', { time: { sinceUs: 1_795_344_000_500_000, untilUs: 1_795_344_600_500_000 } })
    expect(programs.argumentsOf('journalctl').slice(-2)).toEqual([
      '--since=@1795344000',
      '--until=@1795344601',
    ])
    await analyze('journal:')
    expect(programs.argumentsOf('journalctl').join(' ')).not.toMatch(/since|until/)
  })

  it('runs ssh without questions, with the host behind --', async () => {
    programs.add('ssh', prints())
    await analyze('ssh://core@worker-1:2222')
    const args = programs.argumentsOf('ssh')
    expect(args.slice(0, args.indexOf('journalctl'))).toEqual([
      ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15', '-p', '2222', '-l', 'core', '--', 'worker-1'],
    ])
    await analyze('ssh://[fd00::1]')
    expect(programs.argumentsOf('ssh')).toContain('fd00::1')
  })

  it('asks for 15 minutes around --since and --until', async () => {
    programs.add('journalctl', prints())
    const times = ['--since', '2026-11-22T10:45:00Z', '--until', 'since+5m']
    const { status } = await run(builtCli(), ['journal:', '-o', 'json', ...times], programs.path)
    expect(status).toBe(0)
    const from = Date.UTC(2026, 10, 22, 10, 30) / 1000
    expect(programs.argumentsOf('journalctl').slice(-2)).toEqual([
      `--since=@${from}`,
      `--until=@${from + 35 * 60}`,
    ])
  })

  it('takes podman where docker is not installed', async () => {
    programs.remove()
    programs = standIns({ alone: true })
    programs.add('podman', 'echo nothing')
    await analyze('docker://demo-worker')
    expect(programs.argumentsOf('podman')).toContain('demo-worker')
  })

  it('names the programs where none is installed', async () => {
    programs.remove()
    programs = standIns({ alone: true })
    expect(await unreadable('docker://demo-worker')).toBe('docker, podman and nerdctl were not found in PATH')
    expect(await unreadable('ssh://worker-1')).toBe('ssh was not found in PATH')
  })

  it('reports why the program failed, with a remedy for ssh', async () => {
    programs.add('docker', 'echo "Error: No such container: demo-worker" >&2; exit 1')
    expect(await unreadable('docker://demo-worker')).toBe(
      'docker ended with status 1: Error: No such container: demo-worker; "docker ps" lists the names of containers',
    )
    programs.add('ssh', 'echo "core@worker-1: Permission denied (publickey)." >&2; exit 255')
    expect(await unreadable('ssh://core@worker-1')).toBe(
      'ssh ended with status 255: core@worker-1: Permission denied (publickey).; ' +
        'check that "ssh core@worker-1 true" works without a question',
    )
  })

  it.each([
    [
      'docker',
      'Error response from daemon: Container f26d2a09 is not running',
      '"docker start" starts a container',
    ],
    [
      'docker',
      'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?',
      'start docker',
    ],
    ['docker', 'Got permission denied while trying to connect', 'run it as a user who may use docker'],
    ['docker', 'exec: "journalctl": executable file not found in $PATH', 'give a file with its log'],
    [
      'podman',
      'Error: no container with name or ID "x" found: no such container',
      '"podman ps" lists the names',
    ],
    [
      'podman',
      'Error: can only create exec sessions on running containers: container state improper',
      '"podman start" starts a container',
    ],
  ])('names what to do where %s prints %s', async (program, message, remedy) => {
    programs.remove()
    programs = standIns({ alone: true })
    programs.add(program, `echo '${message}' >&2; exit 1`)
    expect(await unreadable('docker://demo-worker')).toContain(remedy)
  })

  it('keeps what was printed before a failure', async () => {
    programs.add('journalctl', `${prints()}; echo "Journal file is truncated" >&2; exit 1`)
    const { incidents, problems } = await analyze('journal:')
    expect(incidents).toHaveLength(1)
    expect(problems).toMatchObject([
      {
        code: 'unreadable',
        excerpt: 'reading stopped: journalctl ended with status 1: Journal file is truncated',
      },
    ])
  })

  it('ends the program when the call is aborted', async () => {
    const log = join(programs.path, 'ended')
    programs.add('journalctl', `trap 'echo ended > "${log}"; exit 0' TERM; echo x; sleep 60 & wait`)
    const controller = new AbortController()
    const call = analyze('journal:', { signal: controller.signal })
    await expect.poll(() => existsSync(join(programs.path, 'journalctl.arguments'))).toBe(true)
    controller.abort()
    await expect(call).rejects.toThrow('aborted')
    await expect.poll(() => existsSync(log) && readFileSync(log, 'utf8').trim()).toBe('ended')
  })

  it.each([
    'docker://',
    'docker://-it',
    'docker://a b',
    'docker://a/../b',
    'ssh://',
    'ssh://-oProxyCommand=touch',
    'ssh://a@-b',
    'ssh://-l@b',
    'ssh://host;reboot',
    'ssh://host/path',
    'ssh://$(reboot)',
    'journal://other',
  ])('rejects %s before anything is run', async (input) => {
    for (const name of ['docker', 'ssh', 'journalctl']) programs.add(name, prints())
    await expect(analyze(input)).rejects.toThrow(UsageError)
    for (const name of ['docker', 'ssh', 'journalctl'])
      expect(() => programs.argumentsOf(name)).toThrow('ENOENT')
  })
})
