/** A kubelet log that is in evidence is not named as what is missing. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'

const time = (at: number): string =>
  `10:${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`
const stale = (at: number, seconds: number): string =>
  `I0310 ${time(at)}.000000       1 node_lifecycle_controller.go:958] "Node hasn't been updated" node="w1" duration="${seconds}.00001s" nodeConditionType="Ready" currentCondition="&NodeCondition{Type:Ready,Status:True,}"\n`
const CONTROLLER = stale(240, 41) + stale(245, 46) + stale(250, 51)
/** Lines that show no component. */
const log = (fromAt: number): string => {
  let lines = ''
  for (let at = fromAt; at <= 400; at += 10) lines += `I0310 ${time(at)}.000000     900 x.go:1] "Synced"\n`
  return lines
}

async function textOf(kubeletLog: string, nodes: readonly (readonly [string, string])[]): Promise<string> {
  const inputs = [
    { name: 'kcm.log', data: CONTROLLER },
    { name: 'w1.txt', data: kubeletLog },
  ]
  const { incidents, notes } = await analyze(inputs, {
    year: 2026,
    sourceNodes: new Map(nodes),
  })
  return [...incidents.map(({ verdict }) => verdict), ...notes.map(({ text }) => text)].join('\n')
}

describe('the evidence that is missing', () => {
  it('names no kubelet log where the user named the node of one that covers the time', async () => {
    const text = await textOf(log(0), [['w1.txt', 'w1']])
    expect(text).toContain('the logs do not show why')
    expect(text).not.toMatch(/kubelet log of w1/)
  })

  it('names the kubelet log of the time before the one in evidence', async () => {
    expect(await textOf(log(300), [['w1.txt', 'w1']])).toContain('add the kubelet log of w1 from')
  })

  it('names the kubelet log where none is known to be of the node', async () => {
    expect(await textOf(log(0), [])).toContain('There is no kubelet log of w1')
  })
})
