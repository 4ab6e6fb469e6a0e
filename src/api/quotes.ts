/**
 * Lines of sources read again, to be quoted. In: inputs, and places in them; out: the text of each place.
 *
 * Each source is read once more and no further than its last place, through the same gate as before, archives
 * member by member. Held are the quoted lines alone, the middle of long ones left out.
 */
import { excerptOf, excerptOfLine } from '../exporters/story/excerpt.ts'
import type { Evidence, Quote } from '../exporters/story/sentence.ts'
import { readFrames } from '../frames/index.ts'
import { prefilterLiterals } from '../grammars/index.ts'
import { usualText } from '../grammars/usual-text.ts'
import type { Body, Problem, SourceInput } from '../model/index.ts'
import { attempt } from '../read/read-input.ts'
import { decodeLiterals } from '../read/unwrap.ts'
import { unpack } from '../sources/archive/index.ts'
import { findSources } from '../sources/find.ts'

/** Kept of a line at either end: more than any terminal shows. */
const KEPT_CHARACTERS = 500

/**
 * The lines at these places of the inputs. What was read from a pipe is gone, and a file that changed may not
 * have its lines any more: then the quote says so.
 */
export async function readQuotes(
  inputs: readonly string[],
  places: Iterable<Evidence>,
): Promise<(evidence: Evidence) => Quote> {
  const wanted = new Map<string, Map<number, Quote>>()
  for (const { source, line } of places) {
    const lines = wanted.get(source) ?? new Map<number, Quote>()
    wanted.set(source, lines.set(line, { reason: 'not found when read again' }))
  }
  const ignored = { unreadable: () => {}, skipped: () => {}, problem: () => {} }
  for (const found of await findSources(inputs, ignored)) {
    if (!found.rereadable) {
      tellAll(wanted.get(found.name), 'a pipe is read only once')
      continue
    }
    // Only where something inside is wanted is it opened.
    const isWanted = (name: string): boolean => name === found.name || name.startsWith(`${found.name}!`)
    if (![...wanted.keys()].some(isWanted)) continue
    for await (const source of unpack(found, ignored)) {
      const lines = wanted.get(source.name)
      if (!lines) continue
      const problems: Problem[] = []
      await attempt(source, problems, () => readLines(source, lines))
      const [problem] = problems
      if (problem) tellAll(lines, problem.excerpt)
    }
  }
  return ({ source, line }) => wanted.get(source)?.get(line) ?? { reason: 'was not read again' }
}

function tellAll(lines: Map<number, Quote> | undefined, reason: string): void {
  for (const line of lines?.keys() ?? []) lines?.set(line, { reason })
}

/** Fills in the quotes of one source. */
async function readLines(source: SourceInput, lines: Map<number, Quote>): Promise<void> {
  const last = [...lines.keys()].reduce((a, b) => Math.max(a, b), 0)
  let passed = false
  const bytes = async function* (): AsyncIterable<Buffer> {
    for await (const chunk of source.open()) {
      yield chunk
      if (passed) return
    }
  }
  const gate = { literals: prefilterLiterals, bypassLiterals: decodeLiterals, usualText, isOpen: false }
  const met = new Set<number>()
  await readFrames(bytes(), gate, {
    problem: () => {},
    frame: ({ line, body }) => {
      if (line > last) passed = true
      if (!lines.has(line)) return
      lines.set(
        line,
        met.has(line) ? { reason: 'one of several objects on this line' } : { text: textOf(body) },
      )
      met.add(line)
    },
  })
}

function textOf(body: Body): string {
  return shortened(typeof body === 'string' ? excerptOfLine(body) : excerptOf(body))
}

function shortened(text: string): string {
  if (text.length <= 2 * KEPT_CHARACTERS) return text
  return `${text.slice(0, KEPT_CHARACTERS)}…${text.slice(-KEPT_CHARACTERS)}`
}
