/** A failed try between two renewals too far apart is part of the outage, where every renewal is in evidence. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'
import type { Incident } from '../../../src/model/index.ts'

const URL = 'https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s'
const line = (at: number, rest: string): string => {
  const minute = String(Math.floor(at / 60)).padStart(2, '0')
  return `I0310 10:${minute}:${String(at % 60).padStart(2, '0')}.000000     900 round_trippers.go:553] ${rest}\n`
}
const put = (at: number, answer: string): string => line(at, `PUT ${URL} ${answer} in 5 milliseconds`)
const get = (at: number): string =>
  line(at, 'GET https://api:6443/api/v1/nodes/w1?resourceVersion=0&timeout=10s 200 OK in 3 milliseconds')

it('opens at the failed try that no renewal answers in time', async () => {
  let log = ''
  for (let at = 0; at <= 180; at += 10) {
    if (at === 70) log += put(at, '500 Internal Server Error')
    else if (at < 70 || at >= 110) log += put(at, '200 OK')
    log += get(at + 3)
  }
  const { incidents } = await analyze([{ name: 'kubelet.log', data: log }], { year: 2026 })
  expect(incidents).toMatchObject([
    {
      kind: 'lease-outage',
      cause: { category: 'server-error' },
      boundaries: {
        lastRenewal: { line: 13 },
        firstFailure: { line: 15 },
        firstRenewalAfter: { line: 20 },
      },
    },
  ])
})

describe('a kubelet that finds no Lease at its start', () => {
  const absent = (at: number): string => line(at, `GET ${URL} 404 Not Found in 5 milliseconds`)
  const created = (at: number): string =>
    line(at, `POST ${URL.replace('/w1', '')} 201 Created in 5 milliseconds`) +
    [10, 20, 30].map((later) => put(at + later, '200 OK') + get(at + later + 3)).join('')
  const incidentsOf = async (log: string): Promise<readonly Incident[]> =>
    (await analyze([{ name: 'kubelet.log', data: get(1) + log }], { year: 2026 })).incidents

  it('creates it when its Node is registered', async () => {
    const others = [11, 13, 15, 17].map(get).join('')
    expect(await incidentsOf(absent(9) + others + absent(19) + created(20))).toEqual([])
  })

  it.each([
    ['much later', [9, 19, 29, 39, 49, 59].map(absent).join('') + created(59)],
    ['after another failure', absent(9) + put(19, '500 Internal Server Error') + created(40)],
    ['and had renewed it before', put(2, '200 OK') + absent(12) + absent(22) + created(23)],
  ])('and creates it %s has an outage', async (_when, log) => {
    expect(await incidentsOf(log)).toMatchObject([{ kind: 'lease-outage' }])
  })
})
