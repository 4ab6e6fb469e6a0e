/** One file read by several threads gives the report of one thread. */
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as analysis from '../../../src/api/analyze.ts'
import type * as leasegap from '../../../src/index.ts'
import { repeatDaily } from '../../bench/real-log.ts'
import { builtCli } from '../../support/built-cli.ts'

let built: typeof leasegap & typeof analysis
let directory = ''
beforeAll(async () => {
  const load = (file: string) => import(pathToFileURL(join(dirname(builtCli()), file)).href)
  built = { ...(await load('index.js')), ...(await load('api/analyze.js')) }
  directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
}, 60_000)
afterAll(() => rmSync(directory, { recursive: true }))

const PART_BYTES = 3e6

async function reportText(path: string, threads: number): Promise<string> {
  const report = await built.analyzeWithin(64e6, [path], {}, { threads, bytes: PART_BYTES })
  const json = built.exporters.find(({ name }) => name === 'json') as leasegap.Exporter
  let text = ''
  for await (const piece of json.write(report, { timeZone: 'UTC', color: false, width: 80 })) text += piece
  return text + JSON.stringify([...report.heartbeats()])
}

async function expectAlike(name: string, content: string): Promise<void> {
  const path = join(directory, name)
  writeFileSync(path, content)
  const alone = await reportText(path, 1)
  expect(await reportText(path, 2)).toBe(alone)
  expect(await reportText(path, 4)).toBe(alone)
}

const real = (bytes: number): string => [...repeatDaily('kubelet.log.gz', bytes)].join('')

describe('a file in parts', { timeout: 120_000 }, () => {
  it('is read as by one thread', () => expectAlike('real.log', real(14e6)))

  it('is read as by one thread behind a byte order mark', () => expectAlike('mark.log', `\uFEFF${real(8e6)}`))

  it('is read as by one thread where it holds objects', () => {
    const session = `\n$ kubectl get lease -n kube-node-lease demo-worker -o yaml\napiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata:\n  name: demo-worker\n  namespace: kube-node-lease\nspec:\n  holderIdentity: demo-worker\n  leaseDurationSeconds: 40\n  renewTime: "2026-01-02T10:43:03.000000Z"\n`
    return expectAlike('session.log', real(5e6) + session + real(8e6))
  })

  it('may become longer or shorter while it is read', async () => {
    const path = join(directory, 'changing.log')
    writeFileSync(path, real(14e6))
    const longer = reportText(path, 3)
    appendFileSync(path, 'I0101 no record\n')
    expect(await longer).toContain('"incidents"')
    const shorter = reportText(path, 3)
    truncateSync(path, 5e6)
    expect(await shorter).toContain('"incidents"')
  })

  it('is left when the signal aborts', async () => {
    const path = join(directory, 'aborted.log')
    writeFileSync(path, real(14e6))
    const abort = new AbortController()
    const report = built.analyzeWithin(
      64e6,
      [path],
      { signal: abort.signal },
      { threads: 3, bytes: PART_BYTES },
    )
    setTimeout(() => abort.abort(new Error('enough')), 5)
    await expect(report).rejects.toThrow('enough')
  })
})
