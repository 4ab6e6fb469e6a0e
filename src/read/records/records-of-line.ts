/**
 * Cuts a line into the records that a paste has put on it: a terminal or a person joined them, and each has its own klog
 * header.
 *
 * Input: a line. Output: its records, each with the prefix that the first one has, such as a journal's.
 * A header inside a quoted value is none: kubelets quote the last lines of a container.
 */
import { klogText } from '../../envelopes/klog-text.ts'
import type { Frame } from '../../model/index.ts'

/** The beginning of a klog header; `g` because a line may have several. */
const HEADER = /[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} /g

/** Limits a header, in characters. */
const MAX_HEADER = 200

/** Limits the prefix of a record, in characters. */
const MAX_PREFIX = 300

const QUOTE = 34
const BACKSLASH = 92

/** Returns the records of a line, in their order; almost every line is one. */
export function recordsOfLine(frame: Frame): readonly Frame[] {
  const records = typeof frame.body === 'string' ? cutLine(frame.body) : null
  if (records === null) return [frame]
  return records.map((body, n) => (n === 0 ? { ...frame, body } : { ...frame, body, isFurther: true }))
}

/** Returns the texts of several records; null if the line is one. */
function cutLine(line: string): readonly string[] | null {
  const first = line.indexOf('.go:')
  if (first < 0 || line.indexOf('.go:', first + 4) < 0) return null
  const headers = [...line.matchAll(HEADER)].map(({ index }) => index).filter((at) => isHeader(line, at))
  const [head] = headers
  if (head === undefined || headers.length < 2 || head > MAX_PREFIX) return null
  if (isInsideQuotes(line, 0, head)) return null
  const prefix = line.slice(0, head)
  const starts = [0]
  let from = head
  for (const at of headers.slice(1)) {
    if (isInsideQuotes(line, from, at)) continue
    const start = hasShape(line.slice(Math.max(from, at - head), at), prefix) ? at - head : at
    // A word that is joined to the header before it shows no boundary.
    if (start > 0 && !/\s/.test(line.charAt(start - 1))) continue
    starts.push(start)
    from = at
  }
  if (starts.length === 1) return null
  return starts.map((start, n) => line.slice(start, starts[n + 1]).trimEnd())
}

function isHeader(line: string, at: number): boolean {
  return klogText.unwrap(line.slice(at, at + MAX_HEADER)) !== undefined
}

/** Whether a quote is open at `end`, counted from `from` on; escaped quotes count as one inside. */
function isInsideQuotes(text: string, from: number, end: number): boolean {
  let isInside = false
  for (let i = from; i < end; i++) {
    const c = text.charCodeAt(i)
    if (c === BACKSLASH) i++
    else if (c === QUOTE) isInside = !isInside
  }
  return isInside
}

/** Whether a text equals another one but for its digits. */
function hasShape(text: string, shape: string): boolean {
  return shape !== '' && text.replace(/\d/g, '0') === shape.replace(/\d/g, '0')
}

/** Returns the records of a message of several lines that a tool joined: each begins with a klog header of its own. */
export function recordsOfText(text: string): readonly string[] {
  const records: string[] = []
  for (const line of text.split('\n')) {
    if (records.length === 0 || isHeader(line, 0)) records.push(line)
    else records.push(`${records.pop() ?? ''}\n${line}`)
  }
  return records
}
