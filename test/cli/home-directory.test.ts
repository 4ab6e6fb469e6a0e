import { afterEach, describe, expect, it } from 'vitest'
import { homeDirectory } from '../../src/cli/home-directory.ts'
import { settingsPlaces } from '../../src/cli/settings/settings-places.ts'
import { codeDirectory } from '../../src/cli/startup/code-directory.ts'

/** Of no user. */
const UNKNOWN_ID = 54_321

const { HOME } = process.env
const isRoot = process.geteuid?.() === 0

afterEach(() => {
  if (isRoot) process.seteuid?.(0)
  if (HOME === undefined) delete process.env.HOME
  else process.env.HOME = HOME
})

describe('homeDirectory', () => {
  it('returns what HOME names', () => {
    process.env.HOME = '/home/someone'
    expect(homeDirectory()).toBe('/home/someone')
  })

  it('returns null if HOME is empty: no directory is meant', () => {
    process.env.HOME = ''
    expect(homeDirectory()).toBeNull()
    expect(codeDirectory({})).toBeNull()
  })

  it.runIf(isRoot)('returns null for a user without HOME and without an entry', () => {
    delete process.env.HOME
    process.seteuid?.(UNKNOWN_ID)
    expect(homeDirectory()).toBeNull()
    expect(codeDirectory({})).toBeNull()
    expect(settingsPlaces({}, '/nowhere')).toBeNull()
  })
})
