import { describe, expect, it } from 'vitest'
import { ProblemCounter } from '../../src/read/problem-counter.ts'
import { MANY_STALE_LINES, ProcessCollector } from '../../src/read/process-collector.ts'
import type { Stale } from '../../src/store/stale-table.ts'
import { StringPool } from '../../src/store/string-pool.ts'

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

describe('ProcessCollector', () => {
  it('counts only the first of equal stale lines, unless a node has very many', () => {
    const process = new ProcessCollector({
      source: 'kcm.log',
      host: null,
      name: 'kubelet',
      pid: 1,
      problems: new ProblemCounter('kcm.log'),
      strings: new StringPool(),
    })
    const keep = (node: string): number | undefined => process.keep({ ...stale, node })
    expect(keep('worker-1')).toBe(1)
    for (let n = 1; n < MANY_STALE_LINES; n++) if (keep('worker-1') !== 0) expect(n).toBe('not counted')
    expect([keep('worker-1'), keep('worker-1')]).toEqual([1, 1])
    expect([keep('worker-2'), keep('worker-2')]).toEqual([1, 0])
    const lengths = [...process.reading().stale.values()].map(({ length }) => length)
    expect(lengths).toEqual([MANY_STALE_LINES + 2, 2])
  })
})
