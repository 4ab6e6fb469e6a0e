/** The fragment of the page's address: what it keeps of the view, and what it ignores. */
import { describe, expect, it } from 'vitest'
import type { IncidentView, Lane } from '../../../src/exporters/chart/model.ts'
import {
  firstState,
  formatFragment,
  parseFragment,
  type State,
} from '../../../src/exporters/viewer/view-state.ts'

const lane = (node: string): Lane => ({ node }) as Lane
const MODEL = {
  lanes: [lane('worker-1'), lane('a&b=c#d')],
  incidents: [{ id: 'worker-1@2026-11-22T10:01:00Z', category: 'timeout' } as IncidentView],
}
const WHOLE: State = firstState({
  fromUs: Date.UTC(2026, 10, 22, 10) * 1000,
  toUs: Date.UTC(2026, 10, 22, 11) * 1000,
})
const CHOSEN: State = {
  ...WHOLE,
  fromUs: WHOLE.fromUs + 60_000_000,
  toUs: WHOLE.fromUs + 90_500_000,
  query: 'worker',
  cause: 'timeout',
  withIncidentsOnly: true,
  lane: 1,
  incident: 0,
}

describe('permalinks', () => {
  it('say nothing of the first view', () => {
    expect(formatFragment(WHOLE, WHOLE, MODEL)).toBe('')
  })

  it('give back what they were made of', () => {
    const fragment = formatFragment(CHOSEN, WHOLE, MODEL)
    expect(fragment).toContain('from=2026-11-22T10:01:00.000Z&to=2026-11-22T10:01:30.500Z')
    expect({ ...WHOLE, ...parseFragment(`#${fragment}`, MODEL) }).toEqual(CHOSEN)
  })

  it.each([
    '#from=2026-11-22T10:00:00Z',
    '#from=b&to=a',
    '#from=2026-11-22&to=2026-11-21',
    '#lane=x&cause=y&incident=z',
  ])('ignore what the report does not have: %s', (fragment) => {
    expect(parseFragment(fragment, MODEL)).toEqual({ query: '', cause: '', withIncidentsOnly: false })
  })
})
