/**
 * The framing of pasted text: log lines, prompts and sentences, with objects and tables of kubectl between them.
 *
 * Objects are found behind marks of a copy (`> `, `# `, a fence, quotes). Authority: kubectl get and describe, 1.14–1.36;
 * public issues and notes.
 */
import { withoutControlSequences } from '../../text/control-sequences.ts'
import type { Framing } from '../framing.ts'
import { isWrapperLine } from '../json-records.ts'
import type { FrameEvents, FrameScanner, Prefilter } from '../scanner.ts'
import { findStarts } from './starts.ts'

export const pastedText: Framing = {
  name: 'paste',
  title: 'pasted sessions: kubectl describe, YAML, JSON and tables between other lines',
  matches: ({ text, isWhole }) => {
    const plain = withoutControlSequences(text)
    const { object, json, csv } = findStarts(plain, isWhole)
    return object || json || csv || (isWhole && hasWrapperLine(plain))
  },
  open: async (prefilter, events) => (await loadPaste(prefilter))(events),
}

/** Loads the parsers of pasted text. Returns what opens a scanner. */
export async function loadPaste(prefilter: Prefilter): Promise<(events: FrameEvents) => FrameScanner> {
  const [{ pasteScanner }, { documentScanner }, { yamlScanner }] = await Promise.all([
    import('./scanner.ts'),
    import('../json-scanner.ts'),
    import('../yaml-scanner.ts'),
  ])
  return (events) =>
    pasteScanner(events, {
      json: (inner) => documentScanner(inner),
      yaml: (inner) => yamlScanner({ ...prefilter, isOpen: true }, inner),
    })
}

/** Whether a document with records of a platform fills a line. */
function hasWrapperLine(text: string): boolean {
  return text.split('\n').some((line) => line.startsWith('{"') && isWrapperLine(line))
}

/** A line of a document of one form only: YAML, or kubectl describe. */
const PURE = /^(?:\s|$|#|---|\.\.\.|- |[A-Za-z][\w ./-]*:(?:\s|$))/
/** A description within YAML, or the other way round. */
const OTHERS = [/^Name: {2,}\S/m, /^(?:apiVersion|insertId|logName):/m]

/** Whether a source that begins like YAML or a description has other lines, too. */
export function isMixed(text: string): boolean {
  const lines = text.split('\n')
  // The last line may be cut.
  if (lines.length > 1) lines.pop()
  return lines.some((line) => !PURE.test(line)) || OTHERS.every((form) => form.test(text))
}
