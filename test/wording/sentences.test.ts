/** Warnings, problems and lengths in words. */
import { describe, expect, it } from 'vitest'
import type { Boundary, Incident, SecondsBounds, Warning } from '../../src/model/index.ts'
import { causeSummary } from '../../src/wording/cause-words.ts'
import { UTC_FORMAT } from '../../src/wording/claim-text.ts'
import { claim, renderClaims } from '../../src/wording/claims.ts'
import { formatBoundedSpan, isBounded } from '../../src/wording/durations.ts'
import { leastSeconds, lengthText, shownTime } from '../../src/wording/incident-length.ts'
import { problemText } from '../../src/wording/problem-words.ts'
import { claimsOf } from '../../src/wording/verdict.ts'
import { warningText } from '../../src/wording/warning-words.ts'
import { us } from '../support/fixture-values.ts'
import { BARE } from '../support/incident-fixture.ts'

const AT = us('10:00:00')

describe('warningText', () => {
  const text = (code: Warning['code'], value: number | null, limit: number | null): string =>
    warningText({ code, node: 'w1', fromUs: AT, toUs: AT + 60e6, value, limit }, UTC_FORMAT).replace(
      /\d{4}-\d\d-\d\dT([\d:]{8})\.000Z/g,
      '$1',
    )

  it('is a sentence with the values in their units', () => {
    expect(text('slow-renewals', 9004, 10_000)).toBe(
      'Lease renewals of w1 took up to 9.0 s between 10:00:00 and 10:01:00 (the kubelet gives up after 10.0 s).',
    )
    expect(text('shrinking-margin', 19.07, 40)).toBe(
      'w1 went 19.1 s without a renewal between 10:00:00 and 10:01:00 (the grace period is at least 40.0 s).',
    )
    expect(text('flapping', 12, 3)).toContain('12 lease outages, three or more within an hour since 10:00:00')
    expect(text('clock-jump', -3_456_030, 0)).toBe('The clock of w1 jumped back by 40d00h at 10:00:00.')
    expect(text('clock-offset', -90, 1)).toBe(
      "The clock of w1 is 1m30s behind the control plane's; --align corrects its times.",
    )
  })
})

describe('causeSummary', () => {
  const summary = (cause: Partial<Incident['cause']>): string => causeSummary({ ...BARE.cause, ...cause })

  it('names cause, place and confidence in words', () => {
    expect(summary({ category: 'network-unreachable', where: 'node-network', confidence: 'high' })).toBe(
      "network unreachable, on the node's network (confidence high)",
    )
    expect(summary({ category: 'auth', where: 'node-auth', confidence: 'high' })).toBe(
      'credentials rejected (confidence high)',
    )
    expect(summary({})).toBe('')
    expect(summary({ where: 'control-plane', confidence: 'medium' })).toBe(
      'cause unknown, in the control plane (confidence medium)',
    )
  })
})

describe('problemText', () => {
  it('counts, and names the remedy', () => {
    expect(problemText('unrecognised-lines', 89, '')).toBe(
      '89 lines not recognised (--unrecognized FILE saves those about node leases)',
    )
    expect(problemText('no-node', 1, '')).toContain('1 record without the name of a node')
    expect(problemText('limit-reached', 2, 'more than 3 nodes')).toBe(
      'a limit was reached 2 times: more than 3 nodes',
    )
  })
})

describe('formatBoundedSpan', () => {
  it.each<[string, number, [number | null, number | null] | null]>([
    ['44.2 s', 44.2, null],
    ['44.2 s', 44.2, [44, 44.4]],
    ['about 44.2 s', 44.2, [43.8, 44.6]],
    ['29.6 s to 31m33s', 961, [29.6, 1893]],
    ['at least 30.0 s', 961, [30, null]],
    ['at most 5.0 s', 961, [null, 5]],
    ['1m42s', 101.8, [101.7, 101.9]],
  ])('prints %s', (text, seconds, bounds) => {
    expect(formatBoundedSpan(seconds, bounds)).toBe(text)
  })
})

describe('isBounded', () => {
  it.each<[SecondsBounds, boolean]>([
    [[0, null], false],
    [[null, null], false],
    [[0, 5], true],
    [[1, null], true],
  ])('of %j is %s', (bounds, expected) => {
    expect(isBounded(bounds)).toBe(expected)
  })
})

describe('shownTime', () => {
  it('begins with the first failure where nothing shows the latest time of the last renewal', () => {
    const at = (time: string, latest: string | null): Boundary => ({
      ...{ atUs: us(time), earliestUs: us(time), latestUs: latest === null ? null : us(latest) },
      ...{ exact: latest !== null, clock: 'w1', from: 'lease.request-failed', source: 'k.log', line: 1 },
    })
    const boundaries = {
      ...BARE.boundaries,
      ...{ lastRenewal: at('09:00:00', null), firstFailure: at('10:00:00', '10:00:00') },
      firstRenewalAfter: at('10:05:00', '10:05:00'),
    }
    const incident: Incident = { ...BARE, open: false, boundaries, startUs: us('09:00:00') }
    expect(shownTime(incident, us('11:00:00'))).toEqual({ startUs: us('10:00:00'), endUs: us('10:05:00') })
    expect(leastSeconds(incident, us('11:00:00'))).toBe(300)
  })
})

describe('lengthText', () => {
  it('prints the least length of an open incident', () => {
    const incident: Incident = { ...BARE, kind: 'lease-outage', open: true, endUs: null, startUs: AT }
    expect(leastSeconds(incident, AT + 100e6)).toBe(100)
    expect(lengthText(incident, AT + 100e6)).toBe('open, at least 1m40s')
  })

  it('prints the bounds of a silence whose ends are bounded', () => {
    const bounds = { ...BARE.intervalBounds, silenceSeconds: [29.6, 1893] as const }
    const incident: Incident = {
      ...BARE,
      open: false,
      intervals: { ...BARE.intervals, silenceSeconds: 961 },
      intervalBounds: bounds,
    }
    expect(lengthText(incident, null)).toBe('29.6 s to 31m33s')
  })

  it('prints no length below zero where the ends lie on two clocks', () => {
    const at = (time: string): Boundary => ({
      ...{ atUs: us(time), earliestUs: us(time), latestUs: us(time), exact: true, clock: 'w1' },
      ...{ from: 'lease.request-failed', source: 'kubelet.log', line: 1 },
    })
    const incident: Incident = {
      ...{ ...BARE, open: false, startUs: us('10:00:00'), endUs: us('10:00:10') },
      boundaries: {
        ...BARE.boundaries,
        ...{ firstFailure: at('10:00:00'), firstRenewalAfter: at('10:00:10') },
      },
      intervalBounds: { ...BARE.intervalBounds, notReadySeconds: [-12.8, null] },
    }
    expect(leastSeconds(incident, null)).toBe(10)
    expect(lengthText(incident, null)).toBe('at least 10.0 s')
  })
})

describe('a verdict', () => {
  const node = 'w1'
  const instant = { atUs: AT, earliestUs: AT, latestUs: AT, exact: true }

  it('names one time of a report that was printed once', () => {
    const once = { node, from: instant, fromUs: AT, byKubelet: true, untilUs: AT }
    expect(renderClaims([claim('not-ready', once, [])])).toBe(
      'The kubelet of w1 reported it NotReady at 2026-11-22T10:00:00.000Z.',
    )
  })

  it('states the end of a kubelet once', () => {
    const ended = { ...BARE, node, cause: { ...BARE.cause, category: 'kubelet-stopped' } } as const
    const processEnd = { endUs: AT, ends: 2, witness: { source: 'k.log', line: 1 }, error: null }
    const claims = claimsOf(ended, { offset: null, lastUs: AT, processEnd })
    expect(renderClaims(claims.slice(0, 1))).toBe(
      'The kubelet of w1 ended 2 times from 2026-11-22T10:00:00.000Z on and no working kubelet followed before the evidence ends; no earlier renewal of its lease is in the logs.',
    )
    expect(claims.map(({ code }) => code)).not.toContain('cause')
  })

  it('names the API server once as the side of its own errors', () => {
    const cause = {
      category: 'server-error',
      where: 'api-server',
      confidence: 'medium',
      several: false,
    } as const
    expect(renderClaims([claim('cause', cause, [])])).toBe(': the API server returned errors.')
    expect(causeSummary({ ...cause, error: null, alsoCauses: [] })).toBe(
      'API server error (confidence medium)',
    )
  })
})
