/**
 * The framing of `journalctl -o verbose`: one object per entry, as `-o json` prints it, but with the time of the header
 * as `_LEASEGAP_STAMP`, because this format prints no `__REALTIME_TIMESTAMP`.
 *
 * Authority: systemd logs-show.c, output_verbose(): a header `Fri 2025-03-14 10:20:39.123456 UTC [s=…;i=…]`, then
 * `FIELD=value` indented by four blanks, further lines of a value indented to its first column.
 */
import type { Frame } from '../model/index.ts'
import type { Framing } from './framing.ts'
import { objectOfFields } from './journal-fields.ts'
import { everyLine } from './lines.ts'
import type { FrameEvents, FrameScanner } from './scanner.ts'
import { MAX_FRAME_BYTES } from './scanner.ts'

export const journalVerbose: Framing = {
  name: 'journal-verbose',
  title: 'journalctl -o verbose',
  matches: ({ firstLine }) => firstLine !== null && HEADER.test(firstLine),
  open: (_prefilter, events) => verboseScanner(events),
}

const HEADER = /^([A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})? [^ ]{1,40}) \[[a-z]=/
const FIELD = /^ {4}([A-Z0-9_]{1,64})=/

interface Entry {
  readonly stamp: string
  readonly line: number
  readonly offset: number
  readonly fields: { readonly name: string; value: string }[]
  characters: number
}

/**
 * Emits every entry when its last line is known; emits lines outside of entries (`-- Boot … --`) as they are. Cuts an
 * entry of more than `maxFrameBytes` characters there and reports it. Never throws.
 */
export function verboseScanner(events: FrameEvents, maxFrameBytes: number = MAX_FRAME_BYTES): FrameScanner {
  let entry: Entry | null = null

  function finish(): void {
    if (!entry) return
    const { stamp, line, offset, fields } = entry
    events.frame({
      body: objectOfFields([{ name: '_LEASEGAP_STAMP', value: stamp }, ...fields]),
      line,
      offset,
    })
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
      else if (before <= maxFrameBytes) events.problem('record-too-long', entry.line, text, entry.offset)
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
  else if (last) last.value += `\n${removeIndentation(text, 4 + last.name.length + 1)}`
}

function removeIndentation(text: string, maxBlanks: number): string {
  let blanks = 0
  while (blanks < maxBlanks && text[blanks] === ' ') blanks++
  return text.slice(blanks)
}
