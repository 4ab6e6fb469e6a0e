/** The help: short with -h, whole with --help, options in groups. */
import { describe, expect, it } from 'vitest'
import { builtCli, run } from '../support/built-cli.ts'

const help = async (...args: string[]): Promise<string> => {
  const { status, stdout, stderr } = await run(builtCli(), args, '.')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return stdout
}
const options = (text: string): string[] => text.match(/(?<=^ {2}(?:-\w, )?)--[a-z-]+/gm) ?? []

describe('the help', { timeout: 20_000 }, () => {
  it('lists with -h the common options, and where the others are', async () => {
    const short = await help('-h')
    expect(options(short)).toEqual(
      expect.arrayContaining(['--output', '--node', '--since', '--fail-on', '--help']),
    )
    expect(options(short)).not.toContain('--unrecognized')
    expect(short).toMatch(/\nAll options and examples: leasegap --help\n$/)
    expect(short).toMatch(/^ {2}explain \[options\]/m)
    expect(options(await help('explain', '-h'))).toContain('--incident')
  })

  it('lists with --help all options in groups, and examples', async () => {
    const long = await help('--help')
    const groups = long.match(/^[A-Z][a-z]+(?=:$)/gm)
    expect(groups).toEqual([
      'Arguments',
      'Output',
      'Selection',
      'Display',
      'Input',
      'Cluster',
      'General',
      'Commands',
      'Examples',
    ])
    expect(options(long)).toContain('--unrecognized')
    expect(options(long)).toEqual(expect.arrayContaining(options(await help('-h'))))
  })

  it('describes a command in a sentence', async () => {
    expect(await help('help', 'diff')).toContain('\nCompare two reports that -o json wrote')
  })
})
