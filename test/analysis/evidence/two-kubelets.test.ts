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
})
