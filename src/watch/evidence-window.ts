/** What was read lately, source by source, for the analysis: lines of an hour, in bounded memory. */
import type { Content } from '../model/index.ts'

/** Lines of a source that arrived soon after each other. */
interface Piece {
  readonly fromUs: number
  lastUs: number
  lines: string[]
  characters: number
}

/** Characters of all sources together, at most: the analysis of so many takes a third of a second. */
const MOST_CHARACTERS: number = 16 * 1024 * 1024

/** Lines are dropped by the piece. */
const PIECE_CHARACTERS: number = 64 * 1024
const PIECE_US = 60_000_000

export class EvidenceWindow {
  readonly #sources = new Map<string, Piece[]>()
  readonly #mostCharacters: number
  #characters = 0
  #completeSinceUs = Number.NEGATIVE_INFINITY

  constructor(mostCharacters: number = MOST_CHARACTERS) {
    this.#mostCharacters = mostCharacters
  }

  get characters(): number {
    return this.#characters
  }

  /** All that arrived since then is here. */
  get completeSinceUs(): number {
    return this.#completeSinceUs
  }

  add(source: string, line: string, nowUs: number): void {
    let pieces = this.#sources.get(source)
    if (!pieces) {
      pieces = []
      this.#sources.set(source, pieces)
    }
    let piece = pieces.at(-1)
    if (!piece || piece.characters >= PIECE_CHARACTERS || nowUs - piece.fromUs >= PIECE_US) {
      piece = { fromUs: nowUs, lastUs: nowUs, lines: [], characters: 0 }
      pieces.push(piece)
    }
    piece.lines.push(line)
    piece.lastUs = nowUs
    piece.characters += line.length + 1
    this.#characters += line.length + 1
    while (this.#characters > this.#mostCharacters) this.#dropFromLargest(nowUs)
  }

  /** Forgets what arrived before. */
  dropBefore(us: number): void {
    this.#completeSinceUs = Math.max(this.#completeSinceUs, us)
    for (const [source, pieces] of this.#sources) {
      while (pieces[0] && pieces[0].lastUs <= us) this.#drop(pieces)
      if (pieces.length === 0) this.#sources.delete(source)
    }
  }

  contents(): Content[] {
    return [...this.#sources].map(([name, pieces]) => ({
      name,
      data: pieces.map(({ lines }) => `${lines.join('\n')}\n`).join(''),
    }))
  }

  #dropFromLargest(nowUs: number): void {
    let largest: Piece[] = []
    let most = -1
    for (const pieces of this.#sources.values()) {
      const characters = pieces.reduce((sum, piece) => sum + piece.characters, 0)
      if (characters > most) [largest, most] = [pieces, characters]
    }
    this.#drop(largest)
    this.#completeSinceUs = Math.max(this.#completeSinceUs, largest[0]?.fromUs ?? nowUs)
  }

  #drop(pieces: Piece[]): void {
    this.#characters -= pieces.shift()?.characters ?? 0
  }
}
