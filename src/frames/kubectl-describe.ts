/**
 * The framing of `kubectl describe`: one frame per object, the text from its `Name:` to the next one, line feeds included.
 *
 * Authority: kubectl describe, 1.14–1.36: every describer prints `Name:` first, at the beginning of a line; objects follow
 * each other, and the content of an object is indented.
 */
import type { Frame } from '../model/index.ts'
import type { Framing } from './framing.ts'
import { everyLine } from './lines.ts'
import { isMixed } from './paste/index.ts'
import type { FrameEvents, FrameScanner, Prefilter } from './scanner.ts'
import { MAX_FRAME_BYTES } from './scanner.ts'

export const description: Framing = {
  name: 'description',
  title: 'kubectl describe',
  matches: ({ text, firstLine }) =>
    firstLine !== null && NAME.test(firstLine) && SECTIONS.test(text) && !isMixed(text),
  open: (prefilter, events) => describeScanner(prefilter, events),
}

/** The value is aligned to a column. */
const NAME = /^Name: {2,}\S/
/** Other fields at the beginning of a line in the description of a Lease or a Node. */
const SECTIONS = /^(?:API Version|Labels|Roles): /m

interface Block {
  readonly line: number
  readonly offset: number
  readonly lines: string[]
  characters: number
}

/**
 * Emits lines before the first object as they are, and objects that pass the prefilter. Cuts an object of more than
 * `maxFrameBytes` characters there and reports it. Never throws.
 */
export function describeScanner(
  prefilter: Prefilter,
  events: FrameEvents,
  maxFrameBytes: number = MAX_FRAME_BYTES,
): FrameScanner {
  const literals = [...prefilter.literals, ...prefilter.bypassLiterals]
  let block: Block | null = null

  function finish(): void {
    if (!block) return
    const { line, offset, lines } = block
    const body = lines.join('\n')
    if (prefilter.isOpen || literals.some((literal) => body.includes(literal)))
      events.frame({ body, line, offset })
    block = null
  }

  function take(frame: Frame): void {
    const text = frame.body as string
    if (NAME.test(text)) {
      finish()
      block = { line: frame.line, offset: frame.offset, lines: [], characters: 0 }
    }
    if (!block) {
      events.frame(frame)
      return
    }
    const before = block.characters
    block.characters += text.length + 1
    if (block.characters <= maxFrameBytes) block.lines.push(text)
    else if (before <= maxFrameBytes) events.problem('record-too-long', block.line, text, block.offset)
  }

  return everyLine(events, take, finish, maxFrameBytes)
}
