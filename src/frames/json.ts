/**
 * The framing of JSON documents. Its parser is loaded only for a source that matches.
 *
 * Authority: RFC 8259; kubectl and journalctl as they print objects over several lines.
 */
import type { Framing, SourceHead } from './framing.ts'
import { isRecord, isWrapper } from './json-records.ts'
import { findStarts } from './paste/starts.ts'

export const jsonDocuments: Framing = {
  name: 'json-documents',
  title: 'kubectl get -o json, --watch -o json, journalctl -o json-pretty, answers of log platforms',
  matches({ text, isWhole }: SourceHead): boolean {
    const start = text.search(/\S/)
    const document = text.slice(start)
    const isJson = /^(\{\s*["}]|\[\s*[{\]])/.test(document.slice(0, 4096)) || isListOfLines(document)
    if (!isJson || isJsonLines(document)) return false
    const { object, csv } = findStarts(text, isWhole)
    return !object && !csv
  },
  open: async (prefilter, events) =>
    (await import('./json-scanner.ts')).documentScanner(events, undefined, prefilter),
}

/** Whether a text is an array of log lines. */
function isListOfLines(text: string): boolean {
  return /^\[\s*"/.test(text) && isRecord(text.slice(text.indexOf('"') + 1))
}

/** Whether each line is an object, and the first is no list: lists are read element by element. */
function isJsonLines(text: string): boolean {
  if (!text.startsWith('{')) return false
  for (const line of text.split('\n', 5)) {
    const object = line.startsWith('{') ? parseObject(line) : null
    if (object) return !isWrapper(object)
  }
  return false
}

function parseObject(line: string): object | null {
  try {
    return JSON.parse(line) as object
  } catch {
    return null
  }
}
