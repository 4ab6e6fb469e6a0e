/** Reads a JSON object that a line contains. */
import type { JsonObject } from '../model/index.ts'

/** `text` begins with a brace. Returns null if it is cut, is no JSON, or is nested deeper than the stack. */
export function parseObject(text: string): JsonObject | null {
  try {
    return JSON.parse(text) as JsonObject
  } catch {
    return null
  }
}
