/**
 * The oracle's command: `simulate COUNT SEED`, `ablate COUNT SEED` or `order FOLDER…`. Exits 1 if a claim is
 * contradicted, or if a report depends on the order of its inputs.
 * ORACLE_LAB: a folder of more real logs to cut; ORACLE_FOLDER: where files of contradictions stay; ORACLE_EXAMPLES:
 * how many of each kind are printed; LEASEGAP_BUILD: another build's index.js.
 */
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ablateOne } from './ablate-runs.ts'
import { type Found, print, printContradictions } from './contradiction.ts'
import { compareOrders } from './order-runs.ts'
import { loadProgram, type Program } from './program.ts'
import { nullShares, simulateOne } from './simulate-runs.ts'

const [mode = 'simulate', count = '100', first = '1'] = process.argv.slice(2)
const build = pathToFileURL(resolve(process.env.LEASEGAP_BUILD ?? 'dist/index.js')).href
const folder = process.env.ORACLE_FOLDER ?? join(tmpdir(), 'leasegap-oracle')
const examples = Number(process.env.ORACLE_EXAMPLES ?? '2')
mkdirSync(folder, { recursive: true })

const program = await loadProgram(build)
const found: Found[] = []
const started = Date.now()
if (mode === 'order') {
  const compared = await compareOrders(program, process.argv.slice(3))
  found.push(...compared.found)
  print(`${compared.count} inputs in several orders`)
} else await runSeeds(runnerOf(mode))
printContradictions(found, examples)
print(
  `\n${mode}: ${mode === 'order' ? '' : `${count} runs from seed ${first} `}in ${Math.round((Date.now() - started) / 1000)} s, ${found.length} contradictions`,
)
if (mode === 'simulate') for (const line of ['\nwith full evidence:', ...nullShares.lines]) print(line)
process.exitCode = found.length > 0 ? 1 : 0

async function runSeeds(one: ReturnType<typeof runnerOf>): Promise<void> {
  for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
    try {
      found.push(...(await one(program, seed, folder)))
    } catch (error) {
      const claim = error instanceof Error ? (error.stack ?? error.message) : String(error)
      found.push({ kind: 'exception', claim, truth: '', seed, place: '', description: '' })
    }
  }
}

function runnerOf(name: string): (program: Program, seed: number, folder: string) => Promise<Found[]> {
  if (name === 'simulate') return simulateOne
  if (name === 'ablate') return ablateOne
  throw new Error(`no mode "${name}": use simulate, ablate or order`)
}
