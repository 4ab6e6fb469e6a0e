import { describe, expect, it } from 'vitest'
import { answerLines } from '../../../src/sources/engines/answer-lines.ts'
import { EngineConnection } from '../../../src/sources/engines/connection.ts'

const connection = new EngineConnection({
  ...{ label: 'x', secrets: [], timeout: undefined, signal: undefined },
  advise: () => null,
})

async function* repeated(chunk: string, times: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(chunk)
  for (let n = 0; n < times; n++) yield bytes
}

async function linesOf(body: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
  const all: string[] = []
  for await (const lines of answerLines(body, connection)) all.push(...lines)
  return all
}

describe('answerLines', () => {
  it('joins what chunks divide, and gives the last line without a line feed', async () => {
    expect(await linesOf(repeated('a\nb', 3))).toEqual(['a', 'ba', 'ba', 'b'])
  })

  it('keeps a character that two chunks divide', async () => {
    const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)]
    async function* body(): AsyncIterable<Uint8Array> {
      yield first
      yield second
    }
    expect(await linesOf(body())).toEqual(['é'])
  })

  it('rejects a line without an end', async () => {
    await expect(linesOf(repeated('x'.repeat(2 ** 20), 20))).rejects.toThrow(
      'a line of the answer is too long',
    )
  })
})
