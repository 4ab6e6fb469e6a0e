/**
 * A line of a JSON or YAML document over several lines that begins far away or not at all: `"message": "E1122 …",`.
 *
 * Input: a line. Output: the text of the member, if it is a log line. Its time and host stand in other lines, so those of
 * the log line count. Authority: RFC 8259, YAML 1.2.
 */
import type { Body, Envelope, UnwrappedLayer } from '../model/index.ts'
import type { HeaderTest } from './prefixes.ts'

/** The key of a member, also one of YAML; an element of an array has none. */
const KEY = /^(?:- )?(?:"[\w @./-]{1,100}"|[\w@./-]{1,100}) ?: ?/

function unwrapMember(body: Body, hasHeader: HeaderTest): UnwrappedLayer | undefined {
  if (typeof body !== 'string') return undefined
  const line = body.trim()
  const member = line.endsWith(',') ? line.slice(0, -1) : line
  const text = member.slice(KEY.exec(member)?.[0].length ?? 0)
  // A line in quotation marks without anything else is a copy with marks.
  if (!text.startsWith('"') || !text.endsWith('"') || text.length === body.length) return undefined
  try {
    const inside = (JSON.parse(text) as string).trimEnd()
    return hasHeader(inside) ? { body: inside } : undefined
  } catch {
    // Quotation marks inside that nothing escapes: it stays text.
    return undefined
  }
}

export const jsonMember = (hasHeader: HeaderTest): Envelope => ({
  name: 'json-member',
  title: 'lines of a JSON or YAML document that is cut: "message": "E1122 …",',
  bypassLiterals: [],
  unwrap: (body) => unwrapMember(body, hasHeader),
  samples: [
    {
      text: '        "message": "E1122 10:43:03.104750    1153 controller.go:195] \\"text\\" err=\\"EOF\\"\\n",',
      origin: 'constructed: an answer of Elasticsearch that a pager cut',
      unwrapped: { body: 'E1122 10:43:03.104750    1153 controller.go:195] "text" err="EOF"' },
    },
    {
      text: '  "E1122 10:43:03.104750    1153 controller.go:195] \\"text\\"",',
      origin: 'constructed: an element of an array',
      unwrapped: { body: 'E1122 10:43:03.104750    1153 controller.go:195] "text"' },
    },
    {
      text: '    MESSAGE: "E1122 10:43:03.104750    1153 controller.go:195] \\"text\\""',
      origin: 'constructed: gcloud logging read, in the middle',
      unwrapped: { body: 'E1122 10:43:03.104750    1153 controller.go:195] "text"' },
    },
    { text: '  "message": "no header",', origin: 'constructed', unwrapped: null },
  ],
})
