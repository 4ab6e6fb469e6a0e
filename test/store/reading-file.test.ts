/** Readings in a temporary file: which are kept there, and that they are what they were. */
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSource } from '../../src/read/read-source.ts'
import type { SourceReading } from '../../src/store/reading.ts'
import { ReadingFile } from '../../src/store/reading-file.ts'
import { sourceOf } from '../support/read-text.ts'

/** Reads a text and keeps what `analyze` would. */
async function readingOf(text: string): Promise<SourceReading> {
  const settings = { zone: () => 0, year: 2026, nowUs: 1_795_305_600_000_000, node: null }
  const reader = await readSource(sourceOf(text), settings, (o, from) => from.keep(o))
  return reader.reading()
}

const KUBELET = readFileSync('test/e2e/cases/network-cut-v2/kubelet.log', 'utf8')
const CONTROLLER = readFileSync('test/e2e/cases/network-cut-v2/kube-controller-manager.log', 'utf8')

describe('ReadingFile', () => {
  let file: ReadingFile
  beforeEach(() => {
    file = new ReadingFile(0)
  })
  afterEach(() => file.close())

  it('keeps the reading of a kubelet, and gives back what it contained', async () => {
    const [given, same] = [await readingOf(KUBELET), await readingOf(KUBELET)]
    const kept = file.keep(given)
    expect(kept).not.toBe(given)
    expect(kept.processes.map(({ stored }) => stored !== undefined)).toEqual(same.processes.map(() => true))
    expect(kept.pauses).toEqual(same.pauses)
    for (const [i, process] of kept.processes.entries()) {
      const { observations, pauses, requestTimes, firstUs, flags } = same.processes[i] ?? process
      expect(process).toMatchObject({ observations, pauses, requestTimes, firstUs, flags })
      expect(process.requests.size).toBe(same.processes[i]?.requests.size)
    }
  })

  it('leaves a small reading in memory, and a controller of many nodes', async () => {
    const [kubelet, controller] = [await readingOf(KUBELET), await readingOf(CONTROLLER)]
    expect(file.keep(controller)).toBe(controller)
    const roomy = new ReadingFile(1e9)
    expect(roomy.keep(kubelet)).toBe(kubelet)
    roomy.close()
  })

  it('leaves a large reading in memory, which would be read back as a whole again and again', async () => {
    const kubelet = await readingOf(KUBELET)
    const [process] = kubelet.processes
    if (!process) throw new Error('the kubelet is a process')
    const observations = Array.from({ length: 40_000 }, (_, i) => {
      const one = process.observations[i % process.observations.length]
      if (!one) throw new Error('it has observations')
      return one
    })
    const large = { ...kubelet, processes: [{ ...process, observations }] }
    expect(file.keep(large)).toBe(large)
  })

  it('leaves a reading in memory whose node was given, for its lines may name another', async () => {
    const given = { isNamed: true, node: 'other', zone: null, printedUs: null }
    const kubelet = { ...(await readingOf(KUBELET)), given }
    expect(file.keep(kubelet)).toBe(kubelet)
  })

  it('keeps a changed copy, and the reading before the change', async () => {
    const kept = file.keep(await readingOf(KUBELET))
    const changed = kept.change?.((whole) => ({ ...whole, firstUs: 1 }))
    expect([changed?.firstUs, kept.firstUs === 1]).toEqual([1, false])
    expect(changed?.processes[0]?.observations).toEqual(kept.processes[0]?.observations)
  })

  it('leaves no file behind', async () => {
    const names = (): string[] => readdirSync(tmpdir()).filter((name) => /^leasegap-[0-9a-f]{16}$/.test(name))
    const before = new Set(names())
    file.keep(await readingOf(KUBELET))
    expect(names().filter((name) => !before.has(name))).toEqual([])
  })

  it('throws once it is closed', async () => {
    const kept = file.keep(await readingOf(KUBELET))
    file.close()
    expect(() => kept.processes[0]?.observations).toThrow('closed')
  })
})
