/** Answers of a kubelet that cuts them, and that takes a time for one of its own zone. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedFor, joinAnswers } from '../../../src/sources/kube/log-query.ts'

const HOUR_US = 3_600_000_000
const NOW_US = Date.UTC(2026, 0, 2, 12) * 1000

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A line as `journalctl --utc -o short-precise` prints it. */
function lineAt(us: number, text = 'x'): string {
  const date = new Date(us / 1000)
  const [month, day] = [MONTHS[date.getUTCMonth()], String(date.getUTCDate()).padStart(2, '0')]
  const time = `${date.toISOString().slice(11, 19)}.${String(us % 1e6).padStart(6, '0')}`
  return `${month} ${day} ${time} worker-1 kubelet[7]: ${text}\n`
}

interface Kubelet {
  /** Stamps of its lines, ascending. */
  readonly stamps: readonly number[]
  /** East of UTC. */
  readonly zoneHours: number
  /** Bytes after which it ends an answer without a word. */
  readonly mostBytes: number
  readonly chunkBytes: number
}

/** Answers as the kubelet does: the sent time, which is UTC, is taken for one of the node's zone. */
async function* answer(kubelet: Kubelet, askedUs: number | null): AsyncIterable<Buffer> {
  const { stamps, zoneHours, mostBytes, chunkBytes } = kubelet
  const fromUs = askedUs === null ? 0 : askedUs - zoneHours * HOUR_US
  const text = stamps.filter((us) => us >= fromUs).map((us) => lineAt(us))
  const bytes = Buffer.from(text.join('')).subarray(0, mostBytes)
  for (let at = 0; at < bytes.length; at += chunkBytes) yield Buffer.from(bytes.subarray(at, at + chunkBytes))
}

interface Joined {
  readonly lines: readonly string[]
  readonly requests: number
}

async function join(
  kubelet: Kubelet,
  { sinceUs = null as number | null, untilUs = null as number | null } = {},
): Promise<Joined> {
  let requests = 1
  const ask = async (askedUs: number): Promise<AsyncIterable<Buffer>> => {
    requests++
    return answer(kubelet, askedUs)
  }
  let text = ''
  const first = answer(kubelet, askedFor(sinceUs))
  for await (const chunk of joinAnswers(first, ask, { sinceUs, untilUs, nowUs: NOW_US }))
    text += chunk.toString()
  return { lines: text.split(/(?<=\n)/), requests }
}

/** A line every ten seconds, for two hours up to now. */
const STAMPS = Array.from({ length: 720 }, (_, i) => NOW_US - (720 - i) * 10_000_000)
const WHOLE = { stamps: STAMPS, zoneHours: 0, mostBytes: Number.POSITIVE_INFINITY, chunkBytes: 1000 }

describe('joinAnswers', () => {
  it.each([-11, -5, 0, 2, 5.75, 14])(
    'gives the wanted time of a node that is %d h east of UTC',
    async (zoneHours) => {
      const [sinceUs, untilUs] = [NOW_US - HOUR_US, NOW_US - HOUR_US / 2]
      const { lines } = await join({ ...WHOLE, zoneHours }, { sinceUs, untilUs })
      expect(lines).toEqual(STAMPS.filter((us) => us >= sinceUs && us <= untilUs).map((us) => lineAt(us)))
    },
  )

  it.each([-11, 0, 9])('goes on where an answer is cut (zone %d h)', async (zoneHours) => {
    const kubelet = { ...WHOLE, zoneHours, mostBytes: 20_000 }
    const sinceUs = NOW_US - 2 * HOUR_US
    const { lines } = await join(kubelet, { sinceUs })
    expect([...new Set(lines)]).toEqual(STAMPS.map((us) => lineAt(us)))
  })

  it('asks a kubelet that has been quiet for an hour twice more, and not for ever', async () => {
    const stamps = STAMPS.filter((us) => us < NOW_US - HOUR_US)
    const { lines, requests } = await join({ ...WHOLE, stamps })
    expect([...new Set(lines)]).toEqual(stamps.map((us) => lineAt(us)))
    expect(requests).toBeLessThanOrEqual(4)
  })

  it('asks once where the log reaches the wanted end', async () => {
    expect((await join(WHOLE)).requests).toBe(1)
  })

  it('gives stamps of December the year before in January', async () => {
    const stamps = [Date.UTC(2025, 11, 31, 23) * 1000, Date.UTC(2026, 0, 1, 1) * 1000]
    const { lines } = await join({ ...WHOLE, stamps }, { sinceUs: Date.UTC(2025, 11, 31) * 1000 })
    expect([...new Set(lines)]).toEqual(stamps.map((us) => lineAt(us)))
  })

  it('gives a log whose lines have no stamps of journald as it came', async () => {
    const text = 'I0102 10:00:00.000000 1 a.go:1] x\nno line end'
    const log = (async function* () {
      yield Buffer.from(text)
    })()
    const ask = (): never => {
      throw new Error('asked again')
    }
    let given = ''
    for await (const chunk of joinAnswers(log, ask, { sinceUs: NOW_US, untilUs: null, nowUs: NOW_US }))
      given += chunk.toString()
    expect(given).toBe(text)
  })

  it('asks with the zone that the last answer proved', async () => {
    const stamps = Array.from({ length: 9 }, (_, i) => NOW_US - 129_000_000 + i * 1_000_000)
    const kubelet = { stamps, zoneHours: -1, mostBytes: 400, chunkBytes: 121 }
    const { lines } = await join(kubelet, { sinceUs: NOW_US - 121_000_000 })
    expect([...new Set(lines)]).toEqual([lineAt(NOW_US - 121_000_000)])
  })

  it('loses no line and takes none of another time, wherever answers are cut', async () => {
    const gaps = fc.array(fc.integer({ min: 1_000_000, max: 900_000_000 }), { minLength: 1, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(
        gaps,
        fc.integer({ min: -12, max: 14 }),
        fc.integer({ min: 400, max: 4000 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 20 * 3600 }),
        async (between, zoneHours, mostBytes, chunkBytes, sinceSeconds) => {
          let us = NOW_US - 120_000_000
          const stamps = between.map((gap) => (us -= gap)).reverse()
          const sinceUs = NOW_US - sinceSeconds * 1_000_000
          const kubelet = { stamps, zoneHours, mostBytes, chunkBytes }
          const { lines } = await join(kubelet, { sinceUs })
          const wanted = stamps.filter((one) => one >= sinceUs).map((one) => lineAt(one))
          expect([...new Set(lines)].filter((line) => line !== '')).toEqual(wanted)
        },
      ),
      { numRuns: 200 },
    )
  })
})
