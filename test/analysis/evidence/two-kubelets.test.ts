/** Kubelets of two machines that print one node name. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'
import type { Report } from '../../../src/model/index.ts'

const two = (n: number): string => String(n).padStart(2, '0')

/** Renewals of w1 every ten seconds. */
function log(pid: number, fromSeconds: number, count: number): string {
  const lines: string[] = []
  for (let n = 0; n < count; n++) {
    const s = fromSeconds + 10 * n
    lines.push(
      `I0310 10:${two(Math.floor(s / 60))}:${two(s % 60)}.300000    ${pid} round_trippers.go:553] PUT https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s 200 OK in 4 milliseconds`,
    )
  }
  return `${lines.join('\n')}\n`
}

const report = (...logs: string[]): Promise<Report> =>
  analyze(
    logs.map((data, n) => ({ name: `${n}.log`, data })),
    { year: 2026 },
  )
const codes = ({ problems }: Report): string[] => problems.map(({ code }) => code)

describe('two kubelets of one node name', () => {
  it('are reported apart, with a problem', async () => {
    const found = await report(log(1153, 0, 30), log(777, 3, 30))
    expect(codes(found)).toContain('two-kubelets')
    expect(found.nodes.map(({ node, heartbeat }) => [node, heartbeat.renewals])).toEqual([
      ['w1', 30],
      ['w1 (1.log)', 30],
    ])
  })

  it.each([
    ['a successor', [log(1153, 0, 15), log(777, 155, 15)]],
    ['a copy with another pid', [log(1153, 0, 30), log(777, 0, 30)]],
    ['the same log twice', [log(1153, 0, 30), log(1153, 0, 30)]],
  ])('are not seen in %s', async (_, logs) => {
    expect(codes(await report(...logs))).not.toContain('two-kubelets')
  })

  /** Failures of w1 every ten seconds, at an API server. */
  const failures = (server: string, fromSeconds: number): string => {
    let text = ''
    for (let s = fromSeconds; s < 180; s += 10)
      text += `E0310 10:${two(Math.floor(s / 60))}:${two(s % 60)}.300000    900 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://${server}:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s\\": dial tcp 10.0.0.1:6443: connect: connection refused" interval="7s"\n`
    return text
  }

  it('are told apart by their API servers where pid and host are the same', async () => {
    expect(codes(await report(failures('a', 0), failures('b', 4)))).toContain('two-kubelets')
    expect(codes(await report(failures('a', 0), failures('a', 4)))).not.toContain('two-kubelets')
  })

  it('accuse no controller: its lines may be about the other one', async () => {
    const controller =
      'I0310 09:50:00.000000       1 flags.go:64] FLAG: --v="2"\n' +
      'I0310 09:50:01.000000       1 node_lifecycle_controller.go:1042] "Controller detected that zone is now in new state" zone="" newState="Normal"\n' +
      'I0310 11:30:00.000000       1 node_lifecycle_controller.go:1042] "Controller detected that zone is now in new state" zone="" newState="Normal"\n'
    const both = await report(log(900, 0, 1) + failures('a', 10), failures('b', 14), controller)
    for (const { deviation, verdict } of both.incidents) {
      expect(deviation.markedNotReady).toBeNull()
      expect(verdict).not.toContain('never did')
    }
  })
})
