/**
 * Cuts pasted text into frames: lines as they are, and one frame for each object, description or row of a table.
 * Memory is bounded by one block.
 */
import type { Frame } from '../../model/index.ts'
import { withoutControlSequences } from '../../text/control-sequences.ts'
import { isCsvHead } from '../csv-rows.ts'
import { isWrapperLine } from '../json-records.ts'
import { everyLine } from '../lines.ts'
import type { FrameEvents, FrameScanner } from '../scanner.ts'
import { MAX_FRAME_BYTES } from '../scanner.ts'
import type { PasteBlock, PasteContext, PasteParsers } from './block.ts'
import { descriptionBlock, isDescribed, marksOfDescription } from './description-block.ts'
import { jsonBlock, yamlBlock } from './document-block.ts'
import { JsonDepth } from './json-depth.ts'
import { MARKS, type Prefix, prefixOf } from './marks.ts'
import { csvBlock, tableBlock } from './rows.ts'
import { parseHead } from './table.ts'
import { unitOfStatus, unitStatusBlock } from './unit-status.ts'

const YAML = /^(?:- )?(?:apiVersion|kind|items): ?|^conditions:\s*$/
const JSON_START = /^(?:\{\s*(?:$|")|\[\s*(?:$|\{))/
/** A command that names nodes, with single blanks: `describe node X`, `get node/X`, `/api/v1/nodes/X`. */
const COMMAND =
  /\b(?:describe|get|edit) (?:nodes?|no)[ /]([a-z0-9][a-z0-9.-]*)( [a-z0-9])?|\/nodes\/([a-z0-9][a-z0-9.-]*)/
/** Any other command. */
const ANY_COMMAND = /\b(?:kubectl|oc|k|curl)\s/

/** Never throws. */
export function pasteScanner(
  events: FrameEvents,
  parsers: PasteParsers,
  maxFrameBytes: number = MAX_FRAME_BYTES,
): FrameScanner {
  const context: PasteContext = { events, parsers, maxFrameBytes, node: null }
  let block: PasteBlock | null = null

  function take(frame: Frame): void {
    const text = withoutControlSequences(frame.body as string)
    if (block?.take(frame, text)) return
    finish()
    block = begin(context, frame, text)
    if (block) return
    const named = nodeOfCommand(text)
    if (named !== undefined) context.node = named
    events.frame(frame)
  }

  function finish(): void {
    block?.finish()
    block = null
  }

  return everyLine(events, take, finish, maxFrameBytes)
}

/** Returns the block that begins with a line; null if none does. */
function begin(context: PasteContext, frame: Frame, text: string): PasteBlock | null {
  const marks = MARKS.exec(text)?.[0] ?? ''
  const inner = text.slice(marks.length)
  const head = parseHead(inner)
  if (head) return tableBlock(context, head, prefixOf(marks))
  if (isDescribed(inner)) {
    const prefix = prefixOf(marksOfDescription(inner, marks))
    return descriptionBlock(context, frame, firstLine(text, inner, prefix), { prefix, isStart })
  }
  if (YAML.test(inner)) {
    const prefix = prefixOf(marks.replace(/- $/, ''))
    return yamlBlock(context, frame, firstLine(text, inner, prefix), prefix)
  }
  if (unitOfStatus(inner) !== null) return unitStatusBlock(context, frame, prefixOf(marks))
  if (isCsvHead(inner)) return csvBlock(context, frame, inner, prefixOf(marks))
  return isJson(inner, marks) ? jsonBlock(context, frame, inner, prefixOf(marks)) : null
}

/** Returns the first line of a block with the indentation that is none of its marks. */
function firstLine(text: string, inner: string, { text: prefix, quote }: Prefix): string {
  return quote === '' ? text.slice(prefix.length) : inner
}

/** Whether a line begins a document. An object that fills a line is read as a line, unless it contains many records. */
function isJson(inner: string, marks: string): boolean {
  if (!JSON_START.test(inner)) return false
  return marks !== '' || !/^\{"/.test(inner) || !fillsLine(inner) || isWrapperLine(inner)
}

function fillsLine(inner: string): boolean {
  const depth = new JsonDepth()
  depth.read(inner)
  return depth.end !== null
}

function isStart(inner: string): boolean {
  return isDescribed(inner) || YAML.test(inner) || JSON_START.test(inner) || parseHead(inner) !== null
}

/** Returns the node that a command names, null if it names none or several; undefined: the line is no command. */
function nodeOfCommand(line: string): string | null | undefined {
  const text = line.trimEnd().replace(/ {2,}/g, ' ')
  const command = COMMAND.exec(text)
  if (!command) return ANY_COMMAND.test(text) ? null : undefined
  const [, name, another, inPath] = command
  return another === undefined ? (name ?? inPath) : null
}
