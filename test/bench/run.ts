/**
 * The benchmark: measures time and memory of the built program and of alternatives, for every shape of log.
 *
 * The commands run alternately as whole processes with their output in a pipe, and the medians are compared.
 * `npm run bench -- [DIRECTORY] [MEGABYTES] [SHAPE...]`: DIRECTORY is for the logs (default: a temporary directory,
 * removed afterwards), MEGABYTES their size (default: 300, and 1000 for some shapes), SHAPE what is measured (default:
 * all). Writes RESULTS.md if all shapes are measured.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { argv, execPath, stdout, version } from 'node:process'
import { fileURLToPath } from 'node:url'
import { prefilterLiterals } from '../../src/grammars/index.ts'
import { type Shape, shapes, writeShape } from './generate.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const CLI = join(ROOT, 'dist/cli.js')
const PLAIN = fileURLToPath(new URL('plain-reader.js', import.meta.url))
const SEED = 7
const ROUNDS = 5
const DEFAULT_BYTES = 300e6
/** Shapes with a goal for 1 GB of logs, see RESULTS.md. */
const LARGE: readonly string[] = ['sparse', 'controller']
const LARGE_BYTES = 1e9
/** A module that reports the peak memory of its process. Threads load it too, so it checks for the main thread. */
const RUSAGE = `if (require('node:worker_threads').isMainThread)
  process.on('exit', () => require('node:fs').writeSync(3, String(process.resourceUsage().maxRSS)))`

interface Command {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  /** Whether it runs on Node and can report its memory. */
  readonly isNode: boolean
  /** Number of measurements. Slow commands have fewer. */
  readonly rounds: number
}

/** Medians of time, the maximum of memory, and the lines of output. */
interface Measurement {
  readonly seconds: number
  /** Null if the command does not run on Node. */
  readonly peakMiB: number | null
  readonly lines: number
}

function node(name: string, args: readonly string[], rounds = ROUNDS): Command {
  return {
    name,
    program: execPath,
    args: ['-r', join(DIRECTORY, 'rusage.cjs'), ...args],
    isNode: true,
    rounds,
  }
}

function other(name: string, program: string, args: readonly string[]): Command {
  return { name, program, args, isNode: false, rounds: ROUNDS }
}

/** Runs a command and measures it. Its standard output is read from a pipe, and its lines are counted. */
function run({ program, args }: Command): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const startNs = process.hrtime.bigint()
    const env = { ...process.env, LC_ALL: 'C' }
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit', 'pipe'], env })
    let lines = 0
    let peak = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
    })
    child.stdio[3]?.on('data', (text: Buffer) => {
      peak += text.toString()
    })
    child.on('error', reject)
    child.on('close', () => {
      const seconds = Number(process.hrtime.bigint() - startNs) / 1e9
      resolve({ seconds, peakMiB: peak === '' ? null : Number(peak) / 1024, lines })
    })
  })
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] as number
}

/** Measures commands alternately, so that a slower phase of the machine affects all of them. */
async function measure(commands: readonly Command[]): Promise<Map<string, Measurement>> {
  const runs = new Map<string, Measurement[]>(commands.map(({ name }) => [name, []]))
  for (let round = 0; round < ROUNDS; round++)
    for (const command of commands)
      if (round < command.rounds) runs.get(command.name)?.push(await run(command))
  return new Map(
    [...runs].map(([name, all]) => [
      name,
      {
        seconds: median(all.map(({ seconds }) => seconds)),
        peakMiB: all[0]?.peakMiB == null ? null : Math.max(...all.map((one) => one.peakMiB ?? 0)),
        lines: all[0]?.lines ?? 0,
      },
    ]),
  )
}

const HAS_RIPGREP = spawnSync('rg', ['--version']).status === 0

/** The commands that are measured for a shape, leasegap first. */
function commandsFor(shape: Shape, paths: readonly string[], directory: string): Command[] {
  const input = paths.length === 1 ? paths : [directory]
  const patterns = join(DIRECTORY, 'literals.txt')
  const commands = [node('leasegap', [CLI, ...input, '-o', 'json', '-q'])]
  if (shape.name === 'dense' || shape.name === 'json')
    commands.push(node('leasegap observe', [CLI, 'observe', ...input, '-q']))
  const [first = ''] = paths
  if (first.endsWith('.gz')) {
    const pipe = 'gzip -dc "$1" | grep -c -F -f "$2"'
    commands.push(other('gzip -dc to grep -F', 'sh', ['-c', pipe, 'sh', first, patterns]))
  } else {
    commands.push(other('grep -F', 'grep', ['-r', '-c', '-F', '-f', patterns, ...input]))
    if (HAS_RIPGREP) commands.push(other('ripgrep', 'rg', ['-c', '-F', '-f', patterns, ...input]))
  }
  if (shape.name === 'json') {
    const parse = `const lines = require('node:readline').createInterface({ input: require('node:fs').createReadStream(process.argv[1]) }); lines.on('line', (line) => JSON.parse(line))`
    commands.push(node('JSON.parse a line', ['-e', parse, first], 2))
  }
  if (shape.name !== 'long-line') commands.push(node('plain reader', [PLAIN, ...paths], 2))
  return commands
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}

function tableOf(bytes: number, measured: ReadonlyMap<string, Measurement>): string {
  const own = measured.get('leasegap') as Measurement
  let table = row(['command', 's', 'MB/s', 'peak MiB', 'lines out', 'leasegap takes'])
  table += row(['---', '---:', '---:', '---:', '---:', '---:'])
  for (const [name, { seconds, peakMiB, lines }] of measured) {
    const speed = (bytes / 1e6 / seconds).toFixed(0)
    const ratio = name === 'leasegap' ? '' : `${(own.seconds / seconds).toFixed(2)} ×`
    table += row([name, seconds.toFixed(2), speed, peakMiB?.toFixed(0) ?? '', String(lines), ratio])
  }
  return table
}

async function measureShape(shape: Shape, bytes: number): Promise<string> {
  const directory = join(DIRECTORY, shape.name)
  const paths = await writeShape(shape, directory, bytes, SEED)
  const stored = paths.reduce((sum, path) => sum + statSync(path).size, 0)
  const measured = await measure(commandsFor(shape, paths, directory))
  rmSync(directory, { recursive: true })
  const files = paths.length === 1 ? '' : ` in ${paths.length} files`
  const packed = paths[0]?.endsWith('.gz') ? `, ${(stored / 1e6).toFixed(0)} MB compressed` : ''
  return `### ${shape.name}: ${shape.title}\n\n${(bytes / 1e6).toFixed(0)} MB${files}${packed}.\n\n${tableOf(bytes, measured)}\n`
}

/** Measures three sizes of some shapes, to show how time and memory grow. */
async function measureGrowth(bytes: number): Promise<string> {
  let table = row(['shape', 'MB', 's', 'peak MiB'])
  table += row(['---', '---:', '---:', '---:'])
  for (const shape of shapes.filter(({ name }) => ['sparse', 'real', 'dense', 'controller'].includes(name)))
    for (const size of [bytes / 4, bytes, 4 * bytes]) {
      const directory = join(DIRECTORY, shape.name)
      const paths = await writeShape(shape, directory, size, SEED)
      const measured = await measure([node('leasegap', [CLI, ...paths, '-o', 'json', '-q'], 3)])
      const { seconds, peakMiB } = measured.get('leasegap') as Measurement
      rmSync(directory, { recursive: true })
      table += row([shape.name, (size / 1e6).toFixed(0), seconds.toFixed(2), peakMiB?.toFixed(0) ?? ''])
    }
  return `### Growth\n\n${table}\n`
}

async function measureStart(): Promise<string> {
  const directory = join(DIRECTORY, 'start')
  const [shape] = shapes
  const paths = await writeShape(shape as Shape, directory, 1_000_000, SEED)
  const measured = await measure([
    other('node -e 0', execPath, ['-e', '0']),
    other('leasegap --version', execPath, [CLI, '--version']),
    other('leasegap, a file of 1 MB', execPath, [CLI, ...paths]),
  ])
  let table = row(['command', 'ms'])
  table += row(['---', '---:'])
  for (const [name, { seconds }] of measured) table += row([name, (seconds * 1000).toFixed(0)])
  return `### Start\n\n${table}\n`
}

function machine(): string {
  const [cpu] = cpus()
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0)
  return `${cpu?.model.trim()}, ${cpus().length} processors, ${gigabytes} GiB, Linux ${release()}, Node ${version}`
}

const [directoryArgument, megabytes, ...chosen] = argv.slice(2)
const DIRECTORY = directoryArgument ?? mkdtempSync(join(tmpdir(), 'leasegap-bench-'))
const bytes = megabytes === undefined ? DEFAULT_BYTES : Number(megabytes) * 1e6
mkdirSync(DIRECTORY, { recursive: true })
const existing = new Set(readdirSync(DIRECTORY))
writeFileSync(join(DIRECTORY, 'literals.txt'), `${prefilterLiterals.join('\n')}\n`)
writeFileSync(join(DIRECTORY, 'rusage.cjs'), RUSAGE)

const all = chosen.length === 0
let results = `## ${new Date().toISOString().slice(0, 10)}\n\n${machine()}. Medians of whole processes that ran alternately, with files in the page cache.\n\n`
const print = (text: string): void => {
  results += text
  stdout.write(text)
}
stdout.write(results)
if (all) print(await measureStart())
for (const shape of shapes) {
  if (!all && !chosen.includes(shape.name)) continue
  const isLarge = megabytes === undefined && LARGE.includes(shape.name)
  print(await measureShape(shape, isLarge ? LARGE_BYTES : bytes))
}
if (all) print(await measureGrowth(bytes))

for (const name of readdirSync(DIRECTORY))
  if (!existing.has(name)) rmSync(join(DIRECTORY, name), { recursive: true })
if (directoryArgument === undefined) rmSync(DIRECTORY, { recursive: true })
if (all) {
  const path = join(ROOT, 'test/bench/RESULTS.md')
  const before = readFileSync(path, 'utf8')
  const measured = before.search(/^## \d{4}-/m)
  writeFileSync(path, `${measured === -1 ? before : before.slice(0, measured)}${results.trimEnd()}\n`)
}
