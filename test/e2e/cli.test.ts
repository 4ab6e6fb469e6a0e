/** The command line as a user runs it: commands, options and exit status. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { builtCli, type Run, run } from '../support/built-cli.ts'
import { LOG, LOG_WITH_HOLE } from '../support/outage-log.ts'

/** Length of the silence in `LOG`. */
const SILENCE_SECONDS = 211.77615
const YEAR = ['--year', '2026']

let cli = ''
let dir = ''
beforeAll(() => {
  cli = builtCli()
}, 60_000)
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
  writeFileSync(join(dir, 'kubelet.log'), LOG)
})
afterEach(() => rmSync(dir, { recursive: true }))

const leasegap = (...args: string[]): Promise<Run> => run(cli, args, dir)

describe('analyze', () => {
  it('is the default command and prints a table', async () => {
    const plain = await leasegap('kubelet.log', ...YEAR)
    expect(plain).toMatchObject({ status: 0, stderr: '' })
    expect(plain.stdout).toContain('lease outage')
    expect(await leasegap('analyze', 'kubelet.log', ...YEAR)).toEqual(plain)
    expect(await leasegap(...YEAR, '-o', 'table', 'analyze', 'kubelet.log')).toEqual(plain)
  })

  it('reads standard input with and without the argument -', async () => {
    for (const args of [[], ['-']]) {
      const { status, stdout } = await run(cli, [...args, ...YEAR, '-o', 'json'], dir, LOG)
      expect(status).toBe(0)
      const report = JSON.parse(stdout)
      expect(report.incidents.map((incident: { kind: string }) => incident.kind)).toEqual(['lease-outage'])
      expect(report.incidents[0].intervals.silenceSeconds).toBe(SILENCE_SECONDS)
    }
  })

  it('warns if --align can not align a node', async () => {
    const warned = async (...args: string[]): Promise<string[]> => {
      const { stdout } = await leasegap('kubelet.log', ...YEAR, '-o', 'json', ...args)
      return JSON.parse(stdout).warnings.map(({ code }: { code: string }) => code)
    }
    expect(await warned()).not.toContain('not-aligned')
    expect(await warned('--align')).toContain('not-aligned')
  })

  it('prints times in the given zone, else in the local one', async () => {
    const last = async (...args: string[]): Promise<boolean[]> => {
      const { stdout } = await leasegap('kubelet.log', ...YEAR, ...args)
      // Times of the table follow a blank. Those of verdicts follow a T and are always in UTC.
      return [' 11:44:56.909', ' 10:44:56.909', ' 05:44:56.909'].map((time) => stdout.includes(time))
    }
    expect(await last()).toEqual([true, false, false])
    expect(await last('--utc')).toEqual([false, true, false])
    expect(await last('--tz', 'America/New_York')).toEqual([false, false, true])
  })

  it.each([
    [['--color', 'always'], {}, true],
    [[], {}, false],
    [[], { FORCE_COLOR: '1' }, true],
    [[], { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
    [['--color', 'never'], { FORCE_COLOR: '1' }, false],
  ])('with the arguments %j and the environment %j prints colour: %s', async (args, env, coloured) => {
    const { stdout } = await run(cli, ['kubelet.log', ...YEAR, ...args], dir, '', env)
    expect(stdout.includes('\u001b[')).toBe(coloured)
  })

  it('prints with -v what was assumed, but not what the user gave', async () => {
    const zones = async (...args: string[]): Promise<string[]> => {
      const { stderr } = await leasegap('kubelet.log', ...YEAR, '-v', ...args)
      return stderr.split('\n').filter((line) => line.includes('assumed inputZone'))
    }
    const [assumed = ''] = await zones()
    expect(assumed).toContain('UTC')
    expect(assumed).not.toContain('--input-tz')
    expect((await zones('--input-tz', 'kubelet.log=Asia/Tokyo'))[0]).toContain('Asia/Tokyo')
  })

  it('prints with -v the first assumptions of each name, and counts the others', async () => {
    const logs = mkdtempSync(join(dir, 'many-'))
    for (let i = 0; i < 25; i++)
      writeFileSync(join(logs, `kubelet-${i}.log`), `I1122 10:00:00.000000 ${i} x.go:1] a\n`)
    const { stderr } = await run(cli, [logs, '-v'], dir)
    const zones = stderr.split('\n').filter((line) => line.includes('assumed inputZone'))
    expect(zones).toHaveLength(21)
    expect(zones.at(-1)).toBe(
      'leasegap: note: assumed inputZone 5 more times; -o json lists all under assumptions',
    )
  })

  it('reports only the nodes and times that are chosen', async () => {
    const incidents = async (...args: string[]): Promise<number> => {
      const { stdout, status } = await leasegap('kubelet.log', ...YEAR, '-o', 'ndjson', '--utc', ...args)
      expect(status).toBe(0)
      return stdout.split('\n').length - 1
    }
    expect(await incidents()).toBe(1)
    expect(await incidents('-S', '2026-11-22 10:46')).toBe(1)
    expect(await incidents('-U', '2026-11-22T10:44:50Z')).toBe(0)
    expect(await incidents('-S', '-1h', '-U', 'since+1m')).toBe(0)
    expect(await incidents('--node', 'demo-*')).toBe(1)
    expect(await incidents('--node', 'other-*')).toBe(0)
  })

  it('prints a note if no node matches --node', async () => {
    const notes = async (...args: string[]): Promise<string> =>
      (await leasegap('kubelet.log', ...YEAR, ...args)).stderr
    expect(await notes('--node', 'other-*')).toBe(
      'leasegap: note: no node matches --node other-*; there are demo-worker\n',
    )
    expect(await notes('--node', 'other-*', '--node', 'demo-?orker')).toBe('')
    expect(await notes('--node', 'other-*', '--quiet')).toBe('')
  })
})

describe('the exit status', () => {
  it.each([
    ['200s', 1],
    ['3m31.77615s', 1],
    ['3m31.8s', 0],
    ['0', 1],
  ])('with --fail-on %s is %i', async (duration, status) => {
    expect((await leasegap('kubelet.log', ...YEAR, '--fail-on', duration)).status).toBe(status)
  })

  it.each([
    ['20.178s', 1],
    ['20.179s', 0],
  ])('with --fail-on %s is %i where only bounds of a silence are known', async (duration, status) => {
    const { stdout } = await run(cli, [...YEAR, '-o', 'json'], dir, LOG_WITH_HOLE)
    const [incident] = JSON.parse(stdout).incidents
    expect(incident.intervalBounds.silenceSeconds[0]).toBe(20.178387)
    expect((await run(cli, [...YEAR, '--fail-on', duration], dir, LOG_WITH_HOLE)).status).toBe(status)
  })

  it('of --fail-on is 3 without evidence to judge', async () => {
    expect((await leasegap('kubelet.log', ...YEAR, '--fail-on', '40s', '--node', 'other')).status).toBe(3)
    expect((await run(cli, [...YEAR, '--fail-on', '40s'], dir, 'no log\n')).status).toBe(3)
    const early = ['--fail-on', '40s', '--until', '2020-01-01 00:00']
    expect((await leasegap('kubelet.log', ...YEAR, ...early)).status).toBe(3)
  })

  it('of --fail-on counts an open incident up to the end of the evidence', async () => {
    const open = LOG.split('\n').slice(0, 4).join('\n')
    const status = async (duration: string): Promise<number | null> =>
      (await run(cli, [...YEAR, '--fail-on', duration], dir, `${open}\n`)).status
    expect(await status('20s')).toBe(1)
    expect(await status('21s')).toBe(0)
  })

  it('is 2 if an input can not be read, and the others are analysed', async () => {
    const { status, stdout, stderr } = await leasegap('kubelet.log', 'no.log', ...YEAR, '-o', 'ndjson')
    expect(status).toBe(2)
    expect(stdout.split('\n').length).toBe(2)
    expect(stderr).toMatch(/^leasegap: error: no\.log: .+\n$/)
    expect((await leasegap('kubelet.log', 'no.log', '-q')).stderr).toBe('')
  })

  it.each([
    [['--no-such-option'], /^leasegap: error: unknown option "--no-such-option"\n\(see leasegap --help\)\n$/],
    [
      ['kubelet.log', '-o', 'xml'],
      /^leasegap: error: unknown format "xml": use one of table, wide, json, .*\(did you mean html\?\)\n$/,
    ],
    [
      ['kubelet.log', '--out', 'report.xml'],
      /^leasegap: error: invalid --out "report\.xml": use a name that ends in .*\.timeline\.csv/,
    ],
    [['kubelet.log', '--tz', 'Mars'], /unknown time zone "Mars"/],
    [['kubelet.log', '--tz', 'UTC', '--utc'], /cannot be used with/],
    [['kubelet.log', '--input-tz', 'kubelet.log=Mars'], /unknown time zone "Mars"/],
    [
      ['kubelet.log', '-S', 'yesterday'],
      /^leasegap: error: invalid --since "yesterday": use RFC 3339 .* or -1h/,
    ],
    [
      ['kubelet.log', '-U', 'since+1h'],
      /invalid --until "since\+1h": --since, from which it counts, is not given/,
    ],
    [['kubelet.log', '-S', '-1m', '-U', '-5m'], /invalid --until "-5m": use a time after --since "-1m"/],
    [['kubelet.log', '--year', '26'], /four digits/],
    [['kubelet.log', '--grace', 'soon'], /invalid --grace "soon": use seconds or a duration/],
    [['kubelet.log', '--renew-interval', '0'], /invalid --renew-interval "0": use a duration above 0/],
    [['kubelet.log', '--fail-on', '-1s'], /invalid --fail-on "-1s": use/],
    [['kubelet.log', '--color', 'blue'], /invalid --color "blue": use auto, always or never/],
    [['kubelet.log', '--theme', 'blue'], /invalid --theme "blue": use light or dark/],
    [['kubelet.log', '--source-node', 'demo-worker'], /invalid --source-node "demo-worker": use FILE=NODE/],
    [['kubelet.log', '--out', 'nowhere/report.json'], /cannot be written: no such file or directory/],
  ])('is 2 for %j, with a message and no stack', async (args, message) => {
    const { status, stdout, stderr } = await leasegap(...args)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/^ +at /m)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })

  it('is 0 with a note if there is nothing to read', async () => {
    mkdirSync(join(dir, 'empty'))
    expect(await run(cli, [], dir, '')).toMatchObject({
      status: 0,
      stderr: 'leasegap: note: standard input is empty\n',
    })
    const { status, stderr } = await leasegap('empty')
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'leasegap: note: no log was found in empty\n' })
    expect((await run(cli, [], dir, 'hello\n')).stderr).toContain(
      "nothing about a node's heartbeat in 1 line",
    )
  })
})

describe('observe', () => {
  it('prints one JSON object per line in the order of the input', async () => {
    const { status, stdout } = await leasegap('observe', 'kubelet.log', ...YEAR)
    expect(status).toBe(0)
    const observations = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(observations.map(({ kind, line }) => `${line} ${kind}`)).toEqual([
      '1 lease.renewed',
      '2 lease.renewed',
      '3 lease.request-failed',
      '4 lease.update-failed',
      '5 lease.request-failed',
      '6 lease.ensure-failed',
      '7 lease.read',
      '8 lease.renewed',
    ])
    expect(observations[1]).toMatchObject({ at: '2026-11-22T10:44:56.909546Z', source: 'kubelet.log' })
  })

  it('exits with status 2 if an input can not be read', async () => {
    expect((await leasegap('observe', 'kubelet.log', 'no.log')).status).toBe(2)
    const missing = await leasegap('observe', 'no.log')
    expect(missing.status).toBe(2)
    expect(missing.stderr).toMatch(/^leasegap: error: no\.log: .+\n$/)
    expect((await run(cli, ['observe'], dir, 'hello\n')).stderr).toBe(
      "leasegap: note: nothing about a node's heartbeat was found\n",
    )
  })
})

describe('leasegap', () => {
  it('prints the version of the package with --version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(await leasegap('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' })
  })

  it.skipIf(!existsSync('/dev/full'))('reports that the version cannot be written', () => {
    const command = `"${process.execPath}" dist/cli.js --version > /dev/full`
    const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([
      2,
      expect.stringContaining('error: standard output cannot be written: '),
    ])
  })

  it('prints options, formats and examples with --help', async () => {
    const { status, stdout } = await leasegap('--help')
    expect(status).toBe(0)
    for (const part of [
      '--fail-on',
      '--input-tz',
      'csv-heartbeats',
      'Examples:',
      'observe --follow',
      'Exit status',
    ]) {
      expect(stdout).toContain(part)
    }
    expect((await leasegap('observe', '--help')).stdout).toContain('--follow')
  })

  it('prints the list of formats with the command formats', async () => {
    const { status, stdout } = await leasegap('formats')
    expect(status).toBe(0)
    expect(stdout).toMatch(/csv-timeline +.*\.timeline\.csv/)
  })

  it('prints formats and what to search for with formats -o json', async () => {
    const { status, stdout } = await leasegap('formats', '-o', 'json')
    const { outputs, sources, filter } = JSON.parse(stdout)
    expect(status).toBe(0)
    expect(outputs).toContainEqual(
      expect.objectContaining({ name: 'csv-timeline', endings: ['timeline.csv'] }),
    )
    expect(sources).toContainEqual(expect.objectContaining({ scheme: 'ssh' }))
    expect(filter.literals).toContain('lease')
    expect('E1122 10:45:17.087056 1153 controller.go:195] "Failed to update lease"').toMatch(
      new RegExp(filter.expression),
    )
  })
})
