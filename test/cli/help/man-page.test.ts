/** The man page that the build makes of the defined commands. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatManPage } from '../../../src/cli/help/man-page.ts'
import { builtCli, run } from '../../support/built-cli.ts'

const page = (): string => join(dirname(builtCli()), 'leasegap.1')

describe('the man page', { timeout: 30_000 }, () => {
  it('has every command, and every option of each', async () => {
    const text = readFileSync(page(), 'utf8').replaceAll('\\-', '-')
    const { stdout } = await run(builtCli(), ['--help'], '.')
    const commands = [...stdout.matchAll(/^ {2}([a-z]+)(?: \[options\]| <SHELL>|$)/gm)].map(
      ([, name]) => name as string,
    )
    expect(commands).toContain('explain')
    for (const command of commands) {
      expect(text).toContain(`.TP\n\\fB${command}\\fR\n`)
      const help = (await run(builtCli(), [command, '--help'], '.')).stdout
      for (const [option] of help.matchAll(/(?<=^ {2}(?:-\w, )?)--[a-z-]+/gm))
        expect(text).toContain(`\\fB${option}\\fR`)
    }
  })

  it('is a file of the package', () => {
    const { man } = JSON.parse(readFileSync('package.json', 'utf8')) as { man: string }
    expect(
      join(dirname(dirname(page())), man.replace('./dist', dirname(page()).split('/').at(-1) ?? '')),
    ).toBe(page())
    expect(existsSync(page())).toBe(true)
  })

  it.skipIf(spawnSync('man', ['--version']).error)('is formatted without a warning', () => {
    const { stdout, stderr } = spawnSync('man', ['--warnings', '-E', 'UTF-8', '-l', page()], {
      encoding: 'utf8',
      env: { ...process.env, MANWIDTH: '80', MANPAGER: 'cat', LC_ALL: 'C.UTF-8' },
    })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^SYNOPSIS\n {7}leasegap \[options\] \[INPUT\.\.\.\]$/m)
    expect(stdout).toMatch(/^ {7}leasegap diff \[options\] <A> <B>$/m)
  })

  it('takes no text for a request', () => {
    const spec = { options: [], commands: [], usage: '', words: null }
    const text = formatManPage(
      { ...spec, name: 'x', description: "X.\n.so /etc/passwd\n'br", commands: [] },
      { version: '1', examples: '.br\n\\fBx' },
    )
    expect(text).toContain("\\&.so /etc/passwd\n\\&'br")
    expect(text).toContain('\\&.br\n\\efBx')
  })
})
