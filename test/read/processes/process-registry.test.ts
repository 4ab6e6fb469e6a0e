import { describe, expect, it } from 'vitest'
import type { LogRecord } from '../../../src/model/index.ts'
import { ProblemCounter } from '../../../src/read/problem-counter.ts'
import { ProcessRegistry } from '../../../src/read/processes/process-registry.ts'

const record = (line: number, pid: number | null, object: LogRecord['object'] = null): LogRecord => ({
  source: 'kubelet.log',
  line,
  timeUs: null,
  host: null,
  process: null,
  pid,
  statement: null,
  object,
})

describe('processOf', () => {
  it('returns one collector per pid', () => {
    const registry = new ProcessRegistry('kubelet.log', new ProblemCounter('kubelet.log'))
    const [first, other, again] = [1, 2, 1].map((pid, i) => registry.processOf(record(i + 1, pid), []))
    expect(again).toBe(first)
    expect(other).not.toBe(first)
  })

  it('separates objects from the lines of a process', () => {
    const registry = new ProcessRegistry('kubelet.log', new ProblemCounter('kubelet.log'))
    const line = registry.processOf(record(1, null), [])
    expect(registry.processOf(record(2, null, {}), [])).not.toBe(line)
  })

  it('returns one collector for all processes beyond the limit', () => {
    const problems = new ProblemCounter('kubelet.log')
    const registry = new ProcessRegistry('kubelet.log', problems)
    for (let pid = 1; pid <= 10_000; pid++) registry.processOf(record(pid, pid), [])
    const beyond = registry.processOf(record(10_001, 10_001), [])
    expect(beyond.pid).toBe(null)
    expect(registry.processOf(record(10_002, 10_002), [])).toBe(beyond)
    expect(registry.processOf(record(10_003, 1), []).pid).toBe(1)
    expect(registry.parts().byKey.size).toBe(10_001)
    expect(problems.list()).toMatchObject([{ code: 'limit-reached', line: 10_001, count: 1 }])
  })
})
