/**
 * `kubectl describe` in, one frame per described object out: the text from its `Name:` to just before the next
 * one, line feeds included.
 *
 * Authority: kubectl describe, 1.14–1.36: every describer prints `Name:` first, at the line's beginning, and of
 * several objects one after the other; what lies inside of an object is indented.
 */
import type { Frame } from '../model/index.ts'
import { everyLine } from './lines.ts'
import type { FrameEvents, FrameScanner, Prefilter } from './scanner.ts'
import { MAX_FRAME_BYTES } from './scanner.ts'

/** The value stands in a column of its own. */
const NAME = /^Name: {2,}\S/
/** What else stands at a line's beginning in the description of a Lease or a Node. */
const SECTIONS = /^(?:API Version|Labels|Roles): /m

interface Block {
  readonly line: number
  readonly offset: number
  readonly lines: string[]
  characters: number
}

/** Whether a source whose first line is `first` and which begins with `head` is such a text. */
export function isDescription(first: string, head: string): boolean {
  return NAME.test(first) && SECTIONS.test(head)
}

/**
 * Lines before the first object become frames as they are. Objects that hold no literal of the gate are left
 * out; of one of more than `maxFrameBytes` characters the rest is left out and told. Never throws.
 */
export function describeScanner(
  gate: Prefilter,
  events: FrameEvents,
  maxFrameBytes: number = MAX_FRAME_BYTES,
): FrameScanner {
  const literals = [...gate.literals, ...gate.bypassLiterals]
  let block: Block | null = null

  function finish(): void {
    if (!block) return
    const { line, offset, lines } = block
    const body = lines.join('\n')
    if (gate.isOpen || literals.some((literal) => body.includes(literal)))
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
