/** Fields of a journal entry. */
import type { JsonObject } from '../model/index.ts'

/** One field of a journal entry. An entry may contain several of one name. */
export interface JournalField {
  readonly name: string
  readonly value: string
}

/** Makes the object that `journalctl -o json` would print: the values of a field that occurs twice are an array. */
export function objectOfFields(fields: readonly JournalField[]): JsonObject {
  const values = new Map<string, string | string[]>()
  for (const { name, value } of fields) {
    const before = values.get(name)
    if (before === undefined) values.set(name, value)
    else if (typeof before === 'string') values.set(name, [before, value])
    else before.push(value)
  }
  return Object.fromEntries(values)
}
