/**
 * A JSON or YAML document in pasted text. Its lines go to a parser at once, so that a list may have any length, and what is before
 * a cut is read. Bare conditions, as jq prints them, become those of a Node.
 */
import type { Frame, JsonObject, JsonValue } from '../../model/index.ts'
import type { FrameEvents, FrameScanner } from '../scanner.ts'
import type { PasteBlock, PasteContext } from './block.ts'
import { isText, JsonDepth } from './json-depth.ts'
import { type Prefix, withoutPrefix, withoutQuote } from './marks.ts'

/** A line within YAML: indented, or a key. */
const YAML_LINE = /^(?:\s|$|#|---|- |[a-z][\w./-]*:(?:\s|$))/

/** Begins a block of YAML; `inner` is its first line. */
export function yamlBlock(context: PasteContext, first: Frame, inner: string, prefix: Prefix): PasteBlock {
  const document = new ParsedDocument(context, context.parsers.yaml, first)
  /** The newest line, which may be the last. */
  let newest = inner
  return {
    take(_frame, text) {
      const line = withoutPrefix(text, prefix)
      if (line === null || !YAML_LINE.test(line)) return false
      document.push(`${newest}\n`)
      newest = line
      return true
    },
    finish() {
      document.push(`${withoutQuote(newest, prefix)}\n`)
      document.end()
    },
  }
}

/** Begins a block of JSON; `inner` is its first line. */
export function jsonBlock(context: PasteContext, first: Frame, inner: string, prefix: Prefix): PasteBlock {
  const document = new ParsedDocument(context, context.parsers.json, first)
  const depth = new JsonDepth()
  /** Lines so far, as long as no object came out of them. */
  let frames: Frame[] = []
  let characters = 0

  function read(frame: Frame, line: string): void {
    if (document.isEmpty && characters <= context.maxFrameBytes) frames.push(frame)
    else frames = []
    characters += line.length
    depth.read(line)
    // The edge of a screen breaks a string, which has no line feed.
    document.push(depth.isInString ? line : `${line.slice(0, depth.end ?? line.length)}\n`)
  }

  read(first, inner)
  return {
    take(frame, text) {
      const line = withoutPrefix(text, prefix)
      if (depth.end !== null || line === null || isText(line, depth.isInString)) return false
      read(frame, line)
      return true
    },
    finish() {
      if (depth.end === null && document.isEmpty) for (const frame of frames) context.events.frame(frame)
      else document.end()
    },
  }
}

/** Passes the frames of a document on, at their place in the source. */
class ParsedDocument {
  readonly #context: PasteContext
  readonly #first: Frame
  readonly #scanner: FrameScanner
  readonly #conditions: JsonObject[] = []
  /** No object came out of it yet. */
  isEmpty = true

  constructor(context: PasteContext, open: (events: FrameEvents) => FrameScanner, first: Frame) {
    this.#context = context
    this.#first = first
    this.#scanner = open({
      frame: (frame) => this.#take(frame),
      problem: (code, line, excerpt) =>
        context.events.problem(code, line === null ? null : first.line + line - 1, excerpt, first.offset),
    })
  }

  push(text: string): void {
    this.#scanner.push(Buffer.from(text))
  }

  end(): void {
    this.#scanner.end()
    const { line, offset } = this.#first
    if (this.#conditions.length > 0) this.#emit({ body: this.#nodeOf(this.#conditions), line, offset })
  }

  #take({ body, line, offset }: Frame): void {
    this.isEmpty = false
    const place = { line: this.#first.line + line - 1, offset: this.#first.offset + offset }
    if (typeof body === 'object' && isCondition(body)) this.#conditions.push(body)
    else if (typeof body === 'object' && isStatus(body))
      this.#emit({ body: this.#nodeOf(body.conditions), ...place })
    else this.#emit({ body, ...place })
  }

  #emit(frame: Frame): void {
    this.#context.events.frame(frame)
  }

  #nodeOf(conditions: JsonValue | undefined): JsonObject {
    const status = { conditions: conditions ?? [] }
    return { kind: 'Node', apiVersion: 'v1', metadata: { name: this.#context.node }, status }
  }
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
