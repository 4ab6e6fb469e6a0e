/**
 * Cuts pasted text into frames: lines as they are, and one frame for each object, description or row of a table.
 *
 * A description becomes `{kind: "Description", node, text}`, a row `{kind: "TableRow", cells}`; `node` is the one that the
 * command before names. Memory is bounded by one block.
 */
import type { Frame, JsonObject, JsonValue } from '../model/index.ts'
import { everyLine } from './lines.ts'
import { JsonDepth } from './paste-json.ts'
import { parseHead, parseRow, type TableHead } from './paste-table.ts'
import type { FrameEvents, FrameScanner } from './scanner.ts'
import { MAX_FRAME_BYTES } from './scanner.ts'

/** Kind and apiVersion of frames that no API server made. */
const OWN = 'leasegap'

export interface PasteParsers {
  readonly json: (events: FrameEvents) => FrameScanner
  readonly yaml: (events: FrameEvents) => FrameScanner
}

type Form = 'json' | 'yaml' | 'description'

interface Block {
  readonly form: Form
  /** Marks before each of its lines. */
  readonly prefix: string
  readonly frames: Frame[]
  readonly lines: string[]
  readonly depth: JsonDepth
  characters: number
  /** Characters of the newest printed line, of the longest, and of the screen that broke lines; null: it broke none. */
  newest: number
  longest: number
  screen: number | null
}

const MARKS = /^[\t >#*|`"'│-]*/
const DESCRIBED =
  /^(?:Name: {2,}\S|Conditions:$|Lease:$|Events:|Type +(?:Status +LastHeartbeatTime|Reason +Age +From))/
const CONDITION = /^[A-Z]\w+ +(?:True|False|Unknown) +[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4}/
const YAML = /^(?:- )?(?:apiVersion|kind|items): ?|^conditions:\s*$/
const JSON_START = /^(?:\{\s*(?:$|")|\[\s*(?:$|\{))/
/** A line within YAML or a description: indented, or a key. */
const YAML_LINE = /^(?:\s|$|#|---|- |[a-z][\w./-]*:(?:\s|$))/
const DESCRIPTION_LINE = /^(?:\s|$|[A-Z][A-Za-z -]{0,40}:(?:\s|$)|Type +(?:Status|Reason) )/
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
  let block: Block | null = null
  let table: { readonly head: TableHead; readonly prefix: string } | null = null
  /** The node that the newest command names. */
  let node: string | null = null

  function take(frame: Frame): void {
    const text = frame.body as string
    if (block && continueBlock(block, frame, text)) return
    finish()
    if (table && takeRow(table, frame, text)) return
    table = null
    if (begin(frame, text)) return
    const named = nodeOfCommand(text)
    if (named !== undefined) node = named
    events.frame(frame)
  }

  function begin(frame: Frame, text: string): boolean {
    const marks = MARKS.exec(text)?.[0] ?? ''
    const inner = text.slice(marks.length)
    const head = parseHead(inner)
    if (head) {
      table = { head, prefix: marks }
      return true
    }
    const found = formOf(inner, marks)
    if (!found) return false
    const { form, prefix } = found
    const depth = new JsonDepth()
    block = { form, prefix, frames: [], lines: [], depth, characters: 0, newest: 0, longest: 0, screen: null }
    add(block, frame, text.slice(prefix.length))
    if (form === 'json' && block.depth.isComplete) finish()
    return true
  }

  /** Returns false if the line does not belong to the block. */
  function continueBlock(open: Block, frame: Frame, text: string): boolean {
    const inner = withoutPrefix(text, open.prefix)
    if (inner === null || open.characters > maxFrameBytes) return false
    if (open.form === 'yaml' && !YAML_LINE.test(inner)) return false
    if (open.form === 'description' && isRest(open, inner)) {
      open.lines.push(`${open.lines.pop() ?? ''}${inner}`)
      open.screen = open.newest
      measure(open, frame, inner)
      return true
    }
    if (open.form === 'description' && (!DESCRIPTION_LINE.test(inner) || /^Name: {2,}\S/.test(inner)))
      return false
    add(open, frame, inner)
    if (open.form === 'json' && open.depth.isComplete) finish()
    return true
  }

  function add(open: Block, frame: Frame, inner: string): void {
    open.lines.push(inner)
    measure(open, frame, inner)
    if (open.form === 'json') open.depth.read(inner)
  }

  function takeRow(
    { head, prefix }: { head: TableHead; prefix: string },
    frame: Frame,
    text: string,
  ): boolean {
    const inner = withoutPrefix(text, prefix)
    const cells = inner === null || inner === '' ? null : parseRow(head, inner)
    if (!cells) return false
    events.frame({ ...frame, body: { kind: 'TableRow', apiVersion: OWN, cells } })
    return true
  }

  function finish(): void {
    const done = block
    block = null
    if (!done) return
    const [first] = done.frames as [Frame]
    if (done.form === 'description') {
      const body = { kind: 'Description', apiVersion: OWN, node, text: done.lines.join('\n') }
      events.frame({ body, line: first.line, offset: first.offset })
      return
    }
    if (done.form === 'json' && !done.depth.isComplete) {
      for (const frame of done.frames) events.frame(frame)
      return
    }
    const text = done.form === 'json' ? done.depth.cut(done.lines) : done.lines.join('\n')
    parse(parsers[done.form], text, first)
  }

  /** Passes the frames of a document on; bare conditions become those of a Node. */
  function parse(open: (events: FrameEvents) => FrameScanner, text: string, first: Frame): void {
    const bare: JsonObject[] = []
    const inner: FrameEvents = {
      frame({ body, line, offset }) {
        const place = { line: first.line + line - 1, offset: first.offset + offset }
        if (typeof body === 'object' && isCondition(body)) bare.push(body)
        else if (typeof body === 'object' && isStatus(body))
          events.frame({ body: nodeOf(body.conditions, node), ...place })
        else events.frame({ body, ...place })
      },
      problem: (code, line, excerpt) =>
        events.problem(code, line === null ? null : first.line + line - 1, excerpt, first.offset),
    }
    const scanner = open(inner)
    scanner.push(Buffer.from(`${text}\n`))
    scanner.end()
    if (bare.length > 0) events.frame({ body: nodeOf(bare, node), line: first.line, offset: first.offset })
  }

  return everyLine(events, take, finish, maxFrameBytes)
}

function measure(open: Block, frame: Frame, inner: string): void {
  open.frames.push(frame)
  open.characters += inner.length + 1
  open.newest = (frame.body as string).length
  open.longest = Math.max(open.longest, open.newest)
}

/** Narrower screens would break nearly every line. */
const NARROWEST = 60
/** Beginnings of lines that are no rest of a line: of a log, a prompt, a fence. */
const NO_REST = /^(?:[IWEF]\d{4} |[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:|\d{4}-\d\d-\d\dT|```)/
const PROMPT = /[$#] /

/** Whether a line is the rest of the one above it, which the edge of a screen broke. */
function isRest({ newest, longest, screen }: Block, inner: string): boolean {
  if (newest < NARROWEST || newest < longest || inner.trim() === '') return false
  if (NO_REST.test(inner) || PROMPT.test(inner)) return false
  if (screen !== null) return newest === screen
  // The first break shows in a line that is no line of a description.
  return !DESCRIPTION_LINE.test(inner) && formOf(inner, '') === null && parseHead(inner) === null
}

function formOf(inner: string, marks: string): { form: Form; prefix: string } | null {
  if (DESCRIBED.test(inner.trimEnd()) || CONDITION.test(inner)) {
    // Rows are indented below the name of their table.
    const prefix = /^(?:Type|[A-Z]\w+ +(?:True|False|Unknown) )/.test(inner) ? marks.trimEnd() : marks
    return { form: 'description', prefix }
  }
  if (YAML.test(inner)) return { form: 'yaml', prefix: marks.replace(/- $/, '') }
  // An object that fills a line is read as a line.
  if (!JSON_START.test(inner) || (marks === '' && /^\{"/.test(inner))) return null
  return { form: 'json', prefix: /["'`]$/.test(marks) ? '' : marks }
}

function withoutPrefix(text: string, prefix: string): string | null {
  if (text.startsWith(prefix)) return text.slice(prefix.length)
  return text.trim() === prefix.trim() || text.trim() === '' ? '' : null
}

/** Returns the node that a command names, null if it names none or several; undefined: the line is no command. */
function nodeOfCommand(line: string): string | null | undefined {
  const text = line.trimEnd().replace(/ {2,}/g, ' ')
  const command = COMMAND.exec(text)
  if (!command) return ANY_COMMAND.test(text) ? null : undefined
  const [, name, another, inPath] = command
  return another === undefined ? (name ?? inPath) : null
}

function isCondition(body: JsonObject): boolean {
  return (
    body.kind === undefined &&
    typeof body.type === 'string' &&
    typeof body.status === 'string' &&
    // Conditions of pods and other objects have none.
    typeof body.lastHeartbeatTime === 'string'
  )
}

function isStatus(body: JsonObject): boolean {
  const { conditions } = body
  return (
    body.kind === undefined && Array.isArray(conditions) && (conditions as JsonObject[]).some(isCondition)
  )
}

function nodeOf(conditions: JsonValue | undefined, name: string | null): JsonObject {
  return { kind: 'Node', apiVersion: 'v1', metadata: { name }, status: { conditions: conditions ?? [] } }
}
