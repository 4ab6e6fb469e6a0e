import { describe, expect, it } from 'vitest'
import { read } from '../../support/read-text.ts'

const LEASE =
  'https://10.3.0.1:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/ing-3?timeout=10s'
const OTHER = 'https://10.3.0.1:6443/api/v1/services?limit=500'

const line = (second: string, text: string, pid = 3736): string =>
  `I0715 12:42:${second}    ${pid} round_trippers.go:420] ${text}\n`

const observed = async (...lines: readonly string[]): Promise<readonly object[]> =>
  (await read(lines.join(''))).observations

describe('a request and its status on two lines', () => {
  it('are one renewal, in the plain form', async () => {
    const log = [
      line('45.373091', `PUT ${LEASE}`),
      line('45.373100', 'Request Headers:'),
      line('45.373104', '    Accept: application/json'),
      line('45.378752', 'Response Status: 200 OK in 5 milliseconds'),
    ]
    expect(await observed(...log)).toMatchObject([
      { kind: 'lease.renewed', node: 'ing-3', verb: 'PUT', statusCode: 200, latencyMs: 5, line: 4 },
    ])
  })

  it('are one renewal, in the structured form', async () => {
    const log = [
      line('45.373091', `"Request" verb="PUT" url="${LEASE}" headers=<`),
      '\tAccept: application/json\n',
      ' >\n',
      line('45.378752', '"Response" status="200 OK" milliseconds=5'),
    ]
    expect(await observed(...log)).toMatchObject([{ kind: 'lease.renewed', node: 'ing-3', latencyMs: 5 }])
  })

  it('are a failed request where no answer came', async () => {
    const log = [
      line('45.373091', `PUT ${LEASE}`),
      line('55.378752', 'Response Status:  in 10001 milliseconds'),
    ]
    expect(await observed(...log)).toMatchObject([
      { kind: 'lease.request-failed', node: 'ing-3', statusCode: null, latencyMs: 10001 },
    ])
  })

  it('are not paired while two requests of the process are open', async () => {
    const log = [
      line('45.373091', `PUT ${LEASE}`),
      line('45.373100', `GET ${OTHER}`),
      line('45.378752', 'Response Status: 200 OK in 5 milliseconds'),
      line('45.379752', 'Response Status: 200 OK in 6 milliseconds'),
    ]
    expect((await observed(...log)).filter((o) => 'kind' in o && o.kind === 'lease.renewed')).toEqual([])
  })

  it('are paired within one process only', async () => {
    const log = [
      line('45.373091', `PUT ${LEASE}`),
      line('45.378752', 'Response Status: 200 OK in 5 milliseconds', 9),
    ]
    expect(await observed(...log)).toEqual([])
  })

  it('are paired anew after a status that was never printed', async () => {
    const log = [
      line('01.000000', `GET ${OTHER}`),
      `I0715 12:44:45.373091    3736 round_trippers.go:420] PUT ${LEASE}\n`,
      'I0715 12:44:45.378752    3736 round_trippers.go:446] Response Status: 200 OK in 5 milliseconds\n',
    ]
    expect(await observed(...log)).toMatchObject([{ kind: 'lease.renewed' }])
  })

  it('are paired many times in one log, each with its own request', async () => {
    const node = (n: number): string => LEASE.replace('ing-3', `ing-${n}`)
    const log = Array.from({ length: 20 }, (_, n) => [
      line(`${10 + n}.000001`, `PUT ${node(n % 2)}`),
      line(`${10 + n}.005001`, 'Response Status: 200 OK in 5 milliseconds'),
    ]).flat()
    const nodes = (await observed(...log)).map((o) => ('node' in o ? o.node : null))
    expect(nodes).toEqual(Array.from({ length: 20 }, (_, n) => `ing-${n % 2}`))
  })
})
