/** What the program prints where it has nothing to read. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

  it('prints the help of a command', async () => {
    const { stdout, status } = await leasegap('help', 'explain')
    expect(status).toBe(0)
    expect(stdout).toContain('--incident <ID>')
  })
})
