/** The progress line: its text, and that it is drawn on a terminal only. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { progressText } from '../../../src/cli/output/progress.ts'
import { analyze, type Progress } from '../../../src/index.ts'
import { builtCli, run } from '../../support/built-cli.ts'
import { MOVES_CURSOR } from '../../support/fuzz-invariants.ts'

const text = (progress: Progress, rate: number, columns = 120): string =>
  progressText(progress, rate, columns)

describe('progressText', () => {
  it('contains bytes, rate and time left of a file', () => {
    const file = { source: 'a.log', bytes: 50_000_000, total: 200_000_000 }
    expect(text(file, 25e6)).toBe(
      'reading a.log  =====--------------- 25 %  50.0 MB of 200.0 MB  25.0 MB/s  6 s left',
    )
    expect(text(file, 1.25e6)).toContain('2 min 00 s left')
    expect(text(file, 0)).toBe('reading a.log  =====--------------- 25 %  50.0 MB of 200.0 MB')
  })

  it('contains bytes and rate of a source of unknown size', () => {
    expect(text({ source: '<stdin>', bytes: 3500, total: null }, 3500)).toBe(
      'reading standard input  3.5 kB  3.5 kB/s',
    )
    const grown = { source: 'a.log', bytes: 200, total: 100 }
    expect(text(grown, 200)).toBe('reading a.log  200 B  200 B/s')
  })

  it.each([60, 80, 200])('fits %i columns, and moves no cursor', (columns) => {
    const source = `\u001b[2J\u202e${'漢'.repeat(300)}\r\n.log`
    const line = text({ source, bytes: 1, total: 3 }, 1, columns)
    expect(line).not.toMatch(MOVES_CURSOR)
    // A wide character takes two columns.
    expect([...line].length + (line.match(/漢/g) ?? []).length).toBeLessThan(columns)
  })
})

const LINE = 'I1122 10:44:56.909546    1153 server.go:1 a line that says nothing of interest\n'
let directory = ''
let cli = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
  cli = builtCli()
  writeFileSync(join(directory, 'long.log'), LINE.repeat(1_200_000))
}, 60_000)
afterAll(() => {
  rmSync(directory, { recursive: true })
})

it('onProgress counts stored bytes, up to all of them', async () => {
  const stored = gzipSync(LINE.repeat(100_000))
  const path = join(directory, 'long.log.gz')
  writeFileSync(path, stored)
  const reported: Progress[] = []
  await analyze([path], { year: 2026, onProgress: (progress) => reported.push(progress) })
  expect(reported.length).toBeGreaterThan(1)
  expect(reported.at(-1)).toEqual({ source: path, bytes: stored.length, total: stored.length })
  const counts = reported.map(({ bytes }) => bytes)
  expect(counts).toEqual(counts.toSorted((a, b) => a - b))
})

/** A terminal is made by script(1) of util-linux. */
const hasScript = spawnSync('script', ['--version']).stdout?.includes('util-linux') ?? false
const CLEARED = '\u001b[2K'

describe.skipIf(!hasScript)('on a terminal (util-linux: script)', () => {
  function onTerminal(...args: string[]): string {
    const command = [process.execPath, cli, ...args, '> /dev/null'].join(' ')
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
      cwd: directory,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, TERM: 'xterm' },
    })
    return stdout
  }

  it('is drawn, and gone in the end', () => {
    const shown = onTerminal('long.log')
    expect(shown).toMatch(/reading long\.log {2}=*-* \d+ % {2}[\d.]+ MB of 94\.8 MB/)
    expect(shown.lastIndexOf(CLEARED)).toBeGreaterThan(shown.lastIndexOf('reading'))
  })

  it('is not drawn with -q', () => {
    expect(onTerminal('-q', 'long.log')).toBe('')
  })
})

it('the progress line is not drawn if standard error is no terminal', async () => {
  const { stderr } = await run(cli, ['long.log'], directory)
  expect(stderr).not.toContain('reading')
  expect(stderr).not.toContain('\u001b')
})
