import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isOwn } from '../../../src/cli/startup/code-directory.ts'

let home = ''

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'leasegap-cache-'))
})

afterEach(() => {
  rmSync(home, { recursive: true })
})

describe('isOwn', () => {
  it('makes a directory that only its user may read', () => {
    const directory = join(home, 'cache/leasegap')
    expect(isOwn(directory)).toBe(true)
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(isOwn(directory)).toBe(true)
  })

  it('rejects a directory that others may write to, and one inside such a directory', () => {
    const shared = join(home, 'shared')
    mkdirSync(join(shared, 'leasegap'), { recursive: true })
    chmodSync(shared, 0o777)
    expect(isOwn(shared)).toBe(false)
    expect(isOwn(join(shared, 'leasegap'))).toBe(false)
  })

  it('rejects what is no directory of its own', () => {
    writeFileSync(join(home, 'file'), '')
    expect(isOwn(join(home, 'file'))).toBe(false)
    expect(isOwn(join(home, 'file/leasegap'))).toBe(false)
    symlinkSync('/nowhere', join(home, 'link'))
    expect(isOwn(join(home, 'link'))).toBe(false)
  })
})
