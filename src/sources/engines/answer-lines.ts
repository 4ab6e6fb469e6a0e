/** Lines of an answer, in groups as they arrive. */
import { StringDecoder } from 'node:string_decoder'
import type { EngineConnection } from './connection.ts'

/** Limits the text that waits for the end of its line. */
const MAX_LINE_CHARACTERS: number = 16 * 1024 * 1024

/** Gives all lines, also one without a line feed at the end. Rejects with a SourceError for one that never ends. */
export async function* answerLines(
  body: AsyncIterable<Uint8Array>,
  connection: EngineConnection,
): AsyncIterable<readonly string[]> {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for await (const chunk of body) {
    const lines = (rest + decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))).split(
      '\n',
    )
    rest = lines.pop() as string
    if (rest.length > MAX_LINE_CHARACTERS) throw connection.failure('a line of the answer is too long')
    if (lines.length > 0) yield lines
  }
  rest += decoder.end()
  if (rest !== '') yield [rest]
}
