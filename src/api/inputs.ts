/** What the functions of the library read. */
import type { Input } from '../model/index.ts'

/** One input or several. A string is a path, `-` for standard input, or a URL of a registered scheme. */
export type Inputs = Input | Iterable<Input>

export function listOf(inputs: Inputs): readonly Input[] {
  if (typeof inputs === 'string') return [inputs]
  return Symbol.iterator in inputs ? [...inputs] : [inputs]
}
