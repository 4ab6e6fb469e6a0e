import { beforeEach, describe, expect, it, vi } from 'vitest'
import { EngineConnection, type Send } from '../../../src/sources/engines/connection.ts'

const waits = vi.hoisted((): number[] => [])
vi.mock('node:timers/promises', () => ({ setTimeout: async (ms: number) => void waits.push(ms) }))
beforeEach(() => void waits.splice(0))

async function* bytes(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text)
}

const connectionWith = (secrets: readonly string[] = [], timeout?: string): EngineConnection =>
  new EngineConnection({ label: 'x', secrets, timeout, signal: undefined, advise: () => null })

const busy =
  (retryAfter: string | null): Send =>
  async () => ({ status: 429, retryAfter, body: bytes('busy') })

describe('a busy engine', () => {
  it.each([
    [null, [500, 1000, 2000, 4000]],
    ['Fri, 27 Nov 2026 09:00:00 GMT', [500, 1000, 2000, 4000]],
    ['0', [1, 1, 1, 1]],
    ['7', [7000, 7000, 7000, 7000]],
    ['86400', [30_000, 30_000, 30_000, 30_000]],
  ])('that answers Retry-After: %s is asked five times, with these waits', async (retryAfter, expected) => {
    await expect(connectionWith().ask(busy(retryAfter))).rejects.toThrow('busy (status 429)')
    expect(waits).toEqual(expected)
  })
})

describe('a connection', () => {
  it.each(['x', '0', '-1', '86400', ''])('refuses the time-out %j', (timeout) => {
    expect(() => connectionWith([], timeout)).toThrow('timeout is no number of seconds')
  })

  it.each([
    ['as it is', 'pass word&'],
    ['in Base64', Buffer.from('pass word&').toString('base64')],
    ['in a URL', encodeURIComponent('pass word&')],
  ])('prints no secret that stands %s in an answer', async (_, form) => {
    const send: Send = async () => ({ status: 400, retryAfter: null, body: bytes(`refused ${form}`) })
    await expect(connectionWith(['pass word&']).ask(send)).rejects.toThrow(/refused … \(status 400\)$/)
  })
})
