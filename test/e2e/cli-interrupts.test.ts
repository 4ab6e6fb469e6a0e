/** A full disk and signals: every output file and every line is complete or absent. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { builtCli, run, start } from '../support/built-cli.ts'

const RENEWED =
  'I1122 10:44:56.909546    1153 round_trippers.go:553] PUT https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker?timeout=10s 200 OK in 6 milliseconds\n'

/** One renewal per second, because equal renewals are reported once. */
const RENEWALS = Array.from({ length: 20_000 }, (_, i) => {
  const time = new Date(Date.UTC(2026, 10, 22) + i * 1000).toISOString().slice(11, 19)
  return RENEWED.replace('10:44:56', time)
}).join('')

let cli = ''
let dir = ''
beforeAll(() => {
  cli = builtCli()
}, 60_000)
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
  writeFileSync(join(dir, 'kubelet.log'), RENEWALS)
})
afterEach(() => rmSync(dir, { recursive: true }))

/** Mounts a disk of 64 KiB below `dir`. Returns null if only root may mount one. */
function mountSmallDisk(): string | null {
  const disk = join(dir, 'disk')
  mkdirSync(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' })
    return disk
  } catch {
    return null
  }
}

describe('a full disk', { timeout: 60_000 }, () => {
  it.each([false, true])('leaves no incomplete file (a file exists before: %s)', async (before) => {
    const disk = mountSmallDisk()
    if (disk === null) {
      process.stderr.write('skipped: only root can mount a small disk\n')
      return
    }
    try {
      const out = join(disk, 'all.heartbeats.csv')
      if (before) writeFileSync(out, 'before')
      const { status, stderr } = await run(cli, ['kubelet.log', '--out', out], dir)
      expect({ status, stderr }).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('no space left'),
      })
      expect(readdirSync(disk)).toEqual(before ? ['all.heartbeats.csv'] : [])
      if (before) expect(readFileSync(out, 'utf8')).toBe('before')
    } finally {
      execFileSync('umount', [disk])
    }
  })
})

describe('the program', { timeout: 60_000 }, () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('prints only complete lines if %s arrives while nobody reads', async (signal, status) => {
    // It takes seconds to read: the signal arrives long before the end.
    writeFileSync(join(dir, 'kubelet.log'), RENEWALS.repeat(20))
    const { child, done } = start(cli, ['observe', 'kubelet.log', '--year', '2026'], dir)
    await once(child.stdout, 'data')
    child.kill(signal)
    const { status: actual, stdout } = await done
    expect(actual).toBe(status)
    const lines = stdout.split('\n')
    expect(lines.pop()).toBe('')
    for (const line of lines) expect(JSON.parse(line).kind).toBe('lease.renewed')
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('leaves no file if %s arrives while it reads', async (signal, status) => {
    const args = ['-', '--out', 'report.json', '--out', 'renewals.heartbeats.csv', '-v']
    const { child, done } = start(cli, args, dir)
    // More than the capacity of a pipe: the program is reading when all is written.
    await new Promise<void>((resolve) => {
      child.stdin.write(RENEWED.repeat(5000), () => resolve())
    })
    child.kill(signal)
    expect((await done).status).toBe(status)
    expect(readdirSync(dir)).toEqual(['kubelet.log'])
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('leaves only complete files if %s arrives while it writes', async (signal, status) => {
    const outs = Array.from({ length: 8 }, (_, i) => `${i}.heartbeats.csv`)
    const watcher = watch(dir)
    const writes = once(watcher, 'change')
    const args = ['kubelet.log', '--year', '2026', ...outs.flatMap((out) => ['--out', out])]
    const { child, done } = start(cli, args, dir)
    await writes
    watcher.close()
    child.kill(signal)
    expect((await done).status).toBe(status)
    const left = readdirSync(dir).filter((name) => name !== 'kubelet.log')
    expect(left.filter((name) => !outs.includes(name))).toEqual([])
    for (const name of left) expect(readFileSync(join(dir, name), 'utf8').split('\r\n')).toHaveLength(20_002)
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('leaves no temporary file if %s arrives while journalctl runs', async (signal, status) => {
    const [bin, tmp] = [join(dir, 'bin'), join(dir, 'tmp')]
    mkdirSync(bin)
    mkdirSync(tmp)
    writeFileSync(
      join(bin, 'journalctl'),
      '#!/bin/sh\nwhile echo; do echo here > ../started; sleep 0.1; done\n',
      {
        mode: 0o755,
      },
    )
    writeFileSync(join(dir, 'system.journal.gz'), gzipSync('LPKSHHRH'.padEnd(300, '\0')))
    const watcher = watch(dir)
    const { child, done } = start(cli, ['../system.journal.gz'], bin, {
      PATH: `${bin}:${process.env.PATH}`,
      TMPDIR: tmp,
    })
    await once(watcher, 'change')
    watcher.close()
    expect(readdirSync(tmp)).toHaveLength(1)
    child.kill(signal)
    expect((await done).status).toBe(status)
    expect(readdirSync(tmp)).toEqual([])
  })
})
