/**
 * `journalctl -o verbose` in, one object per entry out, as `-o json` prints it, but with the printed header
 * time as `_LEASEGAP_STAMP`, for this format prints no `__REALTIME_TIMESTAMP`.
 *
 * Authority: systemd logs-show.c, output_verbose(): a header `Fri 2025-03-14 10:20:39.123456 UTC [s=…;i=…]`,
 * then `FIELD=value` behind four blanks, further lines of a value indented to its first column.
 */
import type { Frame, JsonObject } from '../model/index.ts'
import { everyLine } from './lines.ts'
import type { FrameEvents, FrameScanner, Prefilter } from './scanner.ts'
import { MAX_FRAME_BYTES } from './scanner.ts'

const HEADER = /^([A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? [^ ]{1,40}) \[[a-z]=/
const FIELD = /^ {4}([A-Z0-9_]{1,64})=/

interface Entry {
  readonly stamp: string
  readonly line: number
  readonly offset: number
  readonly fields: { readonly name: string; value: string }[]
  characters: number
}

/** Whether a line begins an entry of `-o verbose`. */
export function isVerboseHeader(line: string): boolean {
  return HEADER.test(line)
}

/**
 * Every entry becomes a frame when its last line is known; lines outside of entries (`-- Boot … --`) become
 * frames as they are. Of an entry that is too long the rest is left out and told. Never throws.
 */
export function verboseScanner(
  _gate: Prefilter,
  events: FrameEvents,
  maxFrameBytes: number = MAX_FRAME_BYTES,
): FrameScanner {
  let entry: Entry | null = null

  function finish(): void {
    if (entry) events.frame({ body: objectOf(entry), line: entry.line, offset: entry.offset })
    entry = null
  }

  function take(frame: Frame): void {
    const text = frame.body as string
    const stamp = HEADER.exec(text)?.[1]
    if (stamp !== undefined) {
      finish()
      entry = { stamp, line: frame.line, offset: frame.offset, fields: [], characters: 0 }
    } else if (entry && (text.startsWith('    ') || text === '')) {
      const before = entry.characters
      entry.characters += text.length
      if (entry.characters <= maxFrameBytes) addLine(entry, text)
      else if (before <= maxFrameBytes) {
        events.problem('record-too-long', entry.line, text, entry.offset)
      }
    } else {
      finish()
      events.frame(frame)
    }
  }

  return everyLine(events, take, finish, maxFrameBytes)
}

function addLine({ fields }: Entry, text: string): void {
  const name = FIELD.exec(text)?.[1]
  const last = fields.at(-1)
  if (name !== undefined) fields.push({ name, value: text.slice(4 + name.length + 1) })
  else if (last) last.value += `\n${unindented(text, 4 + last.name.length + 1)}`
}

function unindented(text: string, columns: number): string {
  let blanks = 0
  while (blanks < columns && text[blanks] === ' ') blanks++
  return text.slice(blanks)
}

function objectOf({ stamp, fields }: Entry): JsonObject {
  const values = new Map<string, string | string[]>([['_LEASEGAP_STAMP', stamp]])
  for (const { name, value } of fields) {
    const before = values.get(name)
    if (before === undefined) values.set(name, value)
    else if (typeof before === 'string') values.set(name, [before, value])
    else before.push(value)
  }
  return Object.fromEntries(values)
}
