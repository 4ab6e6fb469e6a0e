/**
 * Cuts YAML into frames: one per document, or per item of a list (`kubectl get -o yaml`, must-gather).
 *
 * A YAML parser is slow, so documents and items are separated by their lines, and only those that pass the prefilter are
 * parsed. Authority: YAML 1.2; kubectl's printer (sigs.k8s.io/yaml), which writes block style.
 */
import { parse } from 'yaml'
import type { Frame, JsonObject } from '../model/index.ts'
import { everyLine } from './lines.ts'
import { ObjectList } from './object-list.ts'
import type { FrameEvents, FrameScanner, Prefilter } from './scanner.ts'
import { MAX_FRAME_BYTES } from './scanner.ts'

/** Lines that are parsed together: a document or an item. */
interface Block {
  readonly line: number
  readonly offset: number
  readonly lines: string[]
  characters: number
}

/**
 * Limits of a block. The parser's time or stack grows faster than the text with nested brackets, with tags and anchors of
 * one node, with dashes of one line and with indentation. kubectl writes block style, some hundred `{}` in managed fields
 * and neither tags nor anchors; 20,000 tags take the parser 2 s, some thousand brackets overflow its stack.
 */
const MAX_BRACKETS = 2000
const MAX_PROPERTIES = 1000
const MAX_DASHES = 200
const MAX_INDENTATION = 1000

const BLANK = 32
const BANG = 33
const AMPERSAND = 38
const ASTERISK = 42
const DASH = 45
const QUESTION = 63
const BRACKET = 91
const BRACE = 123

/** Whether a block is within the limits. Also counts characters in quotes. */
function isWithinLimits(lines: readonly string[]): boolean {
  let brackets = 0
  let properties = 0
  for (const text of lines) {
    if (!isLeadWithinLimits(text)) return false
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i)
      if (c === BRACKET || c === BRACE) brackets++
      else if ((c === BANG || c === AMPERSAND || c === ASTERISK) && isAfterBlank(text, i)) properties++
    }
    if (brackets > MAX_BRACKETS || properties > MAX_PROPERTIES) return false
  }
  return true
}

/** Whether the blanks and dashes at the beginning of a line are within the limits. */
function isLeadWithinLimits(text: string): boolean {
  let dashes = 0
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if ((c === DASH || c === QUESTION) && text.charCodeAt(i + 1) === BLANK) dashes++
    else if (c !== BLANK) return i <= MAX_INDENTATION && dashes <= MAX_DASHES
  }
  return dashes <= MAX_DASHES
}

function isAfterBlank(text: string, at: number): boolean {
  const before = at === 0 ? BLANK : text.charCodeAt(at - 1)
  return before === BLANK || before === 9
}

const HEADER = /^(apiVersion|kind): *["']?([\w./-]{1,256})/

/**
 * Reports a block that can't be parsed, or has more than `maxObjectBytes` characters, and skips it. Does not report a
 * document that is cut, because a shorter document may be complete. Never throws.
 */
export function yamlScanner(
  prefilter: Prefilter,
  events: FrameEvents,
  maxObjectBytes: number = MAX_FRAME_BYTES,
): FrameScanner {
  const literals = [...prefilter.literals, ...prefilter.bypassLiterals]
  let list = new ObjectList((frame) => events.frame(frame))
  let block: Block | null = null
  /** The beginning of an item with its indentation; '' before the first item of a list; null outside of a list. */
  let itemStart: string | null = null
  /** Of `apiVersion` and `kind` those that the document has. */
  const keys = new Set<string>()
  /** True: the document has items, and the text around them belongs to the list. */
  let isList = false

  function take({ body, line, offset }: Frame): void {
    const text = body as string
    if (/^(---|\.\.\.)(\s|$)/.test(text)) {
      endDocument()
      return
    }
    const [, key, value] = HEADER.exec(text) ?? []
    // Another document begins without a separator where two outputs were saved one after the other.
    if (key !== undefined && keys.has(key)) endDocument()
    if (itemStart === '') itemStart = /^ *- /.exec(text)?.[0] ?? itemStart
    if (itemStart !== null && /^[^\s#-]/.test(text)) {
      finish()
      itemStart = null
    }
    if (itemStart) {
      if (text.startsWith(itemStart)) finish()
    } else if (key !== undefined && value !== undefined) {
      keys.add(key)
      list.setField(key, value)
    } else if (/^items:\s*$/.test(text) && list.mayBeList) {
      block = null
      itemStart = ''
      isList = true
      return
    }
    add(text, line, offset)
  }

  function add(text: string, line: number, offset: number): void {
    block ??= { line, offset, lines: [], characters: 0 }
    block.characters += text.length + 1
    if (block.characters <= maxObjectBytes) block.lines.push(text)
  }

  /** Parses the current block, an item or a document. */
  function finish(): void {
    const done = block
    block = null
    if (!done || (isList && !itemStart)) return
    const { line, offset, lines, characters } = done
    const isTooLong = characters > maxObjectBytes
    const text = isTooLong ? '' : lines.join('\n')
    if (!isTooLong && !prefilter.isOpen && !literals.some((literal) => text.includes(literal))) return
    if (isTooLong || !isWithinLimits(lines)) events.problem('limit-reached', line, lines[0] ?? '', offset)
    else emitObjects(text, line, offset)
  }

  function emitObjects(text: string, line: number, offset: number): void {
    try {
      // Pretty errors quote their line, which takes too long for a long line with an error at each byte.
      const value: unknown = parse(text, { logLevel: 'error', uniqueKeys: false, prettyErrors: false })
      const items: readonly unknown[] = Array.isArray(value) ? value : [value]
      for (const item of items) {
        if (!isObject(item)) continue
        if (itemStart) list.add(item, line, offset, text.length)
        else events.frame({ body: item, line, offset })
      }
    } catch (error) {
      const [reason = ''] = String((error as Error).message).split('\n', 1)
      events.problem('broken-record', line, reason, offset)
    }
  }

  function endDocument(): void {
    finish()
    list.close()
    list = new ObjectList((frame) => events.frame(frame))
    itemStart = null
    isList = false
    keys.clear()
  }

  return everyLine(events, take, endDocument, maxObjectBytes)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
