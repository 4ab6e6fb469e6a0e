/**
 * Reads lines of sources again, to be quoted.
 *
 * Each file is read once more and no further than the last line wanted of it, through the same prefilter as before,
 * archives member by member. Only the quoted lines are kept, without the middle of long ones.
 */
import { excerptOf, excerptOfLine } from '../exporters/story/excerpt.ts'
import type { Evidence, Quote } from '../exporters/story/sentence.ts'
import { readFrames } from '../frames/index.ts'
import { prefilterLiterals } from '../grammars/index.ts'
import { usualText } from '../grammars/usual-text.ts'
import type { Body, Problem } from '../model/index.ts'
import { type CustomFormats, formatSettings } from '../read/options/custom-formats.ts'
import { attempt, findInputs } from '../read/read-input.ts'
import { decodeLiterals } from '../read/records/unwrap.ts'
import { unpack } from '../sources/archive/index.ts'
import { isLive } from '../sources/index.ts'
import { type PlainSource, plainSource } from '../sources/plain.ts'
import { type Inputs, listOf } from './inputs.ts'

/** Kept of a line at either end: more than any terminal shows. */
const KEPT_CHARACTERS = 500

/** Of a live source, and of a saved reading, which holds no lines. */
const NOT_READ: Quote = { reason: 'its log is not among the inputs that can be read again' }

/**
 * Reads the lines at these places of the inputs; `formats` are those that they were analysed with. The function that it
 * resolves to returns the text of a place, or the reason why it is missing: only files can be read again, and a file that
 * changed may no longer have its lines.
 */
export async function readQuotes(
  inputs: Inputs,
  places: Iterable<Evidence>,
  formats: CustomFormats = {},
): Promise<(evidence: Evidence) => Quote> {
  const literals = formatSettings(formats).literals
  const wanted = new Map<string, Map<number, Quote>>()
  for (const { source, line } of places) {
    const lines = wanted.get(source) ?? new Map<number, Quote>()
    wanted.set(source, lines.set(line, NOT_READ))
  }
  const ignored = { unreadable: () => {}, skipped: () => {}, problem: () => {} }
  // To search a live source again would ask its cluster, and nothing of it can be read again.
  const all = listOf(inputs)
  const stored = all.filter((input) => !isLive(input))
  for (const [label, lines] of wanted)
    if (all.some((input) => isLive(input) && (label === input || label.startsWith(`${input}/`))))
      setReason(lines, 'a live source is read only once')
  for (const found of stored.length === 0 ? [] : await findInputs(stored, [])) {
    if (found.path === null) {
      setReason(wanted.get(found.label), 'a pipe is read only once')
      continue
    }
    // A file that contains nothing wanted is not opened.
    const isWanted = (label: string): boolean => label === found.label || label.startsWith(`${found.label}!`)
    if (![...wanted.keys()].some(isWanted)) continue
    for await (const source of unpack(plainSource(found), ignored)) {
      const lines = wanted.get(source.label)
      if (!lines) continue
      setReason(lines, 'not found when read again')
      const problems: Problem[] = []
      await attempt(source, problems, () => readLines(source, lines, literals))
      const [problem] = problems
      if (problem) setReason(lines, problem.excerpt)
    }
  }
  return ({ source, line }) => wanted.get(source)?.get(line) ?? NOT_READ
}

function setReason(lines: Map<number, Quote> | undefined, reason: string): void {
  for (const line of lines?.keys() ?? []) lines?.set(line, { reason })
}

/** Fills in the quotes of one source. */
async function readLines(
  source: PlainSource,
  lines: Map<number, Quote>,
  literals: readonly string[],
): Promise<void> {
  const last = [...lines.keys()].reduce((a, b) => Math.max(a, b), 0)
  let isPast = false
  const bytes = async function* (): AsyncIterable<Buffer> {
    for await (const chunk of source.open()) {
      yield chunk
      if (isPast) return
    }
  }
  const bypassLiterals = [...decodeLiterals, ...literals]
  const prefilter = { literals: prefilterLiterals, bypassLiterals, usualText, isOpen: false }
  const found = new Set<number>()
  await readFrames(bytes(), prefilter, {
    problem: () => {},
    frame: ({ line, body }) => {
      if (line > last) isPast = true
      if (!lines.has(line)) return
      lines.set(
        line,
        found.has(line) ? { reason: 'one of several objects on this line' } : { text: textOf(body) },
      )
      found.add(line)
    },
  })
}

function textOf(body: Body): string {
  return withoutMiddle(typeof body === 'string' ? excerptOfLine(body) : excerptOf(body))
}

function withoutMiddle(text: string): string {
  if (text.length <= 2 * KEPT_CHARACTERS) return text
  return `${text.slice(0, KEPT_CHARACTERS)}…${text.slice(-KEPT_CHARACTERS)}`
}
