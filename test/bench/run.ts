/**
 * The benchmark: measures time and memory of the built program, of other builds and of alternatives, for every shape of log.
 *
 * The commands run alternately as whole processes with their output in a pipe, and the medians are compared.
 * `npm run bench -- [DIRECTORY] [MEGABYTES] [SHAPE...] [--full] [--against CLI]`: DIRECTORY is for the logs (default: a
 * temporary directory, removed afterwards), MEGABYTES their size (default: 300, less for shapes whose goal is less; `--full`:
 * 1000 for those whose goal is a gigabyte, and 10,000 nodes of a month), SHAPE what is measured, or `page`, `shards` or `growth` (default: all), CLI the `dist/cli.js` of
 * another build that takes part in each row (repeatable). Writes RESULTS.md if all shapes are measured. Fails if anything
 * grows faster than its input, or two shards of ClickHouse give another report than the files.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, release, tmpdir, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import process, { execPath, stderr, stdout, version } from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Shape, shapes, writeShape } from './generate.ts'
import { measureGrowth } from './growth.ts'
import { type Command, calibrate, type Measurement, measure, node, other, RUSAGE } from './measure.ts'
import { measurePage } from './page.ts'
import { measureShards } from './shards.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const CLI = join(ROOT, 'dist/cli.js')
const PLAIN = fileURLToPath(new URL('plain-reader.js', import.meta.url))
const THREADS = fileURLToPath(new URL('threads.js', import.meta.url))
/** From this size on a file is read by two threads. */
const PARTED_BYTES: number = 512 * 1024 * 1024
const SEED = 7
const DEFAULT_BYTES = 300e6
/** Shapes with a goal for 1 GB of logs, see RESULTS.md. */
const LARGE: readonly string[] = ['sparse', 'real', 'controller', 'answer', 'streams']
const LARGE_BYTES = 1e9
/** Shapes with a goal for 10,000 incidents, or nodes. */
const GOAL_BYTES: Readonly<Record<string, number>> = { incidents: 83e6, nodes: 160e6, month: 105e6 }
/** A month of 10,000 nodes. */
const MONTH_GOAL_BYTES = 10.5e9
const own = (name: string, program: string, args: readonly string[], rounds?: number): Command =>
  node(name, RUSAGE_MODULE, [program, ...args], rounds)

const HAS_RIPGREP = spawnSync('rg', ['--version']).status === 0

/** The commands that are measured for a shape, leasegap first. */
function commandsFor(shape: Shape, paths: readonly string[], directory: string): Command[] {
  const input = paths.length === 1 ? paths : [directory]
  const patterns = join(ROOT, 'test/bench/literals.txt')
  // Ten gigabytes are measured once, and compared with nothing.
  const isMonth = shape.name === 'month'
  const commands = builds.map(([name, cli]) =>
    own(name, cli, [...input, '-o', 'ndjson', '-q'], isMonth ? 1 : undefined),
  )
  if (isMonth) return commands
  if (shape.name === 'dense' || shape.name === 'json')
    commands.push(...builds.map(([name, cli]) => own(`${name} observe`, cli, ['observe', ...input, '-q'])))
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
    commands.push(node('JSON.parse a line', RUSAGE_MODULE, ['-e', parse, first], 2))
  }
  if (statSync(first).size >= PARTED_BYTES)
    for (const threads of ['1', '2']) {
      const args = [THREADS, join(dirname(CLI), 'index.js'), threads, first]
      commands.push(node(`library, threads: ${threads}`, RUSAGE_MODULE, args))
    }
  if (!['long-line', 'nodes', 'answer', 'streams'].includes(shape.name))
    commands.push(node('plain reader', RUSAGE_MODULE, [PLAIN, ...paths], 2))
  return commands
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`
}

function tableOf(bytes: number, measured: ReadonlyMap<string, Measurement>): string {
  const first = measured.get('leasegap') as Measurement
  let table = row(['command', 's', 'CPU s', 'MB/s', 'peak MiB', 'lines out', 'leasegap takes', 'of its CPU'])
  table += row(['---', ...Array(7).fill('---:')])
  for (const [name, { seconds, cpuSeconds, peakMiB, lines }] of measured) {
    const ratios =
      name === 'leasegap'
        ? ['', '']
        : [first.seconds / seconds, first.cpuSeconds / cpuSeconds].map((ratio) => `${ratio.toFixed(2)} ×`)
    const times = [seconds.toFixed(2), cpuSeconds.toFixed(2), (bytes / 1e6 / seconds).toFixed(0)]
    table += row([name, ...times, peakMiB?.toFixed(0) ?? '', String(lines), ...ratios])
  }
  return table
}

async function measureShape(shape: Shape, bytes: number): Promise<string> {
  const directory = join(DIRECTORY, shape.name)
  const paths = await writeShape(shape, directory, bytes, SEED)
  const stored = paths.reduce((sum, path) => sum + statSync(path).size, 0)
  const before = calibrate()
  const measured = await measure(commandsFor(shape, paths, directory))
  const calibration = `${before.toFixed(0)} ms before, ${calibrate().toFixed(0)} after`
  rmSync(directory, { recursive: true })
  const files = paths.length === 1 ? '' : ` in ${paths.length} files`
  const packed = paths[0]?.endsWith('.gz') ? `, ${(stored / 1e6).toFixed(0)} MB compressed` : ''
  return `### ${shape.name}: ${shape.title}\n\n${(bytes / 1e6).toFixed(0)} MB${files}${packed}. Calibration: ${calibration}.\n\n${tableOf(bytes, measured)}\n`
}

async function measureStart(): Promise<string> {
  const directory = join(DIRECTORY, 'start')
  const [shape] = shapes
  const paths = await writeShape(shape as Shape, directory, 1_000_000, SEED)
  const nothing = other('node -e 0', execPath, ['-e', '0'])
  const measured = await measure([
    nothing,
    ...builds.flatMap(([name, cli]) => [
      other(`${name} --version`, execPath, [cli, '--version']),
      other(`${name}, a file of 1 MB`, execPath, [cli, ...paths]),
    ]),
  ])
  const base = measured.get(nothing.name) as Measurement
  let table = row(['command', 'ms', 'above node', 'CPU ms', 'above node'])
  table += row(['---', ...Array(4).fill('---:')])
  for (const [name, { seconds, cpuSeconds }] of measured) {
    const times = [seconds, seconds - base.seconds, cpuSeconds, cpuSeconds - base.cpuSeconds]
    table += row([name, ...times.map((time) => (time * 1000).toFixed(0))])
  }
  return `### Start\n\n${table}\n`
}

function machine(): string {
  const [cpu] = cpus()
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0)
  return `${cpu?.model.trim()}, ${cpus().length} processors, ${gigabytes} GiB, Linux ${release()}, Node ${version}`
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { against: { type: 'string', multiple: true, default: [] }, full: { type: 'boolean' } },
})
const [directoryArgument, ...rest] = positionals
const megabytes = rest.find((word) => /^\d+$/.test(word))
const chosen = rest.filter((word) => word !== megabytes)
/** Name and program of each build, the own one first. */
const builds: readonly (readonly [string, string])[] = [
  ['leasegap', CLI],
  ...values.against.map((cli): [string, string] => [`leasegap of ${dirname(dirname(cli)) || cli}`, cli]),
]
const DIRECTORY = directoryArgument ?? mkdtempSync(join(tmpdir(), 'leasegap-bench-'))
const RUSAGE_MODULE = join(DIRECTORY, 'rusage.cjs')
mkdirSync(DIRECTORY, { recursive: true })
const existing = new Set(readdirSync(DIRECTORY))
writeFileSync(RUSAGE_MODULE, RUSAGE)

/** How much of a shape is measured. */
function bytesOf({ name }: Shape): number {
  if (megabytes !== undefined) return Number(megabytes) * 1e6
  if (values.full && name === 'month') return MONTH_GOAL_BYTES
  return values.full && LARGE.includes(name) ? LARGE_BYTES : (GOAL_BYTES[name] ?? DEFAULT_BYTES)
}

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
  print(await measureShape(shape, bytesOf(shape)))
}
if (all || chosen.includes('page')) print(await measurePage(dirname(CLI), DIRECTORY))
const failures: string[] = []
if (all || chosen.includes('shards')) {
  const shards = await measureShards({ cli: CLI, directory: DIRECTORY, rusage: RUSAGE_MODULE })
  print(shards.text)
  failures.push(...shards.failures)
}
if (all || chosen.includes('growth')) {
  const growth = await measureGrowth({
    cli: CLI,
    directory: DIRECTORY,
    rusage: RUSAGE_MODULE,
    bytesOf,
  })
  print(growth.text)
  failures.push(...growth.failures)
}
for (const failure of failures) stderr.write(`${failure}\n`)
if (failures.length > 0) process.exitCode = 1

for (const name of readdirSync(DIRECTORY))
  if (!existing.has(name)) rmSync(join(DIRECTORY, name), { recursive: true })
if (directoryArgument === undefined) rmSync(DIRECTORY, { recursive: true })
if (all) {
  const path = join(ROOT, 'test/bench/RESULTS.md')
  const before = readFileSync(path, 'utf8')
  const measured = before.search(/^## \d{4}-/m)
  writeFileSync(path, `${measured === -1 ? before : before.slice(0, measured)}${results.trimEnd()}\n`)
}
