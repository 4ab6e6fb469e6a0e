/** `leasegap explain` as it is shipped, run on the samples. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtCli, type Run, run } from '../support/built-cli.ts'

const LOGS = 'samples/network-cut/logs'
const ID = 'demo-worker-20261122T104456.909-lease-outage'
let cli = ''
let dir = ''
beforeAll(() => {
  cli = builtCli()
  dir = mkdtempSync(join(tmpdir(), 'leasegap-explain-'))
}, 60_000)
afterAll(() => {
  rmSync(dir, { recursive: true })
})
const explain = (args: readonly string[], input = ''): Promise<Run> =>
  run(cli, ['explain', '--year', '2026', '--utc', ...args], '.', input)

describe('leasegap explain', { timeout: 20_000 }, () => {
  const expected = readFileSync('test/e2e/stories/network-cut.txt', 'utf8')

  it('prints the story of every incident', async () => {
    expect(await explain([LOGS])).toEqual({ status: 0, stdout: expected, stderr: '' })
  })

  it('prints one story, by the incident’s id or its number in the table', async () => {
    expect((await explain([LOGS, '--incident', ID])).stdout).toBe(expected)
    expect((await explain([LOGS, '--incident', '1'])).stdout).toBe(expected)
  })

  it('describes the selected part only, with the numbers of the whole', async () => {
    const after = ['--year', '2025', '--since', '2025-01-18 13:41']
    const { stdout } = await explain(['samples/lab/logs', ...after])
    expect(stdout).toMatch(/^2\. demo-worker: lease outage/)
    expect(stdout).not.toContain('\n1. demo-worker')
    const none = await explain([LOGS, '--node', 'other'])
    expect(none.stdout).toMatch(/^No incident\./)
    expect(none.stderr).toContain('no node matches --node other; there are demo-worker')
  })

  it('lists the ids if an unknown one is given', async () => {
    for (const id of ['no-such', '0', '2', '1.5', '']) {
      const { status, stdout, stderr } = await explain([LOGS, '--incident', id])
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toBe(`leasegap: error: unknown incident "${id}": use one of\n  1  ${ID}\n`)
    }
    const { stderr } = await explain(['-q', '-', '--incident', 'x'], 'nothing\n')
    expect(stderr).toBe('leasegap: error: unknown incident "x": these inputs show no incident\n')
  })

  it('writes lines that no grammar knows to a file with --unrecognized', async () => {
    const unknown = join(dir, 'unknown.txt')
    const line = 'E1122 10:45:17.088056    1153 controller.go:195] "The node lease went for a walk" lease="a"'
    const { status, stderr } = await explain(['-', '--unrecognized', unknown], `${line}\n`)
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining('1 line about') })
    expect(readFileSync(unknown, 'utf8')).toBe(`${line}\n`)
  })

  it('quotes members of archives', async () => {
    const archive = join(dir, 'logs.tar.gz')
    execFileSync('tar', ['-czf', archive, '-C', LOGS, '.'])
    const { status, stdout } = await explain([archive, '--incident', '1'])
    expect(status).toBe(0)
    const ends = (text: string): string[] => text.match(/\S{20}$/gm) ?? []
    expect(ends(stdout)).toEqual(ends(expected))
  })

  it('prints that lines of a pipe can’t be quoted', async () => {
    const log = readFileSync(join(LOGS, 'kubelet.log'), 'utf8')
    const { status, stdout } = await explain(['-'], log)
    expect(status).toBe(0)
    expect(stdout).toContain('\n    <stdin>:200  (a pipe is read only once)\n')
    expect(stdout).not.toContain('milliseconds')
  })

  it('prints that no incident was found', async () => {
    const { status, stdout } = await explain(['-q', '-'], 'nothing\n')
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'No incident.\n' })
  })

  it('exits with 2 if an input could not be read, and prints the stories of the others', async () => {
    const { status, stdout, stderr } = await explain([LOGS, join(dir, 'none.log')])
    expect({ status, stdout }).toEqual({ status: 2, stdout: expected })
    expect(stderr).toContain('none.log: no such file or directory')
  })
})
