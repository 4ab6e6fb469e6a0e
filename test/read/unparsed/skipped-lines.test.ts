/** Pauses of a log whose lines around them no literal lets pass. */
import { describe, expect, it } from 'vitest'
import { read } from '../../support/read-text.ts'

const SECOND_US = 1_000_000

/** The time of a line: seconds after 10:00. */
const stamp = (seconds: number): string => new Date(36_000_000 + seconds * 1000).toISOString().slice(11, 23)

const plain = (seconds: number, pid = 77): string =>
  `I0314 ${stamp(seconds)}000      ${pid} prober.go:113] "Probe succeeded" probeType="Liveness" pod="default/web-0"\n`
const request = (seconds: number): string =>
  `I0314 ${stamp(seconds)}000      77 round_trippers.go:553] PUT https://cp:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/w1?timeout=10s 200 OK in 4 milliseconds\n`

/** A line every 50 ms, a request every 10 s, and nothing from second `from` to second `to`. */
function logWithPause(from: number, to: number): string {
  const lines: string[] = []
  for (let n = 0; n < 200 * 20; n++) {
    const seconds = n / 20
    if (seconds > from && seconds < to) continue
    lines.push(n % 200 === 0 ? request(seconds) : plain(seconds))
  }
  return lines.join('')
}

const seconds = (us: number, first: number): number => (us - first) / SECOND_US

describe('a pause of a log', () => {
  it.each([
    [63.3, 121.7],
    [60, 90],
    [69.95, 100.05],
  ])('lasts from the last line before %d s to the first line after %d s', async (from, to) => {
    const { reading } = await read(logWithPause(from, to))
    const [process] = reading.processes
    const first = reading.firstUs ?? 0
    const pauses = (list: typeof reading.pauses) =>
      list.map(({ startUs, endUs }) => [seconds(startUs, first), seconds(endUs, first)])
    const expected = [[Math.floor(from * 20) / 20, Math.ceil(to * 20) / 20]]
    expect(pauses(reading.pauses)).toEqual(expected)
    expect(pauses(process?.pauses ?? [])).toEqual(expected)
  })

  it('begins with a line that was read for its time only', async () => {
    // The message is no known one, so its record waits for a next line that could complete it.
    const { reading } = await read(request(0) + plain(3) + plain(140) + request(141))
    const expected = [{ startUs: (reading.firstUs ?? 0) + 3 * SECOND_US }]
    expect(reading.pauses).toMatchObject(expected)
    expect(reading.processes[0]?.pauses).toMatchObject(expected)
  })

  it('is none where another process alone prints lines that pass', async () => {
    const lines: string[] = []
    for (let n = 0; n < 200; n++) lines.push(n % 20 === 0 ? request(n).replace(' 77 ', ' 78 ') : plain(n))
    const { reading } = await read(request(0) + lines.join(''))
    const process = reading.processes.find(({ pid }) => pid === 77)
    expect(process?.pauses).toEqual([])
  })

  it('is measured across chunks', async () => {
    const bytes = Buffer.from(logWithPause(63.3, 121.7))
    const chunks = Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, i) =>
      bytes.subarray(i * 1000, (i + 1) * 1000),
    )
    const { reading } = await read(chunks)
    expect(reading.pauses).toMatchObject([{ endUs: (reading.firstUs ?? 0) + 121.7 * SECOND_US }])
  })
})
