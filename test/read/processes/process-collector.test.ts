import { describe, expect, it } from 'vitest'
import type { Observation } from '../../../src/model/index.ts'
import { MAX_NODES } from '../../../src/model/limits.ts'
import { ProblemCounter } from '../../../src/read/problem-counter.ts'
import { MANY_STALE_LINES, ProcessCollector } from '../../../src/read/processes/process-collector.ts'
import type { Stale } from '../../../src/store/stale-table.ts'
import { StringPool } from '../../../src/store/string-pool.ts'

const stale: Stale & { readonly timeUs: number } = {
  timeUs: 1,
  resolutionUs: 1,
  clock: 'control-plane',
  source: 'kcm.log',
  line: 1,
  pid: 1,
  host: null,
  kind: 'node.stale',
  node: 'worker-1',
  conditionType: 'Ready',
  durationSeconds: 40.058523,
  condition: null,
  component: 'kube-controller-manager',
}

const renewed: Observation<'lease.renewed'> = {
  timeUs: 1,
  resolutionUs: 1,
  clock: 'control-plane',
  source: 'audit.log',
  line: 1,
  pid: null,
  host: null,
  kind: 'lease.renewed',
  verb: 'PUT',
  statusCode: 200,
  node: 'worker-1',
  latencyMs: null,
  component: 'kube-apiserver',
}

const about = { host: null, name: 'kubelet', pid: 1, strings: new StringPool() }

describe('ProcessCollector', () => {
  it('counts only the first of equal stale lines, unless a node has very many', () => {
    const process = new ProcessCollector({
      ...about,
      source: 'kcm.log',
      problems: new ProblemCounter('kcm.log'),
    })
    const keep = (node: string): number | undefined => process.keep({ ...stale, node })
    expect(keep('worker-1')).toBe(1)
    for (let n = 1; n < MANY_STALE_LINES; n++) if (keep('worker-1') !== 0) expect(n).toBe('not counted')
    expect([keep('worker-1'), keep('worker-1')]).toEqual([1, 1])
    expect([keep('worker-2'), keep('worker-2')]).toEqual([1, 0])
    const lengths = [...process.part().stale.values()].map(({ length }) => length)
    expect(lengths).toEqual([MANY_STALE_LINES + 2, 2])
  })

  it('counts the requests of nodes beyond the limit', () => {
    const problems = new ProblemCounter('audit.log')
    const process = new ProcessCollector({ ...about, source: 'audit.log', problems })
    for (let n = 0; n < MAX_NODES + 2; n++) process.keep({ ...renewed, node: `worker-${n}` })
    process.keep({ ...renewed, node: 'worker-7' })
    expect(process.part().requests.size).toBe(MAX_NODES)
    expect(problems.list()).toMatchObject(Array(2).fill({ code: 'limit-reached', count: 1 }))
  })
})
