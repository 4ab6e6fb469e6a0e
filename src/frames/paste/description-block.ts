/** The output of kubectl describe, or a part of it, in pasted text. It becomes one frame `{kind: "Description", node, text}`. */
import type { Frame } from '../../model/index.ts'
import { OWN, type PasteBlock, type PasteContext } from './block.ts'
import { NO_REST, PROMPT } from './json-depth.ts'
import { type Prefix, withoutPrefix, withoutQuote } from './marks.ts'

/** Begins a description or a part of it. */
const DESCRIBED =
  /^(?:Name: {2,}\S|Conditions:$|Lease:$|Events:|Type +(?:Status +LastHeartbeatTime|Reason +Age +From))/
const CONDITION = /^[A-Z]\w+ +(?:True|False|Unknown) +[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4}/
/** A line within a description: indented, or a key. */
const LINE = /^(?:\s|$|[A-Z][A-Za-z -]{0,40}:(?:\s|$)|Type +(?:Status|Reason) )/
const NAME = /^Name: {2,}\S/

export function isDescribed(inner: string): boolean {
  const line = withoutTabs(inner)
  return DESCRIBED.test(line.trimEnd()) || CONDITION.test(line)
}

/** kubectl separated columns by tabs up to 1.7. */
function withoutTabs(line: string): string {
  return line.includes('\t') ? line.replace(/ ?\t[\t ]{0,40}/g, '  ') : line
}

/** Returns the marks of the lines of a description by those of its first: rows are indented below the name of their table. */
export function marksOfDescription(inner: string, marks: string): string {
  return /^(?:Type|[A-Z]\w+ +(?:True|False|Unknown) )/.test(withoutTabs(inner)) ? marks.trimEnd() : marks
}

/** Narrower screens would break nearly every line. */
const NARROWEST = 60

/** Begins a block. `isStart`: whether a line begins another one. */
export function descriptionBlock(
  context: PasteContext,
  first: Frame,
  inner: string,
  { prefix, isStart }: { readonly prefix: Prefix; readonly isStart: (inner: string) => boolean },
): PasteBlock {
  const lines = [withoutTabs(inner)]
  let characters = inner.length
  /** Characters of the newest printed line, of the longest, and of the screen that broke lines; null: it broke none. */
  let newest = (first.body as string).length
  let longest = newest
  let screen: number | null = null

  /** Whether a line is the rest of the one above it, which the edge of a screen broke. */
  function isRest(line: string): boolean {
    if (newest < NARROWEST || newest < longest || line.trim() === '') return false
    if (NO_REST.test(line) || PROMPT.test(line)) return false
    if (screen !== null) return newest === screen
    // The first break shows in a line that is no line of a description.
    return !LINE.test(line) && !isStart(line)
  }

  return {
    take(frame, text) {
      const printed = withoutPrefix(text, prefix)
      const line = printed === null ? null : withoutTabs(printed)
      if (line === null || characters > context.maxFrameBytes) return false
      if (isRest(line)) {
        lines.push(`${lines.pop() ?? ''}${line}`)
        screen = newest
      } else if (!LINE.test(line) || NAME.test(line)) return false
      else lines.push(line)
      characters += line.length + 1
      newest = (frame.body as string).length
      longest = Math.max(longest, newest)
      return true
    },
    finish() {
      lines.push(withoutQuote(lines.pop() ?? '', prefix))
      const body = { kind: 'Description', apiVersion: OWN, node: context.node, text: lines.join('\n') }
      context.events.frame({ body, line: first.line, offset: first.offset })
    },
  }
}
