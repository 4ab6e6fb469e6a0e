import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LineOutput } from '../../../src/cli/output/line-writer.ts'
import { peopleOutput } from '../../../src/cli/output/pager.ts'
import { uncaughtSignals } from '../../support/signals.ts'

const LONG = 'line\n'.repeat(30)

describe('peopleOutput', () => {
  let directory = ''
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'leasegap-pager-'))
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  /** Returns what was written to standard output. */
  async function print(
    text: string,
    {
      pager,
      stdoutIsTerminal = true,
      command,
    }: { pager?: boolean; stdoutIsTerminal?: boolean; command: string },
  ): Promise<string> {
    const stream = new PassThrough()
    const output = new LineOutput(stream, uncaughtSignals)
    const io = {
      ...{ output, stdoutIsTerminal, columns: 80, rows: 24, stdinIsTerminal: true },
      ...{
        printNote: () => {},
        showProgress: undefined,
        signals: uncaughtSignals,
        onInterrupt: () => {},
        env: { ...process.env, PAGER: command },
      },
    }
    const target = peopleOutput(io, { pager })
    await target.write(text)
    await target.end()
    await output.end()
    return (stream.read() ?? '').toString()
  }

  it('gives text that is longer than the terminal to the pager', async () => {
    const file = join(directory, 'paged')
    expect(await print(LONG, { command: `cat > ${file}` })).toBe('')
    expect(readFileSync(file, 'utf8')).toBe(LONG)
  })

  it.each([
    ['a short text', 'one line\n', {}],
    ['with --no-pager', LONG, { pager: false }],
    ['to a pipe', LONG, { stdoutIsTerminal: false }],
  ])('writes %s itself', async (_title, text, options) => {
    expect(await print(text, { ...options, command: 'exit 0' })).toBe(text)
  })

  it.each(['', 'cat', 'no-such-pager-anywhere'])('writes all itself if PAGER is "%s"', async (command) => {
    expect(await print(LONG, { command })).toBe(LONG)
  })

  it('is done when the user closes the pager early', async () => {
    expect(await print('x'.repeat(1_000_000) + LONG, { command: 'head -c 1 > /dev/null' })).toBe('')
  })
})
