/** Completion as shells do it, with the scripts that the built program prints; and the name of the program. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exporters } from '../../../src/index.ts'
import { builtCli, run } from '../../support/built-cli.ts'

let cli = ''
/** Beside the scripts, which bash would offer as files. */
let directory = ''
const COMMANDS = [
  'analyze',
  'observe',
  'explain',
  'read',
  'collect',
  'watch',
  'diff',
  'formats',
  'completion',
]
const SHELLS = ['bash', 'zsh', 'fish']

beforeAll(async () => {
  cli = builtCli()
  const home = mkdtempSync(join(tmpdir(), 'leasegap-'))
  directory = join(home, 'logs')
  mkdirSync(directory)
  writeFileSync(join(directory, "it's a $(log).log"), '')
  writeFileSync(join(directory, 'observed.log'), '')
  for (const shell of SHELLS) {
    const { stdout, stderr, status } = await run(cli, ['completion', shell], directory)
    expect([stderr, status]).toEqual(['', 0])
    writeFileSync(join(home, shell), stdout)
  }
}, 60_000)
afterAll(() => {
  rmSync(dirname(directory), { recursive: true })
})

function lines(command: string, ...args: string[]): string[] {
  const { stdout, stderr } = spawnSync(command, args, { cwd: directory, encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout.split('\n').slice(0, -1).sort()
}

/** What bash offers for the last of the words. */
const inBash = (...words: string[]): string[] =>
  lines(
    'bash',
    '--norc',
    '-c',
    `source ../bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _leasegap
     for one in "\${COMPREPLY[@]}"; do echo "$one"; done`,
    'bash',
    'leasegap',
    ...words,
  )

const longOptions = (text: string): string[] => [
  ...new Set([...text.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map((match) => match[1] as string)),
]

describe('bash', () => {
  it('completes commands and names of files', () => {
    expect(inBash('')).toEqual([...COMMANDS, "it's a $(log).log", 'observed.log'].sort())
    expect(inBash('obs')).toEqual(['observe', 'observed.log'])
    expect(inBash('observe', 'obs')).toEqual(['observed.log'])
    expect(inBash('observed.log', '')).toEqual(["it's a $(log).log", 'observed.log'])
    expect(inBash('formats', '')).toEqual([])
  })

  it('completes every option in the help', async () => {
    for (const command of COMMANDS) {
      const { stdout } = await run(cli, [command, '--help'], directory)
      const options = longOptions(stdout)
      expect(options).toContain('--help')
      expect(inBash(command, '--')).toEqual(options.sort())
    }
    expect(inBash('--vers')).toEqual(['--version'])
    expect(inBash('observed.log', '--fail')).toEqual(['--fail-on'])
  })

  it('completes values of options', () => {
    const names = exporters.map(({ name }) => name).sort()
    expect(inBash('-o', '')).toEqual(names)
    expect(inBash('--output', '=', '')).toEqual(names)
    expect(inBash('--output', '=')).toEqual(names)
    expect(inBash('observed.log', '-o', 'mark')).toEqual(['markdown'])
    expect(inBash('--color', 'a')).toEqual(['always', 'auto'])
    expect(inBash('--out', 'obs')).toEqual(['observed.log'])
    expect(inBash('--node', '')).toEqual([])
    expect(inBash('completion', '')).toEqual(SHELLS.toSorted())
  })

  it('completes nodes and incidents of the inputs on the line', () => {
    const log = resolve('samples/lab/logs/kubelet.log')
    const offered = (...words: string[]): string[] =>
      lines(
        'bash',
        '--norc',
        '-c',
        `source ../bash; leasegap() { '${process.execPath}' '${cli}' "$@"; }
         COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _leasegap; printf '%s\\n' "\${COMPREPLY[@]}"`,
        'bash',
        'leasegap',
        ...words,
      )
    expect(offered(log, '--node', '')).toEqual(['demo-worker'])
    expect(offered('explain', log, '--incident', '')).toEqual(['1'])
    writeFileSync(
      join(dirname(directory), 'hostile.log'),
      readFileSync(log, 'utf8').replaceAll('demo-worker', '$(>x)'),
    )
    expect(offered('../hostile.log', '--node', '')).toEqual([''])
    expect(existsSync(join(directory, 'x'))).toBe(false)
  })

  it('recognizes a command after options', () => {
    expect(inBash('--year', '2026', 'observe', '--fol')).toEqual(['--follow'])
    expect(inBash('--year', '=', '2026', '-q', 'observe', '--fol')).toEqual(['--follow'])
  })

  it('completes for the name of the program', () => {
    expect(lines('bash', '--norc', '-c', 'source ../bash; complete -p leasegap')).toEqual([
      'complete -o filenames -F _leasegap leasegap',
    ])
  })
})

const installed = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0

describe.skipIf(!installed('fish'))('fish, where it is installed', () => {
  const inFish = (line: string, before = ''): string[] =>
    lines('fish', '--no-config', '-c', `${before}source ../fish; complete -C $argv[1]`, line).map(
      (offer) => offer.split('\t')[0] as string,
    )

  it('completes commands, options, values and files', () => {
    expect(inFish('leasegap obs')).toEqual(['observe', 'observed.log'])
    expect(inFish('leasegap explain --inc')).toEqual(['--incident'])
    expect(inFish('leasegap -o markd')).toEqual(['markdown'])
    expect(inFish('leasegap completion ')).toEqual(SHELLS.toSorted())
    expect(inFish('leasegap --out obs')).toEqual(['observed.log'])
  })

  it('completes nodes and incidents of the inputs on the line', () => {
    const log = resolve('samples/lab/logs/kubelet.log')
    const offered = (line: string): string[] =>
      inFish(line, `function leasegap; '${process.execPath}' '${cli}' $argv; end; `)
    expect(offered(`leasegap ${log} --node `)).toEqual(['demo-worker'])
    expect(offered(`leasegap explain ${log} --incident `)).toEqual(['1'])
    expect(offered('leasegap --node ')).toEqual([])
  })
})

describe.skipIf(!installed('zsh'))('zsh, where it is installed', () => {
  it('accepts the script', () => {
    const script = 'autoload -U compinit; compinit -D -u; source ../zsh; print $_comps[leasegap]'
    expect(lines('zsh', '-f', '-c', script)).toEqual(['_leasegap'])
  })

  it('completes nodes and incidents of the inputs on the line', () => {
    const log = resolve('samples/lab/logs/kubelet.log')
    const offered = (kind: string, ...words: string[]): string[] =>
      lines(
        'zsh',
        '-f',
        '-c',
        `leasegap() { '${process.execPath}' '${cli}' "$@" }
         compadd() { print -rl -- \${(P)argv[-1]} }
         compdef() { : }
         source ../zsh; kind=$1; words=("\${@[2,-1]}"); _leasegap_words $kind`,
        'zsh',
        kind,
        ...words,
      )
    expect(offered('nodes', 'leasegap', log, '--node', '')).toEqual(['demo-worker'])
    expect(offered('incidents', 'leasegap', 'explain', log, '--incident', '')).toEqual(['1'])
    expect(offered('nodes', 'leasegap', '--node', '')).toEqual([])
  })
})

describe('the program', () => {
  it('lists the shells if an unknown one is given', async () => {
    const { stderr, status } = await run(cli, ['completion', 'tcsh'], directory)
    expect(stderr).toContain('bash, zsh, fish')
    expect(status).toBe(2)
  })

  it('prints the name by which it was called', async () => {
    const plugin = join(dirname(directory), 'kubectl-lease_gap')
    symlinkSync(cli, plugin)
    const { stdout } = await run(plugin, ['--help'], directory)
    expect(stdout).toMatch(/^Usage: kubectl lease-gap /)
    expect(stdout).not.toMatch(/^ +leasegap /m)
    expect((await run(plugin, ['--nonsense'], directory)).stderr).toContain('(see kubectl lease-gap --help)')
    expect((await run(cli, ['--help'], directory)).stdout).toMatch(/^Usage: leasegap /)
  })
})
