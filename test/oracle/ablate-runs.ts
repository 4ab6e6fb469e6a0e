/** `ablate`: a part of real logs by seed, read by the program and compared with the report on the whole. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Case, findCases, type Source } from './ablate/cases.ts'
import { compareReports } from './ablate/compare.ts'
import { cutSources } from './ablate/cut.ts'
import type { Report } from './contract.ts'
import type { Found } from './contradiction.ts'
import type { Program } from './program.ts'
import { Random } from './random.ts'

const YEAR = 2026
const wholes = new Map<string, Report>()
let cases: readonly Case[] | null = null

export async function ablateOne(program: Program, seed: number, folder: string): Promise<Found[]> {
  cases ??= findCases(process.env.ORACLE_LAB ?? '')
  const random = new Random(seed)
  const lab = cases.filter((one) => one.oneClock)
  const chosen = random.pick(lab.length > 0 && random.chance(0.5) ? lab : cases)
  const sources = chosen.load()
  const whole = wholes.get(chosen.name) ?? (await read(program, sources, join(folder, 'whole', chosen.name)))
  wholes.set(chosen.name, whole)
  const part = cutSources(random, sources)
  const place = join(folder, `ablate-${seed}`)
  const report = await read(program, part.sources, place)
  const contradictions = compareReports(report, whole, chosen.oneClock)
  if (contradictions.length === 0) rmSync(place, { recursive: true, force: true })
  else writeFileSync(join(place, 'report.json'), JSON.stringify(report, null, 1))
  const description = `${chosen.name}: ${part.description}`
  return contradictions.map((one) => ({ ...one, seed, place, description }))
}

async function read(program: Program, sources: readonly Source[], place: string): Promise<Report> {
  mkdirSync(place, { recursive: true })
  const paths = sources.map(({ file, lines }) => {
    const path = join(place, file)
    writeFileSync(path, lines.map((line) => `${line.text}\n`).join(''))
    return path
  })
  return program(paths, { year: YEAR })
}
