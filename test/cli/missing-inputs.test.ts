/** What the program prints where it has nothing to read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtCli, type Run, run } from '../support/built-cli.ts'

describe('leasegap without anything to read', () => {
  let directory = ''
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
  })
  afterAll(() => rmSync(directory, { recursive: true }))
  const leasegap = (...args: string[]): Promise<Run> => run(builtCli(), args, directory)

  it.each([[[]], [['-q']], [['-o', 'json']]])(
    'prints one line and no report with the options %j',
    async (options) => {
      expect(await leasegap('nosuch.log', ...options)).toEqual({
        status: 2,
        stdout: '',
        stderr: 'leasegap: error: nosuch.log: no such file or directory\n',
      })
    },
  )

  it('suggests the command that was meant', async () => {
    expect((await leasegap('explan')).stderr).toContain('did you mean "leasegap explain"?\n')
    expect((await leasegap('anlyze', 'logs')).stderr).toContain('did you mean "leasegap analyze"?\n')
    expect((await leasegap('kubelet.log')).stderr).not.toContain('did you mean')
  })

  it('names inputs without a line beside others, such as the reading of a node that did not answer', async () => {
    const sample = resolve('samples/network-cut/logs')
    writeFileSync(join(directory, 'a.log'), '')
    const { stdout } = await run(builtCli(), ['read', '--name', 'worker-2'], directory, '')
    writeFileSync(join(directory, 'b.reading'), stdout)
    const beside = await leasegap(sample, 'a.log', 'b.reading', '--year', '2026', '-o', 'csv')
    expect(beside.status).toBe(0)
    expect(beside.stderr).toBe(
      'leasegap: note: no line is in a.log, worker-2: nothing is known of what it was to show\n',
    )
  })

  it('prints the help of a command', async () => {
    const { stdout, status } = await leasegap('help', 'explain')
    expect(status).toBe(0)
    expect(stdout).toContain('--incident <ID>')
  })
})
