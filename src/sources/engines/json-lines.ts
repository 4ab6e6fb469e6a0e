/** Answers that are JSON objects, one a line. */
import type { JsonObject } from '../../model/index.ts'
import { answerLines } from './answer-lines.ts'
import type { EngineConnection } from './connection.ts'

/** Gives the objects. Rejects with a SourceError at what is none: an engine that fails writes its error there. */
export async function* jsonLines(
  body: AsyncIterable<Uint8Array>,
  connection: EngineConnection,
): AsyncIterable<readonly JsonObject[]> {
  for await (const lines of answerLines(body, connection)) {
    const objects: JsonObject[] = []
    for (const line of lines) {
      const object = parseObject(line)
      if (object === null || object.exception !== undefined) {
        if (objects.length > 0) yield objects
        throw connection.refusal(200, errorText(object, line))
      }
      objects.push(object)
    }
    yield objects
  }
}

function parseObject(line: string): JsonObject | null {
  if (!line.startsWith('{')) return null
  try {
    return JSON.parse(line) as JsonObject
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function errorText(object: JsonObject | null, line: string): string {
  if (object) return String(object.exception)
  const at = line.indexOf('Code: ')
  return at >= 0 ? line.slice(at) : 'the answer ends in the middle of a row'
}
