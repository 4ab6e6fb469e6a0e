/**
 * State of the page: the view in time, filters and the chosen lane; and its form as the fragment of an address.
 *
 * Form: `from=2026-11-22T10:44:00.000Z&to=…&node=worker&cause=timeout&incidents=1&lane=worker-1&incident=ID`; what is not
 * there has its first value. Values that the report does not have are ignored.
 */
import type { Model } from '../chart/model.ts'

export interface State {
  readonly fromUs: number
  readonly toUs: number
  /** Substring of node names, in lower case; empty for all nodes. */
  readonly query: string
  /** Category of causes; empty for all. */
  readonly cause: string
  readonly withIncidentsOnly: boolean
  /** Index of the lane with trends. */
  readonly lane: number
  /** Index of the incident opened last. */
  readonly incident: number | null
  /** Index of the fact that the reader stepped to. */
  readonly fact: number | null
}

/** The state of a page without a fragment. */
export function firstState(view: { readonly fromUs: number; readonly toUs: number }): State {
  const { fromUs, toUs } = view
  return { fromUs, toUs, query: '', cause: '', withIncidentsOnly: false, lane: 0, incident: null, fact: null }
}

export function parseFragment(
  hash: string,
  { lanes, incidents }: Pick<Model, 'lanes' | 'incidents'>,
): Partial<State> {
  const values = new URLSearchParams(hash.replace(/^#/, ''))
  const timeOf = (name: string): number | undefined => {
    const us = Date.parse(values.get(name) ?? '') * 1000
    return Number.isFinite(us) ? us : undefined
  }
  const [fromUs, toUs] = [timeOf('from'), timeOf('to')]
  const cause = values.get('cause') ?? ''
  const lane = lanes.findIndex(({ node }) => node === values.get('lane'))
  const incident = incidents.findIndex(({ id }) => id === values.get('incident'))
  return {
    ...(fromUs !== undefined && toUs !== undefined && fromUs < toUs ? { fromUs, toUs } : {}),
    query: (values.get('node') ?? '').toLowerCase(),
    cause: incidents.some(({ category }) => category === cause) ? cause : '',
    withIncidentsOnly: values.get('incidents') === '1',
    ...(lane === -1 ? {} : { lane }),
    ...(incident === -1 ? {} : { incident }),
  }
}

export function formatFragment(
  state: State,
  first: State,
  { lanes, incidents }: Pick<Model, 'lanes' | 'incidents'>,
): string {
  const { fromUs, toUs, query, cause, withIncidentsOnly, lane, incident } = state
  const isWhole = fromUs === first.fromUs && toUs === first.toUs
  const time = (us: number): string => new Date(Math.round(us / 1000)).toISOString()
  const values = new URLSearchParams({
    ...(isWhole ? {} : { from: time(fromUs), to: time(toUs) }),
    ...(query === '' ? {} : { node: query }),
    ...(cause === '' ? {} : { cause }),
    ...(withIncidentsOnly ? { incidents: '1' } : {}),
    ...(lane === first.lane ? {} : { lane: lanes[lane]?.node ?? '' }),
    ...(incident === null ? {} : { incident: incidents[incident]?.id ?? '' }),
  })
  return values.toString().replaceAll('%3A', ':')
}
