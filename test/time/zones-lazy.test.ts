import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { parseWhen } from '../../src/time/user-time.ts'
import { formatLocal, localZone, parseZone, zoneOffsetMinutes } from '../../src/time/zones.ts'

// In a file of its own, because it checks the modules that this process has loaded.
const { cache } = createRequire(import.meta.url)
const luxonLoaded = (): boolean => Object.keys(cache).some((file) => /[\\/]luxon[\\/]/.test(file))

it('parseZone loads luxon for another zone, not for UTC', () => {
  const zone = parseZone('utc')
  const timeUs = parseWhen('2026-11-22 10:45', zone, { option: '--since' })
  expect(formatLocal(timeUs - zoneOffsetMinutes(zone, timeUs).minutes, zone)).toBe(
    '2026-11-22 10:45:00.000000',
  )
  expect(luxonLoaded()).toBe(false)
  parseZone('Europe/Berlin')
  expect(luxonLoaded()).toBe(true)
})

it.each([
  ['UTC', 'UTC'],
  ['America/New_York', 'America/New_York'],
  ['Nowhere/Land', 'UTC'],
])('localZone returns with TZ=%s the zone %s', (setting, zone) => {
  const before = process.env.TZ
  process.env.TZ = setting
  try {
    expect(localZone()).toBe(zone)
    expect(parseZone('local')).toBe(zone)
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
})
