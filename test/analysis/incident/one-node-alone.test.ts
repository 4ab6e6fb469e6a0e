/** One node alone that blames another side, whatever names occur elsewhere. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'
import { Kubelet } from '../../support/short-logs.ts'

const REFUSED = 'dial tcp 10.0.0.1:6443: connect: connection refused'
const kubelet = new Kubelet()
const LOG = [
  ...kubelet.others(0, 60),
  ...[70, 80, 90].map((at) => kubelet.updateFailed(at, REFUSED)),
  ...kubelet.others(250, 320),
]

const confidenceWith = async (registeredAt: string): Promise<unknown> => {
  const event = `{"kind":"Event","apiVersion":"v1","metadata":{"name":"e"},"involvedObject":{"kind":"Node","name":"worker-2"},"reason":"RegisteredNode","message":"Node worker-2 event: Registered Node worker-2 in Controller","source":{"component":"node-controller"},"firstTimestamp":"${registeredAt}","lastTimestamp":"${registeredAt}","count":1,"type":"Normal"}`
  const report = await analyze(
    [
      { name: 'kubelet.log', data: `${LOG.join('\n')}\n` },
      { name: 'event.json', data: event },
    ],
    { year: 2026 },
  )
  expect(report.nodes).toHaveLength(2)
  return report.incidents.map(({ cause }) => [cause.where, cause.confidence])
}

describe('an outage that blames the API server', () => {
  it('is at most of medium confidence where another node is only named at another time', async () => {
    expect(await confidenceWith('2026-11-22T02:00:00Z')).toEqual([['api-server', 'medium']])
  })
})
