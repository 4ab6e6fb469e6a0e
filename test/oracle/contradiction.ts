/** A claim of the program that the truth denies. */

export interface Contradiction {
  /** What the same defect has in common, e.g. `lastRenewal exact`. */
  readonly kind: string
  readonly claim: string
  readonly truth: string
  /** What makes the evidence of the node harder than a whole log on one clock; '' for nothing. */
  readonly circumstances?: string
}

export interface Found extends Contradiction {
  readonly seed: number
  readonly place: string
  readonly description: string
}

/** Prints all contradictions, grouped by kind, the most frequent first. */
export function printContradictions(found: readonly Found[], examples: number): void {
  const kinds = new Map<string, Found[]>()
  for (const one of found) {
    const list = kinds.get(one.kind)
    if (list === undefined) kinds.set(one.kind, [one])
    else list.push(one)
  }
  const sorted = [...kinds].sort(([, a], [, b]) => b.length - a.length)
  for (const [, list] of sorted) list.sort((a, b) => Number(isHard(a)) - Number(isHard(b)))
  for (const [kind, list] of sorted) {
    print(`\n${list.length} × ${kind}`)
    for (const { seed, claim, truth, place, description, circumstances } of list.slice(0, examples)) {
      print(`  seed ${seed}: claims ${claim}`)
      print(`    truth: ${truth}`)
      print(`    run${circumstances ? ` (${circumstances})` : ''}: ${description}`)
      print(`    files: ${place}`)
    }
  }
  print('\ncount  runs plain  kind (plain: one zone, one clock, no lines lost)')
  for (const [kind, list] of sorted) {
    const runs = new Set(list.map((f) => f.seed)).size
    const plain = list.filter((f) => !isHard(f)).length
    print(`${[list.length, runs, plain].map((n) => String(n).padStart(5)).join(' ')}  ${kind}`)
  }
}

function isHard({ circumstances }: Contradiction): boolean {
  return circumstances !== undefined && circumstances !== ''
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
