/** Measures whole processes in turns: time, processor time, peak memory and lines of output. */
import { spawn } from 'node:child_process'
import { execPath } from 'node:process'

const ROUNDS = 5

/** A module that reports the peak memory of its process. Threads load it too, so it checks for the main thread. */
export const RUSAGE = `if (require('node:worker_threads').isMainThread)
  process.on('exit', () => require('node:fs').writeSync(3, String(process.resourceUsage().maxRSS)))`

/** Prints the processor time of a command, user and system, to the descriptor 4. */
const TIMED = '{ TIMEFORMAT="%U %S"; time "$@" 2>&5; } 5>&2 2>&4'

export interface Command {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  /** Number of measurements. Slow commands have fewer. */
  readonly rounds: number
}

/** Medians of times, the maximum of memory, and the lines of output. */
export interface Measurement {
  readonly seconds: number
  /** Processor time of all its threads and children. */
  readonly cpuSeconds: number
  /** Null if the command does not run on Node. */
  readonly peakMiB: number | null
  readonly lines: number
}

/** A command that runs on Node and reports its memory by the module `rusage`. */
export function node(
  name: string,
  rusage: string,
  args: readonly string[],
  rounds: number = ROUNDS,
): Command {
  return { name, program: execPath, args: ['-r', rusage, ...args], rounds }
}

export function other(name: string, program: string, args: readonly string[]): Command {
  return { name, program, args, rounds: ROUNDS }
}

/** Runs a command and measures it. Its standard output is read from a pipe, and its lines are counted. */
function run({ program, args }: Command): Promise<Measurement> {
  return new Promise((resolve, reject) => {
    const startNs = process.hrtime.bigint()
    const child = spawn('bash', ['-c', TIMED, 'bash', program, ...args], {
      stdio: ['ignore', 'pipe', 'inherit', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
    })
    let lines = 0
    let peak = ''
    let cpu = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
    })
    child.stdio[3]?.on('data', (text: Buffer) => {
      peak += text.toString()
    })
    child.stdio[4]?.on('data', (text: Buffer) => {
      cpu += text.toString()
    })
    child.on('error', reject)
    child.on('close', (status) => {
      // Status 1 of grep: no line was found.
      if (status !== 0 && status !== 1) reject(new Error(`${program} ${args.join(' ')}: status ${status}`))
      const seconds = Number(process.hrtime.bigint() - startNs) / 1e9
      const cpuSeconds = cpu
        .trim()
        .split(' ')
        .reduce((sum, part) => sum + Number(part), 0)
      resolve({ seconds, cpuSeconds, peakMiB: peak === '' ? null : Number(peak) / 1024, lines })
    })
  })
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] as number
}

/** Measures commands alternately, so that a slower phase of the machine affects all of them. */
export async function measure(commands: readonly Command[]): Promise<Map<string, Measurement>> {
  const runs = new Map<string, Measurement[]>(commands.map(({ name }) => [name, []]))
  for (let round = 0; round < ROUNDS; round++)
    for (const command of commands)
      if (round < command.rounds) runs.get(command.name)?.push(await run(command))
  return new Map(
    [...runs].map(([name, all]) => [
      name,
      {
        seconds: median(all.map(({ seconds }) => seconds)),
        cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)),
        peakMiB: all[0]?.peakMiB == null ? null : Math.max(...all.map((one) => one.peakMiB ?? 0)),
        lines: all[0]?.lines ?? 0,
      },
    ]),
  )
}

/** Returns the milliseconds of 20 million integer steps: how fast this machine is at the moment, about 33 on an idle one. */
export function calibrate(): number {
  const startNs = process.hrtime.bigint()
  let sum = 0
  for (let i = 0; i < 2e7; i++) sum = (sum + (i ^ (sum << 1))) | 0
  // The sum is used, so that the loop is not removed.
  return Number(process.hrtime.bigint() - startNs) / 1e6 + (sum === 0.5 ? 1 : 0)
}
