import { describe, expect, it } from 'vitest'
import { analyze } from '../../../../src/index.ts'

const URL =
  'https://cp-1:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s'
const systemd = (time: string, text: string): string =>
  `Nov 24 ${time} worker-1 systemd[1]: ${text} kubelet: The Kubernetes Node Agent.\n`
const kubelet = (time: string, text: string): string =>
  `Nov 24 ${time} worker-1 kubelet[236]: E1124 ${time}.000000     236 controller.go:144] ${text}\n`
const failed = (interval: string): string =>
  `failed to ensure lease exists, will retry in ${interval}, error: Get "${URL}": dial tcp 10.0.0.2:6443: connect: connection refused`

const verdictOf = async (...lines: readonly string[]): Promise<[boolean, string]> => {
  const { incidents } = await analyze([{ name: 'journal', data: lines.join('') }], { year: 2026 })
  const outage = incidents.find(({ kind }) => kind === 'lease-outage')
  return [outage?.boundaries.lastRenewal === null, outage?.verdict ?? '']
}

describe('startWithoutRenewal', () => {
  const lines = [
    systemd('01:55:12', 'Started'),
    kubelet('01:55:18', failed('200ms')),
    kubelet('01:55:34', failed('6.4s')),
    `Nov 24 01:56:41 worker-1 kubelet[236]: I1124 01:56:41.000000     236 kubelet_node_status.go:74] Successfully registered node worker-1\n`,
  ]

  it('finds no last renewal where the first try of the first kubelet failed', async () => {
    const [isNull, verdict] = await verdictOf(...lines)
    expect(isNull).toBe(true)
    expect(verdict).toContain('had not renewed its lease since')
  })

  it('finds none where that kubelet ended later, either', async () => {
    const [isNull, verdict] = await verdictOf(...lines, systemd('01:56:42', 'Stopped'))
    expect(isNull).toBe(true)
    expect(verdict).not.toContain('stopped renewing its lease')
  })

  it('does not exclude a renewal before updates that failed, of which only the summary is left', async () => {
    const fallback = kubelet(
      '01:55:17',
      'failed to update lease using latest lease, fallback to ensure lease, err: failed 5 attempts to update lease',
    )
    const [isNull] = await verdictOf(fallback, kubelet('01:55:18', failed('200ms')))
    expect(isNull).toBe(false)
    expect((await verdictOf(kubelet('01:55:17', 'x'), kubelet('01:55:18', failed('200ms'))))[0]).toBe(true)
  })

  it('does not exclude a renewal before a first failure that announces more', async () => {
    const [isNull] = await verdictOf(kubelet('01:55:18', failed('7s')), kubelet('01:55:34', failed('7s')))
    expect(isNull).toBe(false)
  })

  it('finds none where the kubelet reports from its start on that its Node does not exist', async () => {
    const missing = (time: string): string =>
      kubelet(time, 'node "worker-1" not found').replace('controller.go:144', 'kubelet.go:2183')
    const later = [kubelet('01:56:18', failed('7s')), kubelet('01:56:34', failed('7s'))]
    const [isNull, verdict] = await verdictOf(missing('01:55:18'), ...later)
    expect(isNull).toBe(true)
    expect(verdict).toContain('had not renewed its lease since the first line of its log')
    // One that was deleted after it had worked.
    expect((await verdictOf(kubelet('01:55:18', 'x'), missing('01:56:10'), ...later))[0]).toBe(false)
  })

  it('finds none where the kubelet could not register its node yet', async () => {
    const unregistered = (time: string): string =>
      kubelet(
        time,
        '"Unable to register node with API server" err="Post \\"https://cp-1:6443/api/v1/nodes\\": dial tcp 10.0.0.2:6443: connect: no route to host" node="worker-1"',
      ).replace('controller.go:144', 'kubelet_node_status.go:107')
    const registered = lines[3] as string
    const [isNull, verdict] = await verdictOf(kubelet('01:57:18', failed('7s')), unregistered('01:57:19'))
    expect(isNull).toBe(true)
    expect(verdict).not.toContain('will be marked')
    // It had registered before, and what could not is the next process.
    expect((await verdictOf(registered, kubelet('01:57:18', failed('7s'))))[0]).toBe(false)
    const next = unregistered('01:57:19').replaceAll('236', '777')
    expect((await verdictOf(kubelet('01:57:18', failed('7s')), next))[0]).toBe(false)
  })

  it('finds none in a log without pids, either', async () => {
    const json = (ms: number, rest: object): string =>
      `${JSON.stringify({ ts: 1_686_800_711_820 + ms, caller: 'kubelet.go:1', v: 0, ...rest })}\n`
    const err = `Get "${URL}": dial tcp 10.0.0.2:6443: connect: connection refused`
    const failure = (ms: number): string =>
      json(ms, { msg: 'Failed to ensure lease exists, will retry', interval: '7s', err })
    const unregistered = (ms: number): string =>
      json(ms, { msg: 'Unable to register node with API server', node: { name: 'worker-1' }, err })
    expect((await verdictOf(failure(0), unregistered(1300)))[0]).toBe(true)
    // A log without pids may go on with another process.
    expect((await verdictOf(failure(0), failure(7000), unregistered(14_000)))[0]).toBe(false)
  })

  it('finds none where the kubelet reports right after its first failure that its Node does not exist', async () => {
    // kubernetes/minikube#7947: the API server never began to serve.
    const missing = kubelet('01:55:19', 'node "worker-1" not found').replace(
      'controller.go:144',
      'kubelet.go:2267',
    )
    const [isNull, verdict] = await verdictOf(kubelet('01:55:18', failed('7s')), missing)
    expect(isNull).toBe(true)
    expect(verdict).toContain('had not renewed its lease since the first line of its log')
  })

  it('does not exclude a renewal by a kubelet that ensures its lease before each renewal', async () => {
    // kubernetes/kubernetes#77850, kubelet 1.14: it reads the lease first in each interval.
    const old = kubelet(
      '01:55:24',
      `failed to ensure node lease exists, will retry in 200ms, error: Get ${URL.replace('/v1/', '/v1beta1/')}: net/http: request canceled (Client.Timeout exceeded while awaiting headers)`,
    )
    const [isNull, verdict] = await verdictOf(kubelet('01:45:14', 'x'), kubelet('01:55:14', 'x'), old)
    expect(isNull).toBe(false)
    expect(verdict).toContain('stopped renewing its lease after 2026-11-24T01:55:03.600Z–')
  })
})
