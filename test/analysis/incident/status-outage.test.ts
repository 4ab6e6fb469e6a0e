import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/index.ts'
import type { Incident, Source } from '../../../src/model/index.ts'

const post = (second: string): string =>
  `E1126 10:00:${second}    1234 kubelet_node_status.go:442] Error updating node status, will retry: error getting node "w1": Get "https://10.0.0.1:6443/api/v1/nodes/w1?timeout=10s": x509: certificate has expired or is not yet valid\n`
const SUMMARY =
  'E1126 10:00:05.100000    1234 kubelet_node_status.go:429] Unable to update node status: update node status exceeds retry count\n'
const LEASE =
  'E1126 10:00:06.000000    1234 controller.go:144] failed to ensure node lease exists, will retry in 200ms, error: Get "https://10.0.0.1:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s": x509: certificate has expired or is not yet valid\n'
const ROUND = ['01', '02', '03', '04', '05'].map((s) => post(`${s}.000000`)).join('')

async function incidentsOf(log: string): Promise<readonly Incident[]> {
  const source: Source = {
    ...{ id: 'kubelet.log', label: 'kubelet.log', path: null, size: null, modifiedUs: null },
    async *open() {
      yield Buffer.from(log)
    },
  }
  return (await analyze([source], { year: 2026 })).incidents
}

describe('detect', () => {
  it('finds a round of status posts that failed at default verbosity', async () => {
    expect(await incidentsOf(ROUND + SUMMARY)).toMatchObject([
      { kind: 'status-outage', node: 'w1', open: true, cause: { category: 'tls' } },
    ])
  })

  it('takes its boundaries from the posts, not from their summary', async () => {
    const [incident] = await incidentsOf(ROUND + SUMMARY)
    expect(incident?.boundaries).toMatchObject({
      firstFailure: { line: 1, from: 'node-status.update-failed' },
      lastFailure: { line: 5, from: 'node-status.update-failed' },
    })
  })

  it('has no boundary of a post where only the summary is in evidence', async () => {
    const summary = SUMMARY.replace('exceeds retry count', 'exceeds retry count node="w1"')
    const log = `I1126 10:00:00.000000    1234 kubelet_node_status.go:78] "Successfully registered node" node="w1"\n${summary}`
    const [incident] = await incidentsOf(log)
    expect(incident).toMatchObject({
      kind: 'status-outage',
      boundaries: { firstFailure: null, lastFailure: null },
    })
    expect(incident?.verdict).toContain(
      'While no failed renewal of its lease was logged, w1 could not post its status',
    )
  })

  it('finds nothing in single failures', async () => {
    expect(await incidentsOf(post('01.000000') + post('41.000000'))).toEqual([])
  })

  it('finds nothing where a failure of the lease is printed', async () => {
    const kinds = (await incidentsOf(ROUND + SUMMARY + LEASE)).map(({ kind }) => kind)
    expect(kinds).not.toContain('status-outage')
  })
})
