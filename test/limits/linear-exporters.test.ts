/**
 * Writing, explaining and quoting a text takes steps in proportion to its length, whatever it contains: four times the
 * text takes at most five times the steps.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countSteps, library } from '../support/step-counter.ts'

let directory = ''
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
})
afterAll(() => rmSync(directory, { recursive: true }))

/** Characters that an exporter might handle in more than linear time. */
const FILLINGS = ['x', ' ', '`', '|', '漢', ': ', 'a b ', '\u001b', '"', '<', '-', 'https://']

/** The log of a node that fails for minutes. Its errors and its name have about this length. */
function log(characters: number): string {
  const filled = FILLINGS.map((unit) => unit.repeat(characters / FILLINGS.length / unit.length)).join('')
  const failed = Array.from(
    { length: 6 },
    (_, i) =>
      `E1122 10:5${i}:06.140231    1153 controller.go:195] "Failed to update lease" err=${JSON.stringify(filled + i)}\n`,
  )
  const name = JSON.stringify(filled)
  return [
    'I1122 10:49:55.140231    1153 round_trippers.go:553] PUT https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker?timeout=10s 200 OK in 5 milliseconds\n',
    ...failed,
    `I1122 10:51:41.152178    1099 node_lifecycle_controller.go:958] "Node hasn't been updated" logger="node-lifecycle-controller" node=${name} duration="40.006414835s" nodeConditionType="Ready" currentCondition="&NodeCondition{Type:Ready,Status:True,}"\n`,
  ].join('')
}

/** The ratio of the steps of `action` for 240,000 and for 60,000 characters. */
async function measureGrowth(action: (path: string) => Promise<() => Promise<unknown>>): Promise<number> {
  const steps = async (characters: number): Promise<number> => {
    const path = join(directory, 'kubelet.log')
    writeFileSync(path, log(characters))
    return countSteps(await action(path))
  }
  // The first run fills caches and loads modules.
  await steps(1200)
  return (await steps(240_000)) / (await steps(60_000))
}

const options = { year: 2026, all: true }
const printed = { timeZone: 'UTC', color: false, width: 80 }

describe('the number of steps', () => {
  it.each(library.exporters.map(({ name }) => name))('is linear for the format %s', async (name) => {
    const ratio = await measureGrowth(async (path) => {
      const report = await library.analyze([path], options)
      return async () => {
        const exporter = library.exporters.find((one) => one.name === name)
        for await (const _ of exporter?.write(report, printed) ?? []);
      }
    })
    expect(ratio).toBeLessThan(5)
  })

  it('is linear for a story with quotes', async () => {
    const ratio = await measureGrowth(async (path) => {
      const report = await library.analyze([path], options)
      const stories = library.stories(report, report.incidents)
      expect(stories.length).toBeGreaterThan(1)
      const evidence = stories.flatMap(({ sentences }) => sentences.flatMap((sentence) => sentence.evidence))
      return async () => {
        const quote = await library.readQuotes([path], evidence)
        for (const _ of library.formatStories(stories, [path], quote, printed));
      }
    })
    expect(ratio).toBeLessThan(5)
  })

  it.each(['observe', 'explain'] as const)('is linear for %s', async (name) => {
    const ratio = await measureGrowth(async (path) => async () => {
      for await (const _ of library[name]([path], options));
    })
    expect(ratio).toBeLessThan(5)
  })
})
