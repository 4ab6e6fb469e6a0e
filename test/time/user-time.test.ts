import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/model/errors.ts'
import { formatInstant, parseInstant } from '../../src/time/instant.ts'
import { parseDurationSeconds, parseWhen } from '../../src/time/user-time.ts'

const us = (text: string): number => parseInstant(text) as number

describe('parseWhen', () => {
  const lastUs = us('2026-11-22T12:00:00Z')
  it.each([
    ['2026-11-22T10:45:00Z', '2026-11-22T10:45:00.000000Z'],
    ['2026-11-22T10:45:00.25+01:00', '2026-11-22T09:45:00.250000Z'],
    ['2026-11-22 10:45', '2026-11-22T09:45:00.000000Z'],
    ['2026-07-22 10:45:30.5', '2026-07-22T08:45:30.500000Z'],
    ['2026-11-22', '2026-11-21T23:00:00.000000Z'],
    ['-1h', '2026-11-22T11:00:00.000000Z'],
    ['-1h30m', '2026-11-22T10:30:00.000000Z'],
    ['-1d', '2026-11-21T12:00:00.000000Z'],
    ['since+5m', '2026-11-20T00:05:00.000000Z'],
    ['since+90', '2026-11-20T00:01:30.000000Z'],
  ])('parses %s in Berlin', (given, instant) => {
    const sinceUs = us('2026-11-20T00:00:00Z')
    expect(formatInstant(parseWhen(given, 'Europe/Berlin', { option: '--until', lastUs, sinceUs }))).toBe(
      instant,
    )
  })

  it.each([
    '',
    'yesterday',
    '2026-02-30',
    '2026-11-22 25:00',
    '2026-11-22 10:45 CET',
    '-',
    '--1h',
    '-1y',
    '+5m',
  ])('rejects %j and names the allowed forms', (given) => {
    const parse = (): number => parseWhen(given, 'UTC', { option: '--until', lastUs, sinceUs: lastUs })
    expect(parse).toThrow(/^invalid .*--until ".*": use /)
    expect(parse).toThrow(UsageError)
  })

  it('rejects a relative time without its reference', () => {
    expect(() => parseWhen('-1h', 'UTC', { option: '--since', lastUs: null })).toThrow(
      /^invalid --since "-1h": no record with a timestamp/,
    )
    expect(() => parseWhen('since+1h', 'UTC', { option: '--until', lastUs })).toThrow(
      /^invalid --until "since\+1h": --since, from which it counts, is not given/,
    )
  })
})

describe('parseDurationSeconds', () => {
  it.each([
    ['40s', 40],
    ['1m30s', 90],
    ['300', 300],
    ['0', 0],
    ['1.5', 1.5],
    ['500ms', 0.5],
    ['1d', 86_400],
    ['1d12h', 129_600],
  ])('parses %s', (given, seconds) => {
    expect(parseDurationSeconds(given)).toBe(seconds)
  })

  it.each(['', 'x', '-40s', '40 s', '1h-5m', '1d-5m', '1e9', 'Infinity', '5 minutes'])(
    'rejects %j',
    (given) => {
      expect(() => parseDurationSeconds(given, '--grace')).toThrow(/^invalid --grace ".*": use seconds/)
    },
  )
})
