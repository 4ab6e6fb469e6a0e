/**
 * Lines laid over others: what a process prints over and over differs in its clocks and in how long something took, and
 * in nothing else.
 *
 * Enter: lines as bytes, and those that had to be read as text. Leaves: what a line says that differs from an earlier
 * one in such places only. `trial.ts` finds out which places those are.
 */
import { bytesOf, viewOf } from '../../bytes/ascii-numbers.ts'
import { findVariableFields, parsedLineOf, skeletonOf } from './infer.ts'
import { type CachedTemplate, Layout } from './layout.ts'

/** Longer lines are always read as text: an honest failure with its error has 600 characters. */
const MAX_LENGTH = 2048

/** Stencils of one source, which may take 40 MB: a controller prints four lines each of the 5,000 nodes that a cluster may have. */
const MAX_TEMPLATES = 24_576

/** Layouts of one source, each of which is asked about each line; the one that fitted longest ago gives way. */
const MAX_LAYOUTS = 32

/** Lines in no layout that are remembered until they are met again. */
const MAX_REMEMBERED = 4096

/** A trial takes as long as so many lines: it is made when as many could have been spared. */
const TRIAL_LINES = 20

/** After so many lines without a new template, a trial counted as several, only one line in so many is looked at. */
const MAX_IN_VAIN = 16_384
const RARELY = 256

/** The templates of one source. */
export class TemplateCache<T> {
  #layouts: Layout<T>[] = []
  /** Skeletons of lines that were met once. */
  readonly #remembered = new Set<string>()
  /** What was looked at last. */
  #buffer: Buffer = Buffer.alloc(0)
  #bytes: DataView = viewOf(this.#buffer)
  #fitted = 0
  #inVain = 0

  /** What `buffer[start, end)` is like: to be read before the next is asked for. Undefined: nothing that is known. */
  fitting(buffer: Buffer, start: number, end: number): CachedTemplate<T> | undefined {
    if (this.#buffer !== buffer) {
      this.#buffer = buffer
      this.#bytes = viewOf(buffer)
    }
    for (const layout of this.#layouts) {
      if (!layout.mayFit(this.#bytes, start, end)) continue
      const template = layout.fitting(this.#bytes, start, end)
      if (!template) continue
      layout.usedAt = ++this.#fitted
      return template
    }
    return undefined
  }

  /** A line that was read as text, by itself and to its end, in which `teller` said something. */
  see(text: string, teller: T): void {
    if (text.length > MAX_LENGTH) return
    const line = bytesOf(text)
    const near = this.#layouts.find((layout) => layout.mayFit(line, 0, line.byteLength))
    if (near && near.meet(line) < TRIAL_LINES) return
    if (++this.#inVain > MAX_IN_VAIN && this.#inVain % RARELY !== 0) return
    if (!near && !this.#recall(text)) return
    if (this.#cut(text, line, teller)) this.#inVain = 0
    else this.#inVain += TRIAL_LINES
  }

  /** Whether a line that differs from this one where holes may be was met before. */
  #recall(text: string): boolean {
    const skeleton = skeletonOf(text)
    if (this.#remembered.delete(skeleton)) return true
    if (this.#remembered.size === MAX_REMEMBERED) this.#remembered.clear()
    this.#remembered.add(skeleton)
    return false
  }

  /** False: it has no hole, or a template that its time does not fit. */
  #cut(text: string, line: DataView, teller: T): boolean {
    const meaning = parsedLineOf(text)
    if (!meaning) return false
    const holes = findVariableFields(text, meaning)
    if (holes.clocks.length === 0) return false
    let layout = this.#layouts.find((one) => one.isOf(holes, line))
    if (!layout) {
      if (this.#layouts.length === MAX_LAYOUTS) this.#giveUpEldest()
      layout = new Layout(holes, line)
      layout.usedAt = this.#fitted
      this.#layouts.push(layout)
    }
    if (!layout.cut(line, meaning, teller)) return false
    if (this.#size() > MAX_TEMPLATES) this.#giveUpEldest()
    return true
  }

  #size(): number {
    return this.#layouts.reduce((sum, { size }) => sum + size, 0)
  }

  #giveUpEldest(): void {
    const eldest = this.#layouts.reduce((a, b) => (b.usedAt < a.usedAt ? b : a))
    this.#layouts = this.#layouts.filter((layout) => layout !== eldest)
  }
}
