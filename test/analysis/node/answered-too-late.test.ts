/** A failed try between two renewals too far apart is part of the outage, where every renewal is in evidence. */
import { expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'

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
