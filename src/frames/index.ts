/**
 * The head of a source in, the way its bytes become frames out. Most sources are lines; what is not shows it
 * in its first kilobytes, and what a file is called shows nothing.
 */

import { peek } from '../bytes/peek.ts'
import { exportScanner } from './journal-export.ts'
import { isVerboseHeader, verboseScanner } from './journal-verbose.ts'
import { describeScanner, isDescription } from './kubectl-describe.ts'
import { lineScanner } from './lines.ts'
import type { FrameEvents, FrameScanner, Prefilter } from './scanner.ts'
/** How bytes become frames. */
export type Framing =
  | 'lines'
  | 'journal-export'
  | 'journal-verbose'
  | 'json-documents'
  | 'yaml-documents'
  | 'description'

/** All framings, and what a user would call what is framed so. */
export const framings: readonly { readonly name: Framing; readonly title: string }[] = [
  { name: 'lines', title: 'log lines, one record each or several together' },
  { name: 'journal-export', title: 'journalctl -o export' },
  { name: 'journal-verbose', title: 'journalctl -o verbose' },
  { name: 'json-documents', title: 'kubectl get -o json, --watch -o json, journalctl -o json-pretty' },
  { name: 'yaml-documents', title: 'kubectl get -o yaml' },
  { name: 'description', title: 'kubectl describe' },
]

/** As much of a source as is looked at; enough for the first object of any list. */
export const HEAD_BYTES: number = 64 * 1024

/** A source's framing by its first `HEAD_BYTES`, or all of it where it is shorter. */
export function framingOf(head: Buffer): Framing {
  const text = head.toString('latin1')
  if (/^__REALTIME_TIMESTAMP=\d/m.test(text) && /^[A-Z0-9_]+(=|$)/m.test(text)) return 'journal-export'
  const start = text.search(/\S/)
  if (start === -1) return 'lines'
  if (/^(\{\s*["}]|\[\s*[{\]])/.test(text.slice(start, start + 4096))) {
    return isJsonLines(text.slice(start)) ? 'lines' : 'json-documents'
  }
  const first = text.split('\n', 20).find((line) => line.trim() !== '' && !/^(-- |#|---)/.test(line))
  if (first === undefined) return 'lines'
  if (isVerboseHeader(first)) return 'journal-verbose'
  if (/^[A-Za-z]+:(\s|$)/.test(first) && /^(apiVersion|kind):/m.test(text)) return 'yaml-documents'
  return isDescription(first, text) ? 'description' : 'lines'
}

/** One object a line, and none of them a list, which is read element by element. */
function isJsonLines(text: string): boolean {
  if (!text.startsWith('{')) return false
  for (const line of text.split('\n', 5)) {
    const object = line.startsWith('{') ? parsed(line) : undefined
    if (object) return !('items' in object)
  }
  return false
}

function parsed(line: string): object | undefined {
  try {
    return JSON.parse(line) as object
  } catch {
    return undefined
  }
}

/**
 * The scanner for a source that begins with `head`, which is to be pushed too. The parsers of JSON and
 * YAML documents are loaded when they are needed first. Never rejects on data.
 */
async function openFraming(head: Buffer, gate: Prefilter, events: FrameEvents): Promise<FrameScanner> {
  const nul = head.indexOf(0)
  const framing = framingOf(head)
  if (nul !== -1 && framing !== 'journal-export') {
    events.problem('binary', null, head.toString('latin1', 0, 16), nul)
  }
  switch (framing) {
    case 'lines':
      return lineScanner(gate, events)
    case 'journal-export':
      return exportScanner(gate, events)
    case 'journal-verbose':
      return verboseScanner(gate, events)
    case 'json-documents':
      return (await import('./json.ts')).documentScanner(gate, events)
    case 'description':
      return describeScanner(gate, events)
    case 'yaml-documents':
      return (await import('./yaml.ts')).yamlScanner(gate, events)
  }
}

/** All of a source's frames, in order, to `events`. Resolves to what was read; rejects as `bytes` does. */
export async function readFrames(
  bytes: AsyncIterable<Buffer>,
  gate: Prefilter,
  events: FrameEvents,
): Promise<{ readonly lines: number; readonly bytes: number }> {
  const peeked = await peek(bytes, HEAD_BYTES)
  const scanner = await openFraming(peeked.head, gate, events)
  for await (const chunk of peeked.bytes) scanner.push(chunk)
  scanner.end()
  return scanner
}

export type { FrameEvents, FrameScanner, Prefilter as Gate } from './scanner.ts'
