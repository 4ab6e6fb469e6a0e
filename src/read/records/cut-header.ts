/**
 * Completes a record of klog with a header that the edge of a screen broke: the line above ends inside it.
 *
 * Input: a line, and the lines in front of it. Output: the line behind the one above; the line itself if that ends with no
 * part of a header, or both together have none. Authority: klog.go, the header `Lmmdd hh:mm:ss.uuuuuu pid file:line] `.
 */
import type { LinesBefore } from '../../frames/scanner.ts'
import type { Frame } from '../../model/index.ts'

const START = /[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} /
/** A header that ends behind its process id or later. */
const CUT = /^.{21} {0,7}\d{1,8}(?: [\w.:-]{0,70}(?:\] ?)?)?$/
const WHOLE = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} {1,7}\d{1,8} [\w.-]{1,60}:\d{1,5}\] \S/
/** The rest of a header, or the message behind it. Most lines begin with a capital or a digit. */
const REST = /^(?: ?[a-z_.:\d-]{0,70}\] |[ a-z_.:\d-]{0,8}"| ?[a-z])/

/** Bytes in front of a line that contain the one above it. */
const ABOVE_BYTES = 1024

export function withCutHeader(frame: Frame, before: LinesBefore | undefined): Frame {
  const { body } = frame
  if (!before || typeof body !== 'string' || !REST.test(body)) return frame
  const text = before.textBefore(ABOVE_BYTES)
  const above = text.slice(text.lastIndexOf('\n') + 1)
  const start = above.search(START)
  if (start < 0 || !CUT.test(above.slice(start))) return frame
  const joined = above + body
  return WHOLE.test(joined.slice(start)) ? { ...frame, body: joined, columns: above.length } : frame
}
