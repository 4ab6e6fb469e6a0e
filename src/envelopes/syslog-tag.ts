/**
 * Tag between time and message in the short modes of journalctl and in syslog files: `host kubelet[1234]: `.
 *
 * The host is missing with --no-hostname, the pid in some syslog daemons. `tagOnly` is the envelope of a line that begins
 * with the tag because its time is missing.
 *
 * Authority: systemd logs-show.c (output_short); rsyslog's traditional file format.
 */
import type { Body, Envelope, Stamp, UnwrappedLayer } from '../model/index.ts'
import { type MutableLayer, skipSpaces, tokenEnd } from './scan.ts'

export interface Tag {
  readonly host: string | undefined
  readonly process: string
  readonly pid: number | undefined
  /** Index of the message, after one blank behind the colon. */
  readonly end: number
}

/** Parses the tag at `from`, after any number of blanks. Returns undefined if missing. */
export function parseTag(text: string, from: number): Tag | undefined {
  const first = skipSpaces(text, from)
  const firstEnd = tokenEnd(text, first)
  if (firstEnd === first) return undefined
  if (text.charCodeAt(firstEnd - 1) === 58) return parseIdent(text, first, firstEnd, undefined)
  const second = skipSpaces(text, firstEnd)
  const secondEnd = tokenEnd(text, second)
  if (text.charCodeAt(secondEnd - 1) !== 58 || secondEnd === second) return undefined
  return parseIdent(text, second, secondEnd, text.slice(first, firstEnd))
}

/** Parses `kubelet[1234]:` or `kubelet:` between two indices. */
function parseIdent(text: string, from: number, colonEnd: number, host: string | undefined): Tag | undefined {
  let nameEnd = colonEnd - 1
  let pid: number | undefined
  if (text.charCodeAt(nameEnd - 1) === 93) {
    const bracket = text.lastIndexOf('[', nameEnd)
    if (bracket <= from) return undefined
    const number = Number(text.slice(bracket + 1, nameEnd - 1))
    if (bracket + 2 < nameEnd && Number.isSafeInteger(number) && number >= 0) pid = number
    nameEnd = bracket
  }
  if (nameEnd <= from) return undefined
  const process = processOf(text.slice(from, nameEnd))
  return { host, process, pid, end: text.charCodeAt(colonEnd) === 32 ? colonEnd + 1 : colonEnd }
}

/** Returns the process of an identifier. `-o with-unit` prints the unit instead: `kubelet.service`, `user@1000.service/foo.service`. */
function processOf(ident: string): string {
  if (ident === 'init.scope') return 'systemd'
  if (!ident.endsWith('.service')) return ident
  return ident.slice(ident.lastIndexOf('/') + 1, -'.service'.length)
}

/** Builds the layer of a line with a tag; without `stamp` if its time can't be parsed. */
export function unwrapTagged(text: string, tag: Tag, stamp: Stamp | undefined): UnwrappedLayer {
  const unwrapped: MutableLayer = { body: unescapeControls(text.slice(tag.end)), process: tag.process }
  if (tag.host !== undefined) unwrapped.host = tag.host
  if (tag.pid !== undefined) unwrapped.pid = tag.pid
  if (stamp) unwrapped.stamp = stamp
  return unwrapped
}

/** Decodes control characters, which rsyslog writes as `#` and three octal digits; only NUL, tab, LF, CR and ESC. */
function unescapeControls(text: string): string {
  if (!text.includes('#0')) return text
  return text.replace(/#0(?:00|11|12|15|33)/g, (escaped) =>
    String.fromCharCode(Number.parseInt(escaped.slice(1), 8)),
  )
}

/** Limits the length of a tag without a time, in characters. */
const MAX_TAG_LENGTH = 80

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || !/^[\w/(]/.test(body)) return undefined
  const bracket = body.indexOf(']: ')
  if (bracket < 0 || bracket > MAX_TAG_LENGTH || body.indexOf(' ') !== bracket + 2) return undefined
  const tag = parseIdent(body, 0, bracket + 2, undefined)
  return tag?.pid === undefined ? undefined : unwrapTagged(body, tag, undefined)
}

export const tagOnly: Envelope = {
  name: 'tag',
  title: 'process and pid without a time: microk8s.daemon-kubelite[53319]: …',
  isHeader: true,
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: 'microk8s.daemon-kubelite[53319]: E0320 20:46:08.223079   53319 leaderelection.go:367] Failed to update lock: EOF',
      origin: 'github issue canonical/microk8s#3859, shortened',
      unwrapped: {
        body: 'E0320 20:46:08.223079   53319 leaderelection.go:367] Failed to update lock: EOF',
        process: 'microk8s.daemon-kubelite',
        pid: 53319,
      },
    },
    { text: 'panic[now]: no pid', origin: 'constructed', unwrapped: null },
  ],
}
