import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LineOutput, unfinishedFiles, writeFile } from '../../../src/cli/output/line-writer.ts'
import { uncaughtSignals } from '../../support/signals.ts'

/** A reader that takes a chunk only when `take` is called. */
function slowReader(): { stream: Writable; chunks: string[]; take(): void } {
  const chunks: string[] = []
  let taken: (() => void) | undefined
  const stream = new Writable({
    highWaterMark: 10,
    write(chunk, _encoding, done) {
      chunks.push(String(chunk))
      taken = done
    },
  })
  return {
    stream,
    chunks,
    take() {
      const done = taken
      taken = undefined
      done?.()
    },
  }
}

describe('LineOutput', () => {
  it('writes whole lines only, the rest at the end', async () => {
    const { stream, chunks, take } = slowReader()
    const output = new LineOutput(stream, uncaughtSignals, { atOnce: true })
    void output.write('half')
    expect(chunks).toEqual([])
    void output.write(' line\nand')
    expect(chunks).toEqual(['half line\n'])
    take()
    const end = output.end()
    expect(chunks).toEqual(['half line\n', 'and'])
    take()
    await end
  })

  it('returns a promise while the reader is behind', async () => {
    const { stream, take } = slowReader()
    const output = new LineOutput(stream, uncaughtSignals, { atOnce: true })
    expect(output.write('ok\n')).toBeUndefined()
    let resumed = false
    const waiting = output.write('more than the mark\n')?.then(() => {
      resumed = true
    })
    expect(waiting).toBeInstanceOf(Promise)
    await Promise.resolve()
    expect(resumed).toBe(false)
    take()
    take()
    await waiting
    expect(resumed).toBe(true)
  })

  it('buffers small pieces', () => {
    const { stream, chunks } = slowReader()
    const output = new LineOutput(stream, uncaughtSignals)
    const line = `${'x'.repeat(63)}\n`
    for (let i = 1; i < 1024; i++) void output.write(line)
    expect(chunks).toEqual([])
    void output.write(line)
    expect(chunks).toEqual([line.repeat(1024)])
  })

  it('writes bytes at once, behind the text before them', async () => {
    const { stream, chunks, take } = slowReader()
    const output = new LineOutput(stream, uncaughtSignals)
    void output.write('text\n')
    const waiting = output.write(Buffer.from('many bytes\n'))
    expect(waiting).toBeInstanceOf(Promise)
    take()
    expect(chunks).toEqual(['text\n', 'many bytes\n'])
    take()
    await waiting
  })

  it('drops its buffer when it is stopped, and takes no more', async () => {
    const { stream, chunks, take } = slowReader()
    const output = new LineOutput(stream, uncaughtSignals)
    void output.write('gathered\nhal')
    const stopped = output.stop()
    void output.write('later\n')
    take()
    await stopped
    expect(chunks.join('')).toBe('')
  })
})

describe('writeFile', () => {
  let dir = ''
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  it('leaves the file as it was, and nothing beside it, if the text fails', async () => {
    const path = join(dir, 'report.json')
    writeFileSync(path, 'before')
    function* pieces(): Generator<string> {
      yield 'x'.repeat(100_000)
      expect(unfinishedFiles.size).toBe(1)
      throw new Error('no more')
    }
    await expect(writeFile(path, pieces(), uncaughtSignals)).rejects.toThrow('no more')
    expect(readFileSync(path, 'utf8')).toBe('before')
    expect(readdirSync(dir)).toEqual(['report.json'])
    expect(unfinishedFiles.size).toBe(0)
  })

  it('writes despite the temporary file of a process that was killed', async () => {
    const path = join(dir, 'a.txt')
    await Promise.all(['a', 'b'].map((text) => writeFile(path, [text], uncaughtSignals)))
    expect(readFileSync(path, 'utf8')).toMatch(/^[ab]$/)
    expect(readdirSync(dir)).toEqual(['a.txt'])
  })

  it('writes every piece in order', async () => {
    const path = join(dir, 'report.txt')
    const pieces = Array.from({ length: 30_000 }, (_, i) => `piece ${i}\n`)
    await writeFile(path, pieces, uncaughtSignals)
    expect(readFileSync(path, 'utf8')).toBe(pieces.join(''))
  })
})
