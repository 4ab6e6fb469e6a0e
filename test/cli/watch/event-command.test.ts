/** The command of `leasegap watch --exec`, run for real. */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EventCommand } from '../../../src/cli/watch/event-command.ts'
import { processesOf } from '../../support/processes.ts'

let dir = ''
let notes: string[] = []
const printNote = (line: string): void => void notes.push(line)
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
  notes = []
})
afterEach(() => {
  rmSync(dir, { recursive: true })
  delete process.env.MARK
})

/** A shell command that starts another process and waits for it, and the mark by which both are found. */
function waiting(prefix = ''): { readonly command: string; readonly mark: string } {
  const mark = randomUUID()
  // Each process that is started inherits it.
  process.env.MARK = mark
  return { command: `${prefix} touch '${dir}/started'; sleep 60; true`, mark }
}

const others = (mark: string): string[] => processesOf(mark).filter((pid) => Number(pid) !== process.pid)

describe('EventCommand', { timeout: 30_000 }, () => {
  it('runs for each event, in their order, one at a time', async () => {
    const command = new EventCommand(`read line; sleep 0.0$line; echo $line >> '${dir}/out'`, { printNote })
    for (const n of [3, 2, 1]) command.run(String(n))
    await command.end()
    expect(readFileSync(join(dir, 'out'), 'utf8')).toBe('3\n2\n1\n')
    expect(notes).toEqual([])
  })

  it.each(['', "trap '' TERM;"])('ends what takes too long with all that it started (%s)', async (prefix) => {
    const { command, mark } = waiting(prefix)
    const events = new EventCommand(command, { printNote, limitMs: 200 })
    events.run('{}')
    await events.end()
    expect(notes).toEqual(['note: --exec was ended after 0.2 s'])
    await expect.poll(() => others(mark), { timeout: 10_000 }).toEqual([])
  })

  it('ends the command and leaves out what waits when it is stopped', async () => {
    const { command, mark } = waiting()
    const events = new EventCommand(command, { printNote })
    events.run('{}')
    events.run('{}')
    await expect.poll(() => existsSync(join(dir, 'started'))).toBe(true)
    await events.stop()
    expect(notes).toEqual(['note: --exec ended with a signal', 'note: --exec did not run for 1 events'])
    await expect.poll(() => others(mark)).toEqual([])
  })

  it('counts the events that are left out where it is too slow', async () => {
    const command = new EventCommand(`cat >> '${dir}/out'`, { printNote, mostWaiting: 2 })
    for (let n = 0; n < 10; n++) command.run(String(n))
    await command.end()
    // The first runs at once, two wait.
    expect(readFileSync(join(dir, 'out'), 'utf8')).toBe('0\n1\n2\n')
    expect(notes).toEqual([
      'note: --exec is too slow, so events are left out',
      'note: --exec did not run for 7 events',
    ])
  })
})
