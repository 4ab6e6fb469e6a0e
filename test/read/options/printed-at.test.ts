/** Ages dated by the moment of printing that the user gives. */
import { describe, expect, it } from 'vitest'
import { analyze, observe } from '../../../src/index.ts'

const EVENTS = `NAMESPACE   LAST SEEN            TYPE     REASON         OBJECT          MESSAGE
default     3m28s                Normal   NodeNotReady   node/worker-1   Node worker-1 status is now: NodeNotReady
default     17m (x2 over 41m)    Normal   NodeReady      node/worker-1   Node worker-1 status is now: NodeReady
default     2026-11-22T10:00:00Z Normal   NodeReady      node/worker-1   Node worker-1 status is now: NodeReady
`
const AT_US = Date.UTC(2026, 10, 22, 10, 50) * 1000

async function times(data: string, printedUs?: number): Promise<(string | null)[]> {
  const found: (string | null)[] = []
  for await (const { timeUs } of observe(
    { name: 'events.txt', data },
    printedUs === undefined ? {} : { printedUs },
  ))
    found.push(timeUs === null ? null : new Date(timeUs / 1000).toISOString())
  return found
}

describe('the moment of printing', () => {
  it('dates ages, each occurrence by its own, and no time that is printed', async () => {
    expect(await times(EVENTS)).toEqual([null, null, null, '2026-11-22T10:00:00.000Z'])
    expect(await times(EVENTS, AT_US)).toEqual([
      '2026-11-22T10:46:30.000Z',
      '2026-11-22T10:32:00.000Z',
      '2026-11-22T10:08:00.000Z',
      '2026-11-22T10:00:00.000Z',
    ])
  })

  it('bounds a boundary by two seconds, or by the unit of the age', async () => {
    const marked = async (age: string): Promise<unknown> => {
      const data = EVENTS.split('\n').slice(0, 2).join('\n').replace('3m28s', age)
      const { incidents } = await analyze({ name: 'events.txt', data: `${data}\n` }, { printedUs: AT_US })
      const { earliestUs, latestUs, exact } = incidents[0]?.boundaries.markedNotReady ?? {}
      return { seconds: [earliestUs, latestUs].map((us) => (AT_US - (us ?? 0)) / 1e6), exact }
    }
    expect(await marked('3m28s')).toEqual({ seconds: [210, 206], exact: false })
    expect(await marked('17m  ')).toEqual({ seconds: [1080, 1020], exact: false })
  })

  it('does not replace the moment that a description shows', async () => {
    const described = [
      'Name:               worker-1',
      'Conditions:',
      '  Type   Status   LastHeartbeatTime                LastTransitionTime               Reason             Message',
      '  Ready  Unknown  Sun, 22 Nov 2026 11:57:10 +0000  Sun, 22 Nov 2026 11:58:00 +0000  NodeStatusUnknown  Kubelet stopped posting node status.',
      'Events:',
      '  Type    Reason        Age   From             Message',
      '  ----    ------        ----  ----             -------',
      '  Normal  NodeNotReady  60s   node-controller  Node worker-1 status is now: NodeNotReady',
      '  Normal  Starting      90s   kubelet          Starting kubelet.',
      '',
    ].join('\n')
    expect(await times(described, AT_US)).toEqual(await times(described))
  })
})
