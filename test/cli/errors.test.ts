/** Messages of wrong usage: one form, whether commander or this program found it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeError, usageMessage } from '../../src/cli/errors.ts'
import { UsageError } from '../../src/index.ts'
import { builtCli, run } from '../support/built-cli.ts'

describe('usageMessage', () => {
  it.each([
    ["error: unknown option '--foo'\n", 'error: unknown option "--foo"'],
    [
      "error: unknown option '--outt'\n(Did you mean --out?)\n",
      'error: unknown option "--outt" (did you mean --out?)',
    ],
    ["error: option '--out <FILE>' argument missing\n", 'error: option "--out <FILE>" needs a value'],
    [
      "error: command-argument value 'sh' is invalid for argument 'SHELL'. Allowed choices are bash, zsh.\n",
      'error: unknown SHELL "sh": use one of bash, zsh',
    ],
  ])('rewords %j', (text, message) => {
    expect(usageMessage(text)).toBe(message)
  })
})

describe('describeError', () => {
  it('suggests the allowed word that is nearest', async () => {
    const error = new UsageError('unknown format "jsn": use one of csv, json', {
      given: 'jsn',
      allowed: ['csv', 'json'],
    })
    expect(await describeError(error, false)).toBe(
      'error: unknown format "jsn": use one of csv, json (did you mean json?)',
    )
  })

  it('asks for a stack trace of a bug, or prints it', async () => {
    expect(await describeError(new Error('odd'), false)).toBe(
      'error: odd\nThis is a bug in leasegap. Re-run with -v for a stack trace.',
    )
    expect(await describeError(new Error('odd'), true)).toContain('errors.test.ts')
  })
})

describe('an internal error of the built program', () => {
  let dir = ''
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  const runWith = (plant: string, program = builtCli()) => {
    const file = join(dir, 'plant.cjs')
    writeFileSync(file, plant)
    const args = ['-v', 'samples/network-cut/logs']
    return run(program, args, '.', '', { NODE_OPTIONS: `--require ${file}`, XDG_CACHE_HOME: dir })
  }

  it('prints files and lines of the sources, also with the kept code of another installation', async () => {
    const dist = dirname(builtCli())
    const copy = join(dir, 'copy')
    cpSync(dist, join(copy, 'dist'), { recursive: true })
    cpSync(join(dist, '../package.json'), join(copy, 'package.json'))
    symlinkSync(join(dist, '../node_modules'), join(copy, 'node_modules'))
    const plant = "Array.prototype.toSorted = () => { throw new TypeError('planted') }"
    for (const program of [join(copy, 'dist/cli.js'), builtCli()]) {
      const { status, stderr } = await runWith(plant, program)
      expect(status).toBe(2)
      const [, file = '', line] = /endOfProcess \((src\/\S+\.ts):(\d+):\d+\)/.exec(stderr) ?? []
      expect(readFileSync(file, 'utf8').split('\n')[Number(line) - 1]).toContain('.toSorted(')
    }
  })

  it('does not end with the status of an incident if nothing awaits it', async () => {
    const plant = `process.stdout.write = () => { queueMicrotask(() => { throw new TypeError('planted') }) }`
    const { status, stderr } = await runWith(plant)
    expect(stderr).toContain('error: planted\nThis is a bug in leasegap.')
    expect(status).toBe(2)
  })
})
