/**
 * The framing of pasted text: log lines, prompts and sentences, with objects and tables of kubectl between them.
 *
 * Objects are found behind marks of a copy (`> `, `# `, a fence, quotes). Authority: kubectl get and describe, 1.14–1.36;
 * public issues and notes.
 */
import type { Framing } from './framing.ts'
import type { FrameEvents, FrameScanner, Prefilter } from './scanner.ts'

export const pastedText: Framing = {
  name: 'paste',
  title: 'pasted sessions: kubectl describe, YAML, JSON and tables between other lines',
  matches: ({ text }) => STARTS.some((start) => start.test(text)) || hasSpreadStart(text),
  open: async (prefilter, events) => (await loadPaste(prefilter))(events),
}

/** Loads the parsers of pasted text. Returns what opens a scanner. */
export async function loadPaste(prefilter: Prefilter): Promise<(events: FrameEvents) => FrameScanner> {
  const [{ pasteScanner }, { documentScanner }, { yamlScanner }] = await Promise.all([
    import('./paste-scanner.ts'),
    import('./json-scanner.ts'),
    import('./yaml-scanner.ts'),
  ])
  return (events) =>
    pasteScanner(events, {
      json: (inner) => documentScanner(inner),
      yaml: (inner) => yamlScanner({ ...prefilter, isOpen: true }, inner),
    })
}

const STARTS: readonly RegExp[] = [
  /^[\t >#*|`"'-]{0,40}(?:Type +Status +LastHeartbeatTime|LAST SEEN +|NAMESPACE +LAST SEEN +|NAME +(?:STATUS|HOLDER|RENEW))/m,
  /^[\t >#*|`"'-]{0,40}(?:Ready|MemoryPressure|DiskPressure|PIDPressure) +(?:True|False|Unknown) +[A-Z][a-z]{2}, \d/m,
  /^[\t >#*|`"'-]{0,40}Type +Reason +Age +From +Message/m,
  /^[\t >#*|`"'-]{0,40}(?:- )?apiVersion: ["']?(?:v1|coordination\.k8s\.io|events\.k8s\.io)/m,
  /^[\t >#*|`"'-]{1,40}\{"(?:apiVersion|kind|metadata|items)"/m,
]

/** Starts of several lines, without indentation and blank lines. */
const SPREAD_STARTS: readonly RegExp[] = [
  /^[\t >#*|`"'-]{0,40}Name: {2,}\S[^\n]*\n(?:[^\n]*\n)?(?:Roles|Namespace|Labels):/m,
  /^[^\n{[]{0,200}[{[]\n(?:\{\s*)?"(?:apiVersion|kind|metadata|type|items|conditions|lastHeartbeatTime)"/m,
]

function hasSpreadStart(text: string): boolean {
  const lines = text.split('\n').map((line) => line.trim())
  const packed = lines.filter((line) => line !== '').join('\n')
  return SPREAD_STARTS.some((start) => start.test(packed))
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
