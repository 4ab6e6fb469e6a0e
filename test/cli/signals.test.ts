/** Signals end the program at once: while it reads, analyzes and writes, however many nodes there are. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shapes, writeShape } from '../bench/generate.ts'
import { builtCli, start } from '../support/built-cli.ts'

const NODES = 200
const NODE_BYTES = 16_000

/** Loaded by the program before anything else: prints when it leaves SIGTERM to the system. */
const REPORTS_RELEASE = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs'
  process.on('removeListener', (name) => { if (name === 'SIGTERM') writeSync(2, 'released\\n') })
`)}`

let dir = ''
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
  const shape = shapes.find(({ name }) => name === 'nodes')
  if (shape) await writeShape(shape, join(dir, 'logs'), NODES * NODE_BYTES, 1)
})
afterAll(() => rmSync(dir, { recursive: true }))

describe.skipIf(process.platform === 'win32' || process.pid === 1)('a signal during the analysis', () => {
  it.each([
    ['SIGINT', ['logs', '--year', '2026', '-o', 'json', '--out', 'report.html']],
    ['SIGTERM', ['logs', '--year', '2026', '-o', 'json', '--out', 'report.html']],
    ['SIGINT', ['explain', 'logs', '--year', '2026']],
  ] as const)('ends the program without output: %s, %j', async (signal, args) => {
    const temporary = mkdtempSync(join(dir, 'tmp-'))
    const env = { NODE_OPTIONS: `--import=${REPORTS_RELEASE}`, TMPDIR: temporary }
    const { child, done } = start(builtCli(), args, dir, env)
    child.stderr.on('data', (text: string) => {
      if (text.includes('released')) child.kill(signal)
    })
    const { status, stdout } = await done
    expect({ status, signal: child.signalCode, stdout }).toEqual({ status: null, signal, stdout: '' })
    expect(readdirSync(dir).filter((name) => !/^(logs|tmp-.*)$/.test(name))).toEqual([])
    expect(readdirSync(temporary)).toEqual([])
  })
})
