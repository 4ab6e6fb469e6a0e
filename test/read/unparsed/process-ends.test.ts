/** The last lines of a kubelet that ended, which no literal lets pass. */
import { describe, expect, it } from 'vitest'
import { read } from '../../support/read-text.ts'

const routine = (n: number): string =>
  `Mar 14 10:20:${String(10 + (n % 40))} w1 kubelet[77]: I0314 10:20:${String(10 + (n % 40))}.000000      77 kubelet.go:1] plain words`
const ERROR =
  'Mar 14 10:20:51 w1 kubelet[77]: E0314 10:20:51.000000      77 plugin.go:1] "Boom went the disk" err="no space"'
const LAST = 'Mar 14 10:20:52 w1 kubelet[77]: I0314 10:20:52.000000      77 kubelet.go:1] the very last words'
const EXIT =
  'Mar 14 10:20:53 w1 systemd[1]: kubelet.service: Main process exited, code=exited, status=255/EXCEPTION'
const NEXT =
  'Mar 14 10:20:54 w1 kubelet[78]: I0314 10:20:54.000000      78 kubelet.go:1] Starting kubelet main sync loop.'

describe('the end of a process', () => {
  const many = Array.from({ length: 3000 }, (_, n) => routine(n))
  const text = `${[...many, ERROR, LAST, EXIT, NEXT].join('\n')}\n`

  it.each([1, 4096, 1 << 20])('finds its last line and error in chunks of %i bytes', async (size) => {
    const bytes = Buffer.from(size === 1 ? text.split('\n').slice(-20).join('\n') : text)
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    const { reading } = await read(chunks)
    const ended = reading.processes.find(({ pid }) => pid === 77)
    expect(ended?.lastError?.text).toBe('Boom went the disk: no space')
    if (size > 1) expect(ended).toMatchObject({ lastLine: 3002, lastError: { line: 3001 } })
  })

  it('is shown by the next process', async () => {
    const { reading } = await read(`${[...many, ERROR, LAST, NEXT].join('\n')}\n`)
    expect(reading.processes.find(({ pid }) => pid === 77)?.lastError?.line).toBe(3001)
  })

  it('precedes the first line of the next process, whatever that prints', async () => {
    const first = NEXT.replaceAll('10:20:54', '10:20:53').replace(
      'Starting kubelet main sync loop.',
      'plain words',
    )
    const { reading } = await read(`${[...many, LAST, first, NEXT].join('\n')}\n`)
    const [ended, next] = [77, 78].map((pid) => reading.processes.find((p) => p.pid === pid))
    expect(ended).toMatchObject({ lastLine: 3001 })
    expect(next).toMatchObject({ firstLine: 3002 })
    expect((next?.lastUs ?? 0) - (next?.firstUs ?? 0)).toBe(1_000_000)
  })

  it('belongs to systemd, not to a kubelet with pid 1', async () => {
    const { reading } = await read(`${EXIT}\n`)
    expect(reading.processes).toMatchObject([{ component: 'systemd', runsKubelet: false }])
  })
})
