/** An outage that ended with its node: what the kubelet tried afterwards is no part of it. */
import { expect, it } from 'vitest'
import { analyze, stories } from '../../../src/index.ts'

const ensureFailed = (second: number): string =>
  `E1122 10:00:${String(second).padStart(2, '0')}.000000     900 controller.go:145] "Failed to ensure lease exists, will retry" err="leases.coordination.k8s.io \\"w1\\" is forbidden: User \\"system:node:w1\\" cannot get resource \\"leases\\"" interval="200ms"`
const CONTROLLER = [
  'I1122 09:50:00.000000       1 node_lifecycle_controller.go:700] "Controller is running" logger="node-lifecycle-controller"',
  'I1122 10:00:20.000000       1 node_lifecycle_controller.go:700] "Controller observed a Node deletion" logger="node-lifecycle-controller" node="w1"',
]

it('counts failures up to the removal of the node', async () => {
  const { incidents } = await analyze(
    [
      { name: 'kubelet_w1.log', data: [0, 7, 14, 21, 28, 35].map((s) => `${ensureFailed(s)}\n`).join('') },
      { name: 'kcm.log', data: CONTROLLER.map((line) => `${line}\n`).join('') },
    ],
    { year: 2026, sourceNodes: new Map([['kubelet_w1.log', 'w1']]) },
  )
  const [incident] = incidents
  expect(incident).toMatchObject({
    endedBy: 'node-deleted',
    retries: { failures: 3 },
    intervals: { failingSeconds: 14 },
  })
  expect(incident?.boundaries.lastFailure?.atUs).toBeLessThanOrEqual(incident?.endUs ?? 0)
})

it('is stated once by the story, though the controller records it twice', async () => {
  const event =
    'I1122 10:00:20.000000       1 event.go:376] "Event occurred" object="w1" fieldPath="" kind="Node" apiVersion="" type="Normal" reason="RemovingNode" message="Node w1 event: Removing Node w1 from Controller"'
  const report = await analyze(
    [
      { name: 'kubelet_w1.log', data: [0, 7, 14].map((s) => `${ensureFailed(s)}\n`).join('') },
      { name: 'kcm.log', data: [...CONTROLLER, event].map((line) => `${line}\n`).join('') },
    ],
    { year: 2026, sourceNodes: new Map([['kubelet_w1.log', 'w1']]) },
  )
  const texts = stories(report).flatMap(({ sentences }) => sentences.map(({ text }) => text))
  expect(texts.filter((text) => text.includes('deleted'))).toEqual(['w1 was deleted.'])
})
