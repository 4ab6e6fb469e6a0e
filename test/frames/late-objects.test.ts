import { describe, expect, it } from 'vitest'
import { recordForms } from '../support/pasted-forms.ts'
import { read } from '../support/read-text.ts'

const DESCRIPTION = `$ kubectl describe node worker-1
Name:               worker-1
Roles:              worker
Labels:             kubernetes.io/hostname=worker-1
CreationTimestamp:  Sun, 28 Jul 2024 07:10:15 +0000
Lease:
  HolderIdentity:  worker-1
  AcquireTime:     <unset>
  RenewTime:       Sun, 28 Jul 2024 16:22:18 +0000
Conditions:
  Type             Status  LastHeartbeatTime                 LastTransitionTime                Reason                       Message
  ----             ------  -----------------                 ------------------                ------                       -------
  Ready            True    Sun, 28 Jul 2024 16:22:16 +0000   Sun, 28 Jul 2024 16:22:16 +0000   KubeletReady                 kubelet is posting ready status
`
const LEASE = `apiVersion: coordination.k8s.io/v1
kind: Lease
metadata:
  name: worker-1
  namespace: kube-node-lease
spec:
  holderIdentity: worker-1
  renewTime: "2026-11-22T10:00:00.000000Z"
`
const JSON_LEASE = `${JSON.stringify(
  {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'worker-1', namespace: 'kube-node-lease' },
    spec: { holderIdentity: 'worker-1', renewTime: '2026-11-22T10:00:00.000000Z' },
  },
  null,
  4,
)}\n`
const TABLE = `NAME       HOLDER     RENEW
worker-1   worker-1   2026-11-22T10:00:00.000000Z
`
const COMMAND = '$ kubectl get leases -n kube-node-lease -o custom-columns=…\n'

const line = (i: number): string =>
  `I1122 09:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}.000000    1234 prober.go:113] Liveness probe succeeded\n`
const LOG = Array.from({ length: 1200 }, (_, i) => line(i)).join('')

const found = async (text: string): Promise<readonly unknown[]> =>
  (await read(text)).observations.map(({ kind, node, timeUs }) => [kind, node, timeUs])

describe('an object behind a long log', () => {
  it.each([
    ['a description', DESCRIPTION],
    ['YAML', LEASE],
    ['JSON', JSON_LEASE],
    ['a table', COMMAND + TABLE],
  ])('is found as it is alone: %s', async (_name, text) => {
    expect(LOG.length).toBeGreaterThan(80_000)
    const alone = await found(text)
    expect(alone.length).toBeGreaterThan(0)
    expect(await found(LOG + text)).toEqual(alone)
    expect(await found(LOG + text + LOG)).toEqual(alone)
    expect(await found(LOG + text + LOG + text)).toEqual([...alone, ...alone])
  })

  it.each(recordForms)('is found as it is alone: $name', async ({ name, text }) => {
    const alone = await found(text)
    const late = await found(LOG + text + LOG)
    // The time and the host of a record over several lines stand in other lines.
    const isWhole = name.endsWith('on one line')
    expect(isWhole ? late : late.map((o) => (o as string[]).slice(0, 2))).toEqual(
      isWhole ? alone : alone.map((o) => (o as string[]).slice(0, 2)),
    )
  })

  it('leaves the lines around it as they are, and its own line numbers', async () => {
    const failed = `E1122 10:45:17.088056    1234 controller.go:195] "Failed to update lease" err="Put \\"https://c:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s\\": EOF"\n`
    const { observations, reading } = await read(LOG + failed + LEASE + failed)
    expect(observations.map(({ kind, line }) => [kind, line])).toEqual([
      ['lease.update-failed', 1201],
      ['lease.seen', 1202],
      ['lease.update-failed', 1210],
    ])
    expect(reading.lines).toBe(1210)
  })
})
