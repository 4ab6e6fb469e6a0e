/** The outputs of the command line: files of `--out`, and standard output while it is a pipe. */
import { execFileSync, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { builtCli, type Run, run, start } from '../support/built-cli.ts'
import { formatRequest, LOG, RENEWED } from '../support/outage-log.ts'

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
const file = (name: string): string => readFileSync(join(dir, name), 'utf8')

describe('--out', () => {
  it('writes each format by its ending, and standard output only with -o', async () => {
    const names = ['a.json', 'a.ndjson', 'a.csv', 'a.timeline.csv', 'heartbeats.csv', 'a.TXT']
    const outs = names.flatMap((name) => ['--out', name])
    const { status, stdout } = await leasegap('kubelet.log', ...YEAR, ...outs)
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
    for (const [i, format] of [
      'json',
      'ndjson',
      'csv',
      'csv-timeline',
      'csv-heartbeats',
      'table',
    ].entries()) {
      expect(file(names[i] as string)).toBe((await leasegap('kubelet.log', ...YEAR, '-o', format)).stdout)
    }
    expect(readdirSync(dir).sort()).toEqual([...names, 'kubelet.log'].sort())
    expect((await leasegap('kubelet.log', '--out', 'b.csv', '-o', 'json')).stdout).toMatch(/^\{/)
  })

  it.each(['md', 'html'])('quotes the lines that prove an incident: a.%s', async (ending) => {
    await leasegap('kubelet.log', ...YEAR, '--utc', '--out', `a.${ending}`)
    const { stdout } = await leasegap('kubelet.log', ...YEAR, '--utc', '-o', 'json')
    const [incident] = JSON.parse(stdout).incidents
    const proof = LOG.split('\n')[incident.boundaries.lastRenewal.line - 1] as string
    // The middle of a long line is left out.
    expect(file(`a.${ending}`)).toContain(proof.slice(0, 60))
  })

  it('quotes nothing of a pipe, which is read once', async () => {
    execFileSync(
      'sh',
      ['-c', 'cat kubelet.log | "$0" "$1" - --year 2026 --out a.md', process.execPath, cli],
      {
        cwd: dir,
      },
    )
    expect(file('a.md')).toContain('| Evidence | Line |')
    expect(file('a.md')).not.toContain('round_trippers')
  })

  it.each(['kubelet.json', 'link.json', 'hard.json', './logs/../kubelet.json', 'logs/member.json'])(
    'never overwrites an input: %s',
    async (out) => {
      mkdirSync(join(dir, 'logs'))
      writeFileSync(join(dir, 'kubelet.json'), LOG)
      writeFileSync(join(dir, 'logs/member.json'), LOG)
      symlinkSync('kubelet.json', join(dir, 'link.json'))
      linkSync(join(dir, 'kubelet.json'), join(dir, 'hard.json'))
      const { status, stderr } = await leasegap('kubelet.json', 'logs', '--out', out)
      expect({ status, stderr }).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('would overwrite'),
      })
      expect([file('kubelet.json'), file('logs/member.json')]).toEqual([LOG, LOG])
    },
  )

  it('never overwrites the file that is its standard input', async () => {
    writeFileSync(join(dir, 'kubelet.json'), LOG)
    const command = '"$0" "$1" --out kubelet.json < kubelet.json'
    const { status, stderr } = spawnSync('sh', ['-c', command, process.execPath, cli], {
      cwd: dir,
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'leasegap: error: --out "kubelet.json" would overwrite standard input: use another file\n',
    })
    expect(file('kubelet.json')).toBe(LOG)
  })

  it.each<[string, string[]]>([
    ['an archive', ['analyze', 'logs', '--out', 'logs/bundle.json']],
    ['an archive', ['logs', '--unrecognized', 'logs/bundle.json']],
    ['an archive', ['observe', 'logs', '--unrecognized', 'logs/bundle.json']],
    ['an archive', ['explain', 'logs', '--unrecognized', 'logs/bundle.json']],
    ['a file', ['observe', 'logs', '--unrecognized', 'logs/member!.log']],
    ['a file', ['observe', '--explain', 'logs', '--unrecognized', 'logs/member!.log']],
    ['a file with other requests only', ['logs', '--unrecognized', 'logs/requests.log']],
  ])('never overwrites %s that was found in a directory: %j', async (_, args) => {
    mkdirSync(join(dir, 'logs'))
    const otherRequest = formatRequest('10:44:46.523981', 'GET 200 OK in 4').replace(
      / https\S*/,
      ' https://api:6443/api',
    )
    writeFileSync(join(dir, 'logs/requests.log'), otherRequest)
    writeFileSync(join(dir, 'logs/member!.log'), LOG)
    execFileSync('tar', ['-czf', 'logs/bundle.json', 'kubelet.log'], { cwd: dir })
    const before = file(args.at(-1) as string)
    const { status, stderr } = await leasegap(...args)
    expect({ status, stderr }).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('would overwrite'),
    })
    expect(file(args.at(-1) as string)).toBe(before)
  })

  it('replaces a file completely, through a link, and keeps its mode', async () => {
    writeFileSync(join(dir, 'real.json'), 'x'.repeat(1_000_000))
    chmodSync(join(dir, 'real.json'), 0o600)
    symlinkSync('real.json', join(dir, 'link.json'))
    expect((await leasegap('kubelet.log', '--out', 'link.json')).status).toBe(0)
    expect(JSON.parse(file('real.json')).schemaVersion).toBe(1)
    expect(statSync(join(dir, 'real.json')).mode & 0o777).toBe(0o600)
  })

  it('rejects a file that is given twice', async () => {
    expect((await leasegap('kubelet.log', '--out', 'a.json', '--out', './a.json')).stderr).toContain(
      'given twice',
    )
  })
})

describe('standard output', () => {
  it('may be closed by its reader without an error', async () => {
    const long = RENEWED.repeat(50_000)
    const { child, done } = start(cli, ['observe', ...YEAR], dir)
    child.stdin.end(long)
    await once(child.stdout, 'data')
    child.stdout.destroy()
    expect(await done).toMatchObject({ status: 0, stderr: '' })
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends with a complete line after %s, with status %i', async (signal, status) => {
    const { child, done } = start(cli, ['observe', '--follow', ...YEAR], dir)
    child.stdin.write(RENEWED)
    await once(child.stdout, 'data')
    child.stdin.write(RENEWED.slice(0, 60))
    child.kill(signal)
    const { status: actual, stdout } = await done
    expect(actual).toBe(status)
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).kind),
    ).toEqual(['lease.renewed'])
    expect(stdout.endsWith('\n')).toBe(true)
  })

  it('contains the right line numbers after a line that is too long', async () => {
    const tooLong = 'x'.repeat(5_000_000)
    const lines = `${RENEWED}${tooLong}\r\n\r\n${RENEWED.replace('10:44:56', '10:45:06')}`
    for (const args of [['--follow'], []]) {
      const { child, done } = start(cli, ['observe', ...args, ...YEAR], dir)
      child.stdin.end(lines)
      const observations = (await done).stdout.trimEnd().split('\n')
      expect(observations.map((text) => JSON.parse(text).line)).toEqual([1, 4])
    }
  })

  it('contains the observations of a line of a live pipe before the next line arrives', async () => {
    const { child, done } = start(cli, ['observe', '--follow', ...YEAR], dir)
    for (const line of LOG.trimEnd().split('\n')) {
      child.stdin.write(`${line}\n`)
      const [text] = await once(child.stdout, 'data')
      expect(text.endsWith('\n')).toBe(true)
    }
    child.stdin.end()
    expect((await done).status).toBe(0)
  })
})
