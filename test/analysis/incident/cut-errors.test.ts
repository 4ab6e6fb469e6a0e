/** Errors that are cut before their root: they name no cause, and the report says so. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'
import { stories } from '../../../src/api/stories.ts'

const URL = 'https://10.0.0.1:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-7'
const line = (time: string, text: string): string =>
  `Feb 09 ${time} worker-7 kubelet[123]: E0209 ${time}.223456     123 ${text}`
const update = (time: string, error: string): string =>
  line(time, `controller.go:195] "Failed to update lease" err="Put \\"${URL}${error}`)
const STATUS = line(
  '10:20:41',
  'kubelet_node_status.go:540] "Error updating node status, will retry" err="error getting node \\"worker-7\\": Get \\"https://10.0.0.1:6443/api/v1/nodes/worker-7?timeout=10s\\": dial tcp 10.0.0.1:6443: connect: connection refused"',
)
const ALIVE = ['10:21:50', '10:22:50'].map((time) => line(time, 'kubelet.go:100] "SyncLoop"'))
/** Ends of an error right before its root. */
const ENDS = ['\\": …', '\\": ...', '\\": >', '\\":', '?time…', '?time']

const inputOf = (lines: readonly string[]): { name: string; data: string }[] => [
  { name: 'kubelet.log', data: `${[...lines, ...ALIVE].join('\n')}\n` },
]

describe('an error that is cut before its root', () => {
  it.each(ENDS)('has the cause "other" and a note: %j', async (end) => {
    const report = await analyze(inputOf([update('10:20:40', end), update('10:20:50', end)]), { year: 2026 })
    expect(report.incidents[0]?.cause).toMatchObject({ category: 'other', where: 'unknown' })
    const { observation } =
      report.timeline.find((entry) => entry.observation.kind === 'lease.update-failed') ?? {}
    expect(observation).toMatchObject({ cause: 'other' })
    expect(report.notes.find(({ code }) => code === 'cut-lines')?.text).toContain('2 lines of kubelet.log')
  })

  it.each(ENDS)('leaves the cause to the status posts of its process: %j', async (end) => {
    const lines = [update('10:20:40', end), STATUS, update('10:20:50', end)]
    const { incidents } = await analyze(inputOf(lines), { year: 2026 })
    expect(incidents[0]?.cause).toMatchObject({ category: 'connection-refused', confidence: 'medium' })
  })

  it('does not change the error', async () => {
    const refused = '\\": dial tcp 10.0.0.1:6443: connect: connection refused"'
    const lines = [
      update('10:20:40', refused),
      update('10:20:45', '\\": dial t…'),
      update('10:20:50', refused),
    ]
    const report = await analyze(inputOf(lines), { year: 2026 })
    expect(JSON.stringify(stories(report))).not.toContain('The error changed')
  })
})
