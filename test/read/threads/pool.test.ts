/** Inputs read in several threads give the same report as in one. */
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as leasegap from '../../../src/index.ts'
import { shapes, writeShape } from '../../bench/generate.ts'
import { builtCli } from '../../support/built-cli.ts'
import { packTar } from '../../support/fuzz-archives.ts'

let built: typeof leasegap
let directory = ''
beforeAll(async () => {
  built = (await import(pathToFileURL(join(dirname(builtCli()), 'index.js')).href)) as typeof leasegap
  directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

type Options = leasegap.AnalyzeOptions

/** The whole report as JSON, and every renewal. */
async function reportText(inputs: readonly string[], options: Options): Promise<string> {
  const report = await built.analyze(inputs, options)
  const json = built.exporters.find(({ name }) => name === 'json') as leasegap.Exporter
  let text = ''
  for await (const piece of json.write(report, { timeZone: 'UTC', color: false, width: 80 })) text += piece
  return text + JSON.stringify([...report.heartbeats()])
}

/** What `read` saves. */
async function savedText(inputs: readonly string[], threads: number): Promise<string> {
  let text = ''
  for await (const lines of built.read(inputs, { threads })) text += lines
  return text
}

async function expectAlike(inputs: readonly string[], options: Options = {}): Promise<void> {
  const alone = await reportText(inputs, { ...options, threads: 1 })
  expect(await reportText(inputs, { ...options, threads: 2 })).toBe(alone)
  expect(await reportText(inputs, { ...options, threads: 5 })).toBe(alone)
  expect(await savedText(inputs, 3)).toBe(await savedText(inputs, 1))
}

describe('several threads', { timeout: 60_000 }, () => {
  it.each(readdirSync('test/e2e/cases'))('read %s as one does', async (name) => {
    await expectAlike([join('test/e2e/cases', name)])
    await expectAlike([join('test/e2e/cases', name)], { year: 2024, all: true })
  })

  it.each(shapes.map((shape) => [shape.name, shape] as const))(
    'read logs of %s as one does',
    async (_, shape) => {
      const home = join(directory, shape.name)
      await writeShape(shape, join(home, 'a'), 300_000, 7)
      await writeShape(shape, join(home, 'b'), 200_000, 8)
      await expectAlike([home])
    },
    120_000,
  )

  it('read archives and damaged, missing and empty inputs as one does', async () => {
    const home = join(directory, 'odd')
    mkdirSync(home)
    copyFileSync('samples/network-cut/logs/kubelet.log', join(home, 'kubelet.log'))
    const { length } = gzipSync('lease\n'.repeat(9999))
    writeFileSync(join(home, 'cut.gz'), gzipSync('lease\n'.repeat(9999)).subarray(0, length - 9))
    const bytes = Buffer.from(
      'E1122 10:45:17.088056    1153 controller.go:195] "Failed to update lease" err="x"\n',
    )
    writeFileSync(join(home, 'bundle.tar'), packTar([{ name: 'worker-1/kubelet.log', bytes, kind: 'file' }]))
    writeFileSync(join(home, 'nothing.txt'), 'nothing\n')
    await expectAlike([home, join(directory, 'missing'), join(home, 'nothing.txt')])
  })

  it('report their progress', async () => {
    const progress = new Map<string, number>()
    const onProgress = ({ source, bytes }: leasegap.Progress): void => void progress.set(source, bytes)
    await built.analyze(['samples/network-cut/logs'], { threads: 2, onProgress })
    expect(progress.size).toBe(2)
  })

  it('leave no temporary directory', async () => {
    const left = (): string[] => readdirSync(tmpdir()).filter((name) => /^leasegap-[0-9a-f]{16}$/.test(name))
    const before = left()
    await built.analyze(['samples/network-cut/logs'], { threads: 2 })
    expect(left()).toEqual(before)
  })
})
