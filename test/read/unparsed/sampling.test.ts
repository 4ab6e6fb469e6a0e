import { describe, expect, it } from 'vitest'
import { MEASURED_BYTES, Sampling } from '../../../src/read/unparsed/sampling.ts'
import { read } from '../../support/read-text.ts'

const SECOND_US = 1_000_000

describe('Sampling', () => {
  it('reads every line of a quiet log', () => {
    const sampling = new Sampling()
    for (let n = 0; n < 20; n++) sampling.record(n * 150, n * 10 * SECOND_US)
    expect(sampling.bytes).toBe(0)
  })

  it('takes the distance that five seconds of the log take, 32 KiB at most', () => {
    const sampling = new Sampling()
    for (let n = 0; n < 100; n++) sampling.record(n * 1000, n * SECOND_US)
    expect(sampling.bytes).toBe(5000)
    for (let n = 100; n < 200; n++) sampling.record(n * 100_000, n * SECOND_US)
    expect(sampling.bytes).toBe(32 * 1024)
  })

  it('measures anew after some megabytes, whatever stands before', () => {
    const [fast, slow] = [new Sampling(), new Sampling()]
    for (let n = 0; n < 100; n++) fast.record(n * 1000, n * SECOND_US)
    for (let n = 0; n < 100; n++) slow.record(n * 3000, n * SECOND_US)
    expect(fast.state).not.toEqual(slow.state)
    for (let n = 0; n < 9; n++)
      for (const sampling of [fast, slow]) sampling.record(MEASURED_BYTES + n * 2000, n * SECOND_US)
    expect(fast.state).toEqual(slow.state)
    expect(fast.bytes).toBe(10_000)
  })

  it('gets rare in a source without any time', () => {
    const sampling = new Sampling()
    for (let n = 0; n < 100; n++) sampling.record(n * 80, null)
    expect(sampling.bytes).toBe(0)
    for (let n = 0; n < 20; n++) sampling.record(8000 + n * 80, null)
    expect(sampling.bytes).toBe(1024 * 1024)
  })
})

describe('the window of a source', () => {
  const line = (minute: string): string =>
    `I1124 10:${minute}:00.000000      10 prober.go:113] "Probe succeeded"\n`

  it('runs from the first to the last line with a stamp, whatever stands before and behind', async () => {
    const log = `-- Logs begin --\n${line('00')}${line('10')}${line('20')}^C\nroot@worker:~#\n`
    const { reading } = await read(log)
    expect((reading.lastUs ?? 0) - (reading.firstUs ?? 0)).toBe(20 * 60 * SECOND_US)
  })

  it('includes the stamps of lines that no grammar reads, in any order', async () => {
    const { reading } = await read(`${line('30')}${line('40')}${line('00')}${line('10')}`)
    expect((reading.lastUs ?? 0) - (reading.firstUs ?? 0)).toBe(40 * 60 * SECOND_US)
  })
})
