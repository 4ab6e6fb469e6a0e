/**
 * Numbers and times as nobody prints them, in the place of each number of each sample: a problem or null, never NaN,
 * Infinity or an invalid date in any output.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { envelopes, grammars } from '../../src/index.ts'
import { parseGoDuration, parseGoTime } from '../../src/time/go-time.ts'
import { civilToUs, formatInstant, parseInstant, parseIso, usToCivil } from '../../src/time/instant.ts'
import { findViolations } from '../support/fuzz-invariants.ts'

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

const SAMPLES = [...envelopes, ...grammars].flatMap(({ samples }) => samples.map(({ text }) => text))

/** The sample once for each number in it, which `by` takes the place of. */
function eachNumber(text: string, by: string): string[] {
  return [...text.matchAll(/\d+(?:\.\d+)?/g)].map(
    ({ 0: number, index }) => text.slice(0, index) + by + text.slice(index + number.length),
  )
}

describe('every number of every sample', { timeout: 120_000 }, () => {
  it.each([
    ...['0', '-1', '00', '0000', '9999', '99', '31', '1e308', '1e999', '-1e308', '9'.repeat(400), '-0'],
    ...['9007199254740993', '18446744073709551615', '253402300800000000', '-62135596800000001', '0.1e-400'],
  ])('as %s', async (by) => {
    const log = SAMPLES.flatMap((text) => eachNumber(text, by)).join('\n')
    expect(log.length).toBeGreaterThan(100_000)
    for (const options of [{}, { year: 9999 }, { year: 1970, all: true }])
      expect(await findViolations(directory, [Buffer.from(log)], options)).toEqual([])
  })
})

describe('times', () => {
  it.each([
    '0000-01-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-13-10T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-11-31T00:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T23:60:00Z',
    '2026-11-22T23:59:61Z',
    '-2026-11-22T10:00:00Z',
    '12026-11-22T10:00:00Z',
    '2026-11-22T10:00:00+24:00',
    '2026-11-22T10:00:00',
    '1e308',
    'NaN',
    '',
  ])('that are none: %s', (text) => {
    expect(parseInstant(text)).toBeNull()
    expect(parseGoTime(text.replace('T', ' ').replace('Z', ' +0000 UTC'))).toBeNull()
  })

  // Microseconds are whole numbers of doubles up to the year 2255, steps of 128 at the end.
  it.each(['0001-01-01T00:00:00.000000Z', '9999-12-31T23:59:59.000000Z', '1969-12-31T23:59:59.999999Z'])(
    'at the ends are kept: %s',
    (text) => {
      expect(formatInstant(parseInstant(text))).toBe(text)
    },
  )

  it.each([['0001-01-01T00:00:00+23:59'], ['9999-12-31T23:59:59-23:59']])(
    'that leave the years 1 to 9999 in UTC have no text: %s',
    (text) => {
      expect(parseIso(text)).toBeDefined()
      expect(formatInstant(parseInstant(text))).toBeNull()
    },
  )

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -1e308, 2 ** 60])(
    '%s µs has no text',
    (timeUs) => {
      expect(formatInstant(timeUs)).toBeNull()
    },
  )

  it('that do not exist are null, whatever is no number', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -1, 1e308]) {
      expect(civilToUs(bad, 1, 1, 0, 0, 0, 0)).toBeNull()
      expect(civilToUs(2026, bad, 1, 0, 0, 0, 0)).toBeNull()
      expect(civilToUs(2026, 1, bad, 0, 0, 0, 0)).toBeNull()
      expect(civilToUs(2026, 1, 1, bad, 0, 0, 0)).toBeNull()
    }
    expect(usToCivil(-1)).toEqual({ year: 1969, month: 12, day: 31, dayUs: 86_399_999_999 })
  })
})

describe('durations', () => {
  it.each(['2562047h47m16.854775807s', '-2562047h47m16.854775807s'])("Go's longest is kept: %s", (text) => {
    expect(Math.abs(parseGoDuration(text) as number)).toBeCloseTo(9_223_372_036.854776, 3)
  })

  it.each([
    '2562048h',
    `${'9'.repeat(300)}h`,
    `${'9'.repeat(400)}ns`,
    '1e308s',
    'h',
    '.s',
    '1.2.3s',
    'NaNs',
    '--1s',
  ])('that are none: %s', (text) => {
    expect(parseGoDuration(text)).toBeUndefined()
  })

  it('are negative where they say so', () => {
    expect(parseGoDuration('-1m40.067341504s')).toBe(-100.067341504)
  })
})
