/**
 * Extreme and invalid numbers and times: they become null or a problem, and no output contains NaN, Infinity or an
 * invalid date.
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

/** For each number of a sample, the sample with `replacement` in its place. */
function replaceEachNumber(text: string, replacement: string): string[] {
  return [...text.matchAll(/\d+(?:\.\d+)?/g)].map(
    ({ 0: number, index }) => text.slice(0, index) + replacement + text.slice(index + number.length),
  )
}

describe('analyze and observe', { timeout: 120_000 }, () => {
  it.each([
    ...['0', '-1', '00', '0000', '9999', '99', '31', '1e308', '1e999', '-1e308', '9'.repeat(400), '-0'],
    ...['9007199254740993', '18446744073709551615', '253402300800000000', '-62135596800000001', '0.1e-400'],
  ])('violate no rule for samples with %s in the place of each number', async (number) => {
    const log = SAMPLES.flatMap((text) => replaceEachNumber(text, number)).join('\n')
    expect(log.length).toBeGreaterThan(100_000)
    for (const options of [{}, { year: 9999 }, { year: 1970, all: true }])
      expect(await findViolations(directory, [Buffer.from(log)], options)).toEqual([])
  })
})

describe('parseInstant and parseGoTime', () => {
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
  ])('reject %j', (text) => {
    expect(parseInstant(text)).toBeNull()
    expect(parseGoTime(text.replace('T', ' ').replace('Z', ' +0000 UTC'))).toBeNull()
  })
})

describe('formatInstant', () => {
  // Doubles represent every microsecond up to the year 2255, and every 128th in the year 9999.
  it.each(['0001-01-01T00:00:00.000000Z', '9999-12-31T23:59:59.000000Z', '1969-12-31T23:59:59.999999Z'])(
    'prints what parseInstant parsed from %s',
    (text) => {
      expect(formatInstant(parseInstant(text))).toBe(text)
    },
  )

  it.each([['0001-01-01T00:00:00+23:59'], ['9999-12-31T23:59:59-23:59']])(
    'returns null for %s, which is outside of the years 1 to 9999 in UTC',
    (text) => {
      expect(parseIso(text)).toBeDefined()
      expect(formatInstant(parseInstant(text))).toBeNull()
    },
  )

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -1e308, 2 ** 60])(
    'returns null for %s µs',
    (timeUs) => {
      expect(formatInstant(timeUs)).toBeNull()
    },
  )
})

describe('civilToUs and usToCivil', () => {
  it('return null for parts that are no date', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -1, 1e308]) {
      expect(civilToUs(bad, 1, 1, 0, 0, 0, 0)).toBeNull()
      expect(civilToUs(2026, bad, 1, 0, 0, 0, 0)).toBeNull()
      expect(civilToUs(2026, 1, bad, 0, 0, 0, 0)).toBeNull()
      expect(civilToUs(2026, 1, 1, bad, 0, 0, 0)).toBeNull()
    }
  })

  it('convert times before 1970', () => {
    expect(usToCivil(-1)).toEqual({ year: 1969, month: 12, day: 31, dayUs: 86_399_999_999 })
  })
})

describe('parseGoDuration', () => {
  it.each(['2562047h47m16.854775807s', '-2562047h47m16.854775807s'])(
    "parses Go's longest duration, %s",
    (text) => {
      expect(Math.abs(parseGoDuration(text) as number)).toBeCloseTo(9_223_372_036.854776, 3)
    },
  )

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
  ])('rejects %j', (text) => {
    expect(parseGoDuration(text)).toBeUndefined()
  })

  it('parses a negative duration', () => {
    expect(parseGoDuration('-1m40.067341504s')).toBe(-100.067341504)
  })
})
