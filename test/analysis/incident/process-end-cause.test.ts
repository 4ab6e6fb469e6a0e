/** The end of the kubelet's process as a cause: it must lie before the mark, and a start alone shows none. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'

const event = (reason: string, at: string, component: string): string =>
  `{"apiVersion":"v1","kind":"Event","metadata":{"name":"w1.${at}","namespace":"default"},"involvedObject":{"kind":"Node","name":"w1"},"reason":"${reason}","message":"${reason}","source":{"component":"${component}","host":"w1"},"firstTimestamp":"2026-03-10T${at}Z","lastTimestamp":"2026-03-10T${at}Z","count":1,"type":"Normal"}`
const MARK = event('NodeNotReady', '10:05:00', 'node-controller')
const READY = event('NodeReady', '10:20:02', 'kubelet')

async function causeOf(events: readonly string[]): Promise<unknown> {
  const data = `{"apiVersion":"v1","kind":"List","items":[${events.join(',')}]}`
  const { incidents } = await analyze([{ name: 'events.json', data }])
  const { cause } = incidents.find(({ kind }) => kind === 'lease-outage') ?? {}
  return cause && { category: cause.category, confidence: cause.confidence }
}

describe('an outage that only a mark shows', () => {
  it('has no known cause where only a later start is in evidence', async () => {
    expect(await causeOf([MARK, event('Starting', '10:20:00', 'kubelet'), READY])).toEqual({
      category: 'unknown',
      confidence: 'low',
    })
  })

  it('may be due to the end that a start before the mark shows', async () => {
    expect(await causeOf([event('Starting', '10:04:40', 'kubelet'), MARK, READY])).toEqual({
      category: 'kubelet-stopped',
      confidence: 'medium',
    })
  })

  it('is due to the reboot that an Event before the mark reports, not to one after it', async () => {
    const rebooted = (at: string): string => event('Rebooted', at, 'kubelet')
    const reboot = { category: 'node-reboot', confidence: 'medium' }
    expect(await causeOf([rebooted('10:04:40'), MARK, READY])).toMatchObject({ category: reboot.category })
    expect(await causeOf([MARK, rebooted('10:20:00'), READY])).toMatchObject({ category: 'unknown' })
  })
})
