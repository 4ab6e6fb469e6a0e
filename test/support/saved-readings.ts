/** Saved readings for tests: of inputs, and lines with the checksums of a writer. */
import { createHash } from 'node:crypto'
import { type Inputs, read, type SaveOptions } from '../../src/index.ts'

export async function saved(inputs: Inputs, options?: SaveOptions): Promise<string> {
  let text = ''
  for await (const line of read(inputs, options)) text += line
  return text
}

/** Gives the first source of a saved reading other lines, and checksums that agree with them. */
export function resealed(text: string, change: (lines: string[]) => string[]): string {
  const [head = '', ...rest] = text.split('\n')
  const lines = change(
    rest.slice(
      0,
      rest.findIndex((line) => line.startsWith('{"end"')),
    ),
  )
  const sha256 = createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('base64')
  const section = createHash('sha256').update(sha256).digest('base64')
  const ends = [{ end: { sha256 } }, { sectionEnd: { sha256: section } }]
  return `${[head, ...lines, ...ends.map((end) => JSON.stringify(end))].join('\n')}\n`
}
