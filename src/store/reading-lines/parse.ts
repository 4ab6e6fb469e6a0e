/**
 * Parses saved readings line by line. What is damaged, cut or of another version is left out whole and reported: a source
 * is used only if its checksum agrees.
 */
import { createHash, type Hash } from 'node:crypto'
import type { Problem } from '../../model/problem.ts'
import type { SourceReading } from '../reading.ts'
import { isObject } from './checks.ts'
import { MAGIC, THINNED_VERSION, WHOLE_VERSION } from './format.ts'
import { isProblem } from './reading-checks.ts'
import { DamagedReading, SourceBuilder } from './source-builder.ts'

export interface ReadingEvents {
  reading(reading: SourceReading): void
  /** A problem that the reading has saved. */
  problem(problem: Problem): void
  /** What is left out, and what to do; from the 1-based line on. */
  damage(line: number, reason: string): void
}

interface Section {
  readonly sha: Hash
  readonly version: unknown
  /** A damage was reported. */
  isDamaged: boolean
}

/** Lines that begin so end what is left out. */
const RESUMES: readonly string[] = [MAGIC, '{"source":', '{"problem":', '{"sectionEnd":']

const WRITE_AGAIN = 'write it again with leasegap read'

export class ReadingParser {
  readonly #events: ReadingEvents
  readonly #maxObservations: number
  #section: Section | null = null
  #source: SourceBuilder | null = null
  /** Lines are left out up to one that begins something else; `section`: up to the next section. */
  #skips: 'nothing' | 'source' | 'section' = 'nothing'
  #line = 0

  /** `maxObservations`: of one source. */
  constructor(events: ReadingEvents, maxObservations: number) {
    this.#events = events
    this.#maxObservations = maxObservations
  }

  /** Takes the next line, without its end. */
  push(line: string): void {
    this.#line++
    if (line.startsWith(MAGIC)) this.#skips = 'nothing'
    if (this.#skips === 'section') return
    if (this.#skips === 'source') {
      if (!RESUMES.some((start) => line.startsWith(start))) return
      this.#skips = 'nothing'
    }
    try {
      this.#read(line)
    } catch (error) {
      if (!(error instanceof DamagedReading)) throw error
      this.#leaveOut(`line ${this.#line} is damaged: ${error.message}`)
    }
  }

  /** No more lines. */
  end(): void {
    if (this.#source) this.#leaveOut('it ends before its end')
    else if (this.#section && !this.#section.isDamaged) this.#damage(`the file is cut: ${WRITE_AGAIN}`)
  }

  #read(line: string): void {
    const section = this.#section
    if (!section && line !== '' && MAGIC.startsWith(line)) throw new DamagedReading('the file is cut')
    const value = section || line.startsWith(MAGIC) ? parseObject(line) : {}
    if ('leasegap' in value) this.#beginSection(value)
    else if (!section) throw new DamagedReading('it is no line of a reading; give logs as files of their own')
    else if ('source' in value || 'problem' in value || 'sectionEnd' in value)
      this.#readOfSection(line, value, section)
    else this.#readOfSource(line, value, section)
  }

  #readOfSection(line: string, value: Readonly<Record<string, unknown>>, section: Section): void {
    if (this.#source) this.#leaveOut('it ends before its end')
    this.#skips = 'nothing'
    if ('source' in value) {
      this.#source = new SourceBuilder(value.source, this.#maxObservations)
      this.#source.addToDigest(line)
    } else if ('problem' in value) {
      if (!isProblem(value.problem)) throw new DamagedReading('it is no problem')
      section.sha.update(`${line}\n`)
      this.#events.problem(value.problem as Problem)
    } else this.#endSection(value.sectionEnd, section)
  }

  #readOfSource(line: string, value: Readonly<Record<string, unknown>>, section: Section): void {
    const source = this.#source
    if (!source) throw new DamagedReading('it belongs to no source')
    if ('end' in value) {
      const sha256 = shaOf(value.end)
      this.#events.reading(source.end(sha256))
      this.#source = null
      section.sha.update(sha256)
      return
    }
    source.addToDigest(line)
    if ('o' in value) source.observation(value.o)
    else if ('rows' in value) source.rows(value.rows)
    else if ('requests' in value) source.requests(value.requests)
    else if ('runs' in value && section.version === THINNED_VERSION) source.runs(value.runs)
    else if ('stale' in value) source.stale(value.stale)
    else if ('process' in value) source.process(value.process)
    else throw new DamagedReading('it is in no known form')
  }

  #beginSection({ version, by }: Readonly<Record<string, unknown>>): void {
    if (this.#source) this.#leaveOut('it ends before its end')
    else if (this.#section && !this.#section.isDamaged) this.#damage(`a part is cut: ${WRITE_AGAIN}`)
    this.#skips = 'nothing'
    this.#section = { sha: createHash('sha256'), version, isDamaged: false }
    if (version === WHOLE_VERSION || version === THINNED_VERSION) return
    const writer = typeof by === 'string' ? `leasegap ${by.slice(0, 40)}` : 'another leasegap'
    this.#damage(
      `a reading of version ${String(version).slice(0, 20)}, written by ${writer}; this leasegap reads versions ${WHOLE_VERSION} and ${THINNED_VERSION}: write it again with this leasegap, or analyze it with that one`,
    )
    this.#skips = 'section'
  }

  #endSection(end: unknown, section: Section): void {
    if (shaOf(end) !== section.sha.digest('base64') && !section.isDamaged)
      this.#damage(`sources or problems are missing: ${WRITE_AGAIN}`)
    this.#section = null
  }

  /** Leaves out the source that is open, or the line, and what follows up to the next source. */
  #leaveOut(reason: string): void {
    const what = this.#source ? `the reading of ${this.#source.name} is left out: ${reason}` : reason
    this.#source = null
    this.#skips = 'source'
    this.#damage(`${what}; ${WRITE_AGAIN}`)
  }

  #damage(reason: string): void {
    if (this.#section) this.#section.isDamaged = true
    this.#events.damage(this.#line, reason)
  }
}

function parseObject(line: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new DamagedReading('it is no JSON')
  }
  if (!isObject(value)) throw new DamagedReading('it is no object')
  return value
}

function shaOf(end: unknown): string {
  const sha256 = isObject(end) ? end.sha256 : undefined
  if (typeof sha256 !== 'string') throw new DamagedReading('it has no checksum')
  return sha256
}
