/**
 * Whatever a log's texts are filled with, they are written, explained and quoted in steps that grow as their length
 * does: four times the text, at most five times the steps.
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

const FILLINGS = ['x', ' ', '`', '|', '漢', ': ', 'a b ', '\u001b', '"', '<', '-', 'https://']

/** A node that fails for minutes, its errors and its own name as long as asked for. */
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

/** What `action` does with the log of a length. */
async function growth(action: (path: string) => Promise<() => Promise<unknown>>): Promise<number> {
  const steps = async (characters: number): Promise<number> => {
    const path = join(directory, 'kubelet.log')
    writeFileSync(path, log(characters))
    return countSteps(await action(path))
  }
  // What is made once is made here.
  await steps(1200)
  return (await steps(240_000)) / (await steps(60_000))
}

const options = { year: 2026, all: true }
const printed = { timeZone: 'UTC', color: false, width: 80 }

describe('costs no more than its length', () => {
  it.each(library.exporters.map(({ name }) => name))('written as %s', async (name) => {
    const grown = await growth(async (path) => {
      const report = await library.analyze([path], options)
      return async () => {
        const exporter = library.exporters.find((one) => one.name === name)
        for await (const _ of exporter?.write(report, printed) ?? []);
      }
    })
    expect(grown).toBeLessThan(5)
  })

  it('told as a story', async () => {
    const grown = await growth(async (path) => {
      const report = await library.analyze([path], options)
      const stories = library.storiesOf(report, report.incidents)
      expect(stories.length).toBeGreaterThan(1)
      const evidence = stories.flatMap(({ sentences }) => sentences.flatMap((sentence) => sentence.evidence))
      return async () => {
        const quote = await library.readQuotes([path], evidence)
        for (const _ of library.formatStories(stories, [path], quote, printed));
      }
    })
    expect(grown).toBeLessThan(5)
  })

  it.each(['observe', 'explain'] as const)('by %s', async (name) => {
    const grown = await growth(async (path) => () => library[name]([path], options, () => {}))
    expect(grown).toBeLessThan(5)
  })
})
