/**
 * Cache of line templates.
 *
 * Most lines of a process differ only in timestamps and one duration. Such a line is read from its bytes by the
 * template of an earlier line, without making a string. `infer.ts` finds the fields that may differ.
 */
import { bytesOf, viewOf } from '../../bytes/ascii-numbers.ts'
import { findVariableFields, parseLine, skeletonOf } from './infer.ts'
import { type CachedTemplate, Layout } from './layout.ts'

/** Longest line with a template: a normal failure with its error has 600 characters. */
const MAX_LENGTH = 2048

/** Most templates of one source, about 40 MB: a controller prints four lines for each of up to 5,000 nodes. */
const MAX_TEMPLATES = 24_576

/** Most layouts of one source, each of which is tried on each line; the least recently used is evicted. */
const MAX_LAYOUTS = 32

/** Most skeletons remembered of lines without a layout. */
const MAX_SKELETONS = 4096

/** Lines that an inference takes as long as: it is made when as many could have been saved. */
const INFERENCE_LINES = 20

/**
 * Learning may take as long as this many lines more than the templates have saved; after that, only one line in `RARELY`
 * is learned. Without a limit, a controller's log of 1,000 nodes takes two thirds longer: few of its lines repeat often.
 */
const ALLOWANCE_LINES = 200
const RARELY = 512

/** The templates of one source; `P` identifies a process. */
export class TemplateCache<P> {
  #layouts: Layout<P>[] = []
  /** Skeletons of lines that occurred once. */
  readonly #skeletons = new Set<string>()
  /** The buffer of the newest line, with its view. */
  #buffer: Buffer = Buffer.alloc(0)
  #bytes: DataView = viewOf(this.#buffer)
  #matches = 0
  /** What was learned took as long as this many lines. */
  #spent = 0
  /** Lines that were offered beyond the allowance. */
  #beyond = 0

  /**
   * Returns the template of the line `buffer[start, end)`, with the line's values filled in; undefined if there is
   * none. It is valid until the next call.
   */
  match(buffer: Buffer, start: number, end: number): CachedTemplate<P> | undefined {
    if (this.#buffer !== buffer) {
      this.#buffer = buffer
      this.#bytes = viewOf(buffer)
    }
    for (const layout of this.#layouts) {
      if (!layout.mayMatch(this.#bytes, start, end)) continue
      const template = layout.match(this.#bytes, start, end)
      if (!template) continue
      layout.usedAt = ++this.#matches
      return template
    }
    return undefined
  }

  /** Learns from a line that is a complete record with findings, of `process`. */
  learn(text: string, process: P): void {
    if (text.length > MAX_LENGTH) return
    if (this.#spent > ALLOWANCE_LINES + this.#matches && ++this.#beyond % RARELY !== 0) return
    this.#spent++
    const line = bytesOf(text)
    const layout = this.#layouts.find((one) => one.mayMatch(line, 0, line.byteLength))
    if (layout && layout.countUnmatched(line) < INFERENCE_LINES) return
    if (!layout && !this.#recallSkeleton(text)) return
    this.#spent += INFERENCE_LINES
    this.#addTemplate(text, line, process)
  }

  /** Whether a line with the same skeleton occurred before; remembers it if not. */
  #recallSkeleton(text: string): boolean {
    const skeleton = skeletonOf(text)
    if (this.#skeletons.delete(skeleton)) return true
    if (this.#skeletons.size === MAX_SKELETONS) this.#skeletons.clear()
    this.#skeletons.add(skeleton)
    return false
  }

  /** Adds nothing if the line has no clock field, or has a template already. */
  #addTemplate(text: string, line: DataView, process: P): void {
    const parsed = parseLine(text)
    if (!parsed) return
    const fields = findVariableFields(text, parsed)
    if (fields.clocks.length === 0) return
    let layout = this.#layouts.find((one) => one.hasFields(fields, line))
    if (!layout) {
      if (this.#layouts.length === MAX_LAYOUTS) this.#evictLeastRecent()
      layout = new Layout(fields, line)
      layout.usedAt = this.#matches
      this.#layouts.push(layout)
    }
    if (layout.addTemplate(line, parsed, process) && this.#size() > MAX_TEMPLATES) this.#evictLeastRecent()
  }

  #size(): number {
    return this.#layouts.reduce((sum, { size }) => sum + size, 0)
  }

  #evictLeastRecent(): void {
    const oldest = this.#layouts.reduce((a, b) => (b.usedAt < a.usedAt ? b : a))
    this.#layouts = this.#layouts.filter((layout) => layout !== oldest)
  }
}
