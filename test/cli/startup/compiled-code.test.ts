/** The compiled code that is kept between runs changes nothing but time. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import module from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import zlib from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { builtCli, run } from '../../support/built-cli.ts'

/** Newer releases keep the code themselves, older ones have no checksum. */
const IS_KEPT_HERE = !('enableCompileCache' in module) && 'crc32' in zlib

let home = ''
let cache = ''
let file = ''

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'leasegap-'))
  cache = join(home, 'leasegap')
  file = join(cache, `analyze-${process.version}-${process.arch}.code`)
})

afterEach(() => rmSync(home, { recursive: true }))

const expected = readFileSync('samples/network-cut/expected.txt', 'utf8')

async function reports(env: NodeJS.ProcessEnv = {}): Promise<void> {
  const args = ['--utc', '--year', '2026', 'samples/network-cut/logs']
  const { status, stdout, stderr } = await run(builtCli(), args, '.', '', { XDG_CACHE_HOME: home, ...env })
  expect(stdout).toBe(expected)
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringMatching(/error|warning/i) })
}

const inode = (): number => lstatSync(file).ino

describe.runIf(IS_KEPT_HERE)('compiled code', () => {
  it('is kept by the first run and used by the next', async () => {
    await reports()
    expect(readdirSync(cache)).toHaveLength(1)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const first = inode()
    await reports()
    expect(inode()).toBe(first)
  })

  it('loads what is loaded only when used, in the first run and the next', async () => {
    const args = ['--year', '2026', '-o', 'csv-nodes', 'samples/network-cut/logs']
    const rows = readFileSync('samples/network-cut/expected.nodes.csv', 'utf8')
    for (const _run of [1, 2]) {
      const { status, stdout, stderr } = await run(builtCli(), args, '.', '', { XDG_CACHE_HOME: home })
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: rows, stderr: '' })
    }
  })

  it('is made anew where bytes of it differ, and it ends early', async () => {
    await reports()
    const whole = readFileSync(file)
    const changed = Buffer.from(whole)
    for (let i = 100; i < changed.length; i += 1000) changed[i] = (changed[i] ?? 0) ^ 0xff
    for (const broken of [changed, whole.subarray(0, whole.length / 2), Buffer.alloc(3), Buffer.alloc(0)]) {
      writeFileSync(file, broken)
      const before = inode()
      await reports()
      expect(inode()).not.toBe(before)
      expect(readFileSync(file).length).toBeGreaterThan(whole.length / 2)
    }
  })

  it('is not taken from another command under its name', async () => {
    await run(builtCli(), ['--help'], '.', '', { XDG_CACHE_HOME: home })
    renameSync(join(cache, `help-${process.version}-${process.arch}.code`), file)
    await reports()
  })

  it('is made anew for other settings of the engine', async () => {
    await reports()
    const before = inode()
    await reports({ NODE_OPTIONS: '--interpreted-frames-native-stack' })
    expect(inode()).not.toBe(before)
  })

  it('is not read where another user could have written it', async () => {
    await reports()
    chmodSync(file, 0o666)
    const before = inode()
    await reports()
    expect(inode()).not.toBe(before)
    expect(statSync(file).mode & 0o777).toBe(0o600)

    renameSync(file, join(home, 'elsewhere'))
    symlinkSync(join(home, 'elsewhere'), file)
    await reports()
    expect(lstatSync(file).isFile()).toBe(true)

    chmodSync(cache, 0o777)
    rmSync(file)
    await reports()
    expect(existsSync(file)).toBe(false)
  })

  it('is not kept where its directory can not be made, its file not be written, or the user forbids it', async () => {
    writeFileSync(cache, '')
    await reports()
    rmSync(cache)
    mkdirSync(file, { recursive: true, mode: 0o700 })
    await reports()
    expect(readdirSync(cache)).toHaveLength(1)
    rmSync(cache, { recursive: true })
    await reports({ NODE_DISABLE_COMPILE_CACHE: '1' })
    expect(existsSync(cache)).toBe(false)
  })

  it.skipIf(process.geteuid?.() === 0)('is not kept where its directory may not be searched', async () => {
    mkdirSync(cache, { mode: 0 })
    await reports()
    chmodSync(cache, 0o700)
    expect(readdirSync(cache)).toEqual([])
  })

  it('is written by several processes at once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => reports()))
    expect(readdirSync(cache)).toHaveLength(1)
    const before = inode()
    await reports()
    expect(inode()).toBe(before)
  })
})
