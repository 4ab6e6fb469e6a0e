/** `simulate`: clusters by seed, each read by the program and checked. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkReport } from './check/index.ts'
import { NullShares } from './check/null-shares.ts'
import { drawScenario } from './cluster/scenario.ts'
import { type Simulation, simulate } from './cluster/simulate.ts'
import type { Found } from './contradiction.ts'
import type { Program } from './program.ts'
import { Random } from './random.ts'

const YEAR = 2026

/** Of the runs with full evidence so far. */
export const nullShares: NullShares = new NullShares()

/** One run. Its files stay where there is a contradiction, else they are removed. */
export async function simulateOne(program: Program, seed: number, folder: string): Promise<Found[]> {
  const simulation = simulate(drawScenario(new Random(seed)), seed)
  const place = join(folder, `simulate-${seed}`)
  const { truth, inputs } = simulation
  if (inputs.length === 0) return []
  mkdirSync(place, { recursive: true })
  const paths = inputs.map(({ file, text }) => {
    const path = join(place, file)
    writeFileSync(path, text)
    return path
  })
  const zones = new Map(
    simulation.zonesGiven
      ? inputs.flatMap(({ zone }, i) => (zone === 'UTC' ? [] : [[paths[i] ?? '', zone] as const]))
      : [],
  )
  const report = await program(paths, { year: YEAR, zones })
  nullShares.count(truth, report)
  const contradictions = checkReport(truth, report, simulation.lastLineUs)
  if (contradictions.length === 0) rmSync(place, { recursive: true })
  else {
    writeFileSync(join(place, 'truth.json'), JSON.stringify(truthFile(simulation), null, 1))
    writeFileSync(join(place, 'report.json'), JSON.stringify(report, null, 1))
  }
  return contradictions.map((one) => ({ ...one, seed, place, description: truth.description }))
}

/** The truth without the lines, instants as RFC 3339. */
function truthFile({ truth }: Simulation): unknown {
  return JSON.parse(
    JSON.stringify(truth, (key, value) => {
      if (key === 'lines' || key === 'line' || key === 'log') return undefined
      if (key.endsWith('Us') && typeof value === 'number' && value > 1e15 && value < 1e17)
        return new Date(value / 1000).toISOString()
      return value
    }),
  )
}
