/** Seeded pseudo-random numbers: the same seed gives the same run (sfc32). */
export class Random {
  #a: number
  #b = 0x9e3779b9
  #c = 0x243f6a88
  #counter = 1

  constructor(seed: number) {
    this.#a = seed >>> 0
    for (let i = 0; i < 15; i++) this.next()
  }

  /** A number in [0, 1). */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    return (sum >>> 0) / 4294967296
  }

  uniform(from: number, to: number): number {
    return from + (to - from) * this.next()
  }

  /** A whole number in [from, to]. */
  integer(from: number, to: number): number {
    return Math.floor(this.uniform(from, to + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(0, items.length - 1)]
    if (item === undefined) throw new RangeError('pick from an empty list')
    return item
  }

  /** One of the values, by its weight. */
  weighted<T>(choices: readonly (readonly [weight: number, value: T])[]): T {
    const total = choices.reduce((sum, [weight]) => sum + weight, 0)
    let rest = this.next() * total
    for (const [weight, value] of choices) {
      rest -= weight
      if (rest < 0) return value
    }
    return this.pick(choices)[1]
  }

  /** Another generator; what it draws does not move this one. */
  fork(): Random {
    return new Random(Math.floor(this.next() * 4294967296))
  }
}
