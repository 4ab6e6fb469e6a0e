/** Settings from the environment and from `.leasegaprc`: which goes first, and where the report names them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseSettings } from '../../../src/cli/settings/settings.ts'
import { builtCli, type Run, run } from '../../support/built-cli.ts'

const LOGS = resolve('samples/lab/logs')

describe('settings', { timeout: 30_000 }, () => {
  let home = ''
  let work = ''
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'leasegap-home-'))
    work = join(home, 'work')
    mkdirSync(work)
  })
  afterAll(() => rmSync(home, { recursive: true }))
  const leasegap = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> =>
    run(builtCli(), [...args, LOGS, '--year', '2025'], work, '', { HOME: home, ...env })
  const grace = async (args: readonly string[], env?: NodeJS.ProcessEnv): Promise<unknown> => {
    const { stdout } = await leasegap([...args, '-o', 'json'], env)
    const [assumption] = JSON.parse(stdout).assumptions.graceSeconds
    return [assumption.value, assumption.because]
  }

  it('are taken from a flag, else the environment, else the directory, else the home directory', async () => {
    const env = { LEASEGAP_GRACE: '45s' }
    writeFileSync(join(home, '.leasegaprc'), '# mine\n\ngrace = 50s\n')
    expect(await grace([])).toEqual([50, `grace in ${join(home, '.leasegaprc')}`])
    writeFileSync(join(work, '.leasegaprc'), 'grace=48s')
    expect(await grace([])).toEqual([48, `grace in ${join(work, '.leasegaprc')}`])
    expect(await grace(['--redact'])).toEqual([48, 'grace in .leasegaprc'])
    expect(await grace([], env)).toEqual([45, 'grace in LEASEGAP_GRACE'])
    expect(await grace(['--grace', '41s'], env)).toEqual([41, '--grace'])
    expect((await grace(['--no-config'], env)) as unknown[]).toContain('40–50')
    expect((await grace(['analyze', '--no-config'], env)) as unknown[]).toContain('40–50')
    rmSync(join(work, '.leasegaprc'))
    rmSync(join(home, '.leasegaprc'))
  })

  it('choose the zone of every command that prints times, but for --tz and --utc', async () => {
    const env = { LEASEGAP_TZ: 'Asia/Tokyo' }
    expect((await leasegap([], env)).stdout).toContain('22:08:36 – 22:42:19 Asia/Tokyo')
    expect((await leasegap(['--utc'], env)).stdout).toContain('13:08:36 – 13:42:19 UTC')
    expect((await leasegap(['--tz', 'Europe/Berlin', 'analyze'], env)).stdout).toContain('Europe/Berlin')
    expect((await leasegap(['explain'], env)).stdout).toContain('times in Asia/Tokyo')
    expect((await leasegap(['observe', '-o', 'text'], env)).stdout).toMatch(/22:30:\d\d/)
  })

  it('may ask for redaction', async () => {
    expect((await leasegap([], { LEASEGAP_REDACT: 'true' })).stdout).toContain('node-1: lease outage')
    expect((await leasegap([], { LEASEGAP_REDACT: 'yes' })).stderr).toContain('use true or false')
  })

  it('are named where they are wrong', async () => {
    const { status, stderr } = await leasegap([], { LEASEGAP_GRACE: 'soon' })
    expect(status).toBe(2)
    expect(stderr).toMatch(/^leasegap: error: invalid --grace "soon": use .* \(grace in LEASEGAP_GRACE\)\n$/)
  })

  it('concern no command without inputs', async () => {
    writeFileSync(join(work, '.leasegaprc'), 'nonsense\n')
    const formats = await run(builtCli(), ['formats'], work, '', { HOME: home })
    expect([formats.status, formats.stderr]).toEqual([0, ''])
    expect((await leasegap([])).stderr).toContain('.leasegaprc:1: use NAME = VALUE')
    rmSync(join(work, '.leasegaprc'))
  })
})

describe('parseSettings', () => {
  it.each(['output = json', 'grace', 'grace =', '= 3s', 'out = x'])('rejects %j', (line) => {
    expect(() => parseSettings(`tz = UTC\n${line}\n`, 'rc')).toThrow(
      /^invalid setting in rc:2: use NAME = VALUE/,
    )
  })

  it('rejects a file that is too long to be one', () => {
    expect(() => parseSettings('#'.repeat(100_000), 'rc')).toThrow(/too long/)
  })
})
