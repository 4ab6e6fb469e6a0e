/** Inputs that can't be read, vanish or change: the report names them, and the other inputs are read. */
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { analyze, type Progress, type Report } from '../../src/index.ts'
import { builtCli, run } from '../support/built-cli.ts'

const KUBELET = 'samples/network-cut/logs/kubelet.log'
const NOBODY = 65_534

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
  chmodSync(directory, 0o755)
  copyFileSync(KUBELET, join(directory, 'a.log'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const summarize = ({ problems, sources }: Report): unknown => ({
  read: sources.map(({ name, observations }) => [name.slice(directory.length + 1), observations > 0]),
  problems: problems.map(({ code, source, excerpt }) => [code, source.slice(directory.length + 1), excerpt]),
})

/** Runs `action` as a user without the rights of root, who may read every file. */
async function asNobody<T>(action: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(NOBODY)
  try {
    return await action()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}

describe('analyze', () => {
  it('reports a file without read permission', async () => {
    writeFileSync(join(directory, 'b.log'), '', { mode: 0 })
    expect(summarize(await asNobody(() => analyze([directory], { year: 2026 })))).toEqual({
      read: [['a.log', true]],
      problems: [['unreadable', 'b.log', 'permission denied']],
    })
  })

  it('reports a directory without read permission', async () => {
    const closed = mkdtempSync(join(directory, 'b'))
    chmodSync(closed, 0)
    expect(summarize(await asNobody(() => analyze([directory], { year: 2026 })))).toEqual({
      read: [['a.log', true]],
      problems: [['unreadable', closed.slice(directory.length + 1), 'permission denied']],
    })
  })
})

describe('a file that changes after it was found', () => {
  const other = (): string => join(directory, 'b.log')
  const whenRead = (name: string, action: () => void): Promise<Report> => {
    const onProgress = ({ source }: Progress): void => {
      if (source.endsWith(name)) action()
    }
    return analyze([directory], { year: 2026, onProgress })
  }

  it('is reported if it was deleted', async () => {
    // Two files are read concurrently. The third is opened when one of them has ended.
    const third = join(directory, 'c.log')
    for (const path of [other(), third]) writeFileSync(path, 'lease')
    expect(summarize(await whenRead('.log', () => rmSync(third, { force: true })))).toEqual({
      read: [['a.log', true]],
      problems: [['unreadable', 'c.log', 'no such file or directory']],
    })
  })

  it('is read up to its first size if it grows', async () => {
    const text = `${'x'.repeat(99)}\n`.repeat(10_000)
    writeFileSync(other(), text)
    let grown = 0
    let readBytes = 0
    const onProgress = ({ source, bytes }: Progress): void => {
      if (source !== other()) return
      readBytes = bytes
      if (grown++ < 50) appendFileSync(other(), text)
    }
    await analyze([directory], { year: 2026, onProgress })
    expect(grown).toBeGreaterThan(1)
    expect(readBytes).toBe(text.length)
  })

  it('is reported if it becomes shorter', async () => {
    writeFileSync(other(), `${'x'.repeat(99)}\n`.repeat(100_000))
    expect(summarize(await whenRead('b.log', () => truncateSync(other(), 0)))).toMatchObject({
      read: [
        ['a.log', true],
        ['b.log', false],
      ],
      problems: expect.arrayContaining([['unreadable', 'b.log', 'became shorter while it was read']]),
    })
  })
})

describe('the command line', () => {
  let cli = ''
  beforeAll(() => {
    cli = builtCli()
  }, 60_000)

  it.each(['a.log', '- < a.log'])('ends although it appends to its own input %s', async (input) => {
    const lines = (): number => readFileSync(join(directory, 'a.log'), 'utf8').split('\n').length - 1
    const before = lines()
    // The limit of the shell stops an endless output.
    for (let i = 0; i < 6; i++) appendFileSync(join(directory, 'a.log'), readFileSync(KUBELET))
    const read = lines()
    const command = `ulimit -f 40000; exec "$0" "$1" observe --explain --year 2026 ${input} >> a.log`
    execFileSync('sh', ['-c', command, process.execPath, cli], { cwd: directory, stdio: 'pipe' })
    expect(read).toBe(7 * before)
    expect(lines()).toBe(2 * read)
  })

  it('names an unreadable file of a directory and exits with status 2', async () => {
    // With or without journalctl: it is no journal but for its first bytes.
    writeFileSync(join(directory, 'inner.journal'), 'LPKSHHRH'.padEnd(300, '\0'))
    execFileSync('tar', ['-cf', 'b.tar', 'inner.journal'], { cwd: directory })
    rmSync(join(directory, 'inner.journal'))
    for (const command of ['analyze', 'observe', 'explain']) {
      const { status, stdout, stderr } = await run(cli, [command, '--year', '2026', directory], '.')
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: expect.stringContaining(
          `leasegap: error: ${directory}/b.tar!inner.journal: a binary journal; `,
        ),
      })
      expect(stdout).toContain('demo-worker')
    }
  })

  it('exits with status 2 where a damaged archive leaves nothing to read', async () => {
    const whole = gzipSync('I0310 10:00:00.000000     900 kubelet.go:2447] "SyncLoop"\n'.repeat(50))
    writeFileSync(join(directory, 'whole.log.gz'), whole)
    writeFileSync(join(directory, 'early.log.gz'), whole.subarray(0, 11))
    writeFileSync(join(directory, 'cut.zip'), `PK\u0003\u0004${'x'.repeat(200)}`)
    const status = async (...files: string[]): Promise<number | null> => {
      const paths = files.map((file) => join(directory, file))
      const statuses = ['analyze', 'explain'].map(
        async (command) => (await run(cli, [command, ...paths], '.')).status,
      )
      const [first, second] = await Promise.all(statuses)
      expect(second).toBe(first)
      return first ?? null
    }
    expect(await status('whole.log.gz')).toBe(0)
    expect(await status('early.log.gz')).toBe(2)
    expect(await status('cut.zip')).toBe(2)
    expect(await status('whole.log.gz', 'cut.zip')).toBe(2)
    for (const file of ['whole.log.gz', 'early.log.gz', 'cut.zip']) rmSync(join(directory, file))
  })
})
