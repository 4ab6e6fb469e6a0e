/** Counts of values, such as the years that the dates of a source give; the winner has most, the larger of two. */
export class Votes {
  readonly #counts = new Map<number, number>()

  add(value: number): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1)
  }

  /** Reports whether at least `votes` are for one value, and none for another. */
  isUnanimous(votes: number): boolean {
    const [only = 0, another] = this.#counts.values()
    return another === undefined && only >= votes
  }

  /** Null: no value has a vote. */
  winner(): number | null {
    let winner: number | null = null
    let most = 0
    for (const [value, count] of this.#counts)
      if (count > most || (count === most && winner !== null && value > winner)) {
        winner = value
        most = count
      }
    return winner
  }
}
