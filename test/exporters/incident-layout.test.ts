/** What table, Markdown and the page state of an incident in a few words. */
import { describe, expect, it } from 'vitest'
import { boundedTime, expectedText, windowText } from '../../src/exporters/incident-layout.ts'
import { createTextLayout } from '../../src/exporters/layout.ts'
import { notesBeside } from '../../src/exporters/remarks.ts'
import type { Boundary, Incident, Note } from '../../src/model/index.ts'
import { lengthText } from '../../src/wording/incident-length.ts'
import { us } from '../support/fixture-values.ts'
import { BARE, CLOSED } from '../support/incident-fixture.ts'
import { PLAIN } from '../support/report-fixture.ts'

const layout = createTextLayout(PLAIN, [])
const DAY_US = 86_400e6
const at = (time: string, days = 0): number => us(time) + days * DAY_US

describe('boundedTime', () => {
  const bounds = (days: number) => ({
    ...{ atUs: at('10:00:00'), earliestUs: at('10:00:00'), latestUs: at('09:00:00', days) },
  })

  it('prints both dates where the bounds are of two days', () => {
    expect(boundedTime(layout, bounds(1), false, 0)).toBe('~11-22 10:00:00 – 11-23 09:00:00')
    expect(boundedTime(layout, { ...bounds(0), latestUs: at('10:00:09') }, false, 0)).toBe(
      '~10:00:00 – 10:00:09',
    )
  })
})

describe('windowText', () => {
  it('prints the date of another day than that of the incident', () => {
    const window = { earliestUs: at('23:59:00'), latestUs: at('00:01:00', 1) }
    expect(windowText(layout, window, { startUs: at('10:00:00') })).toBe(
      'between 23:59:00.0 and 2026-11-23 00:01:00.0',
    )
  })
})

describe('expectedText', () => {
  const window = { earliestUs: at('10:01:00'), latestUs: at('10:01:10') }
  const expected = { markedNotReady: window, firstEviction: null, reason: null }
  const text = (part: Partial<Incident>): string =>
    expectedText(layout, { ...BARE, startUs: at('10:00:00'), expected, ...part })

  it('names no window of a mark that was not due', () => {
    const deviation = { markedNotReady: 'not-expected', reason: 'unknown-already' } as const
    expect(text({ deviation })).toBe('no mark: its Ready condition was Unknown already')
  })

  it('states that a mark was not judged, and why', () => {
    const deviation = { markedNotReady: null, reason: 'leader-lost' } as const
    expect(text({ deviation })).toBe(
      'NotReady between 10:01:00.0 and 10:01:10.0; not judged: the controller lost leadership',
    )
  })

  it('names no eviction that was due after the incident', () => {
    const eviction = { earliestUs: at('10:06:00'), latestUs: at('10:06:10') }
    const due = { expected: { ...expected, firstEviction: eviction } }
    expect(text({ ...due, endUs: at('10:05:00'), open: false })).not.toContain('eviction')
    expect(text({ ...due, endUs: at('10:07:00'), open: false })).toContain('first eviction between 10:06')
    expect(text({ ...due, endUs: null, open: true })).toContain('first eviction between 10:06')
  })
})

describe('lengthText', () => {
  it('prints both bounds of an outage that ended with its node', () => {
    const lastRenewal: Boundary = {
      ...{ atUs: at('10:00:10'), earliestUs: at('10:00:00'), latestUs: at('10:00:20'), exact: false },
      ...{ clock: 'control-plane', from: 'node.stale', source: 'kcm.log', line: 1 },
    }
    const boundaries = { ...BARE.boundaries, lastRenewal }
    const ended = {
      ...BARE,
      open: false,
      endUs: at('10:02:00'),
      endedBy: 'node-deleted',
      boundaries,
    } as const
    expect(lengthText(ended, null)).toBe('1m40s to 2m00s')
    const ownClock = { ...boundaries, lastRenewal: { ...lastRenewal, clock: '__proto__' } }
    expect(lengthText({ ...ended, boundaries: ownClock }, null)).toBe('at least 1m40s')
  })
})

describe('notesBeside', () => {
  const line = { source: 'kcm.log', line: 7 }
  const claimOf = (code: string, lines: readonly (typeof line)[]) => ({ code, params: {}, evidence: lines })
  const note = (code: Note['code'], lines: readonly (typeof line)[]): Note => ({
    ...{ code, text: '', node: null, source: null },
    claim: claimOf(`note.${code}`, lines),
  })

  it('leaves out what an incident states by the same line', () => {
    const incidents = [{ ...CLOSED, claims: [claimOf('cluster.disruption', [line])] }]
    const notes = [
      note('disruption-mode', [line]),
      note('disruption-mode', [{ ...line, line: 9 }]),
      note('cut-lines', [line]),
    ]
    expect(notesBeside({ notes, incidents })).toEqual(notes.slice(1))
  })
})
