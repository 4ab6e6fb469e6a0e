/**
 * Reading takes steps in proportion to the length of the text, whatever it contains: four times the text takes at most
 * five times the steps.
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

const BEFORE =
  'I1122 10:55:05.140231    1153 round_trippers.go:553] PUT https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker?timeout=10s 200 OK in 5 milliseconds\n'
const FAILED = 'E1122 10:55:06.140231    1153 controller.go:195] "Failed to update lease" err="'
const STALE =
  'I1122 10:55:06.140231    1099 node_lifecycle_controller.go:958] "Node hasn\'t been updated" node="demo-worker" duration="40.006414835s" nodeConditionType="Ready" currentCondition="&NodeCondition{Type:Ready,Status:True,Message:'

async function analyzeText(text: string): Promise<void> {
  const path = join(directory, 'kubelet.log')
  writeFileSync(path, text)
  await library.analyze([path], { year: 2026 })
}

describe('the number of steps of analyze', () => {
  const filled = (unit: string, characters: number): string =>
    unit.repeat(Math.ceil(characters / unit.length))
  /** About so many characters of lines that differ in a number. */
  const many = (characters: number, line: (i: number) => string): string => {
    const count = Math.ceil(characters / line(0).length)
    return Array.from({ length: count }, (_, i) => line(i)).join('')
  }

  it.each<[string, (characters: number) => string]>([
    ['escaped quotes', (n) => `${FAILED}${filled('\\"', n)}"\n`],
    ['backslashes', (n) => `${FAILED}${filled('\\', n)}"\n`],
    ['commas inside a NodeCondition', (n) => `${STALE}${filled(',', n)}}"\n`],
    ['fields inside a NodeCondition', (n) => `${STALE}${filled('Type:Ready,', n)}}"\n`],
    ['quoted pairs', (n) => `${FAILED}x" ${filled('k="v" ', n)}\n`],
    ['bare pairs', (n) => `${FAILED}x" ${filled('k=v ', n)}\n`],
    ['a value over many lines', (n) => `${FAILED}x" key=<\n${filled(`\t${'lease '.repeat(100)}\n`, n)}\n`],
    ['blanks', (n) => `${FAILED}${filled(' ', n)}\n`],
    ['blanks at the beginning', (n) => `${filled(' ', n)}lease\n`],
    ['errors in errors', (n) => `${FAILED}${filled('dial tcp: ', n)}"\n`],
    ['braces', (n) => `${FAILED}${filled('{', n)}"\n`],
    ['brackets at the beginning', (n) => `${filled('[a/b] ', n)}lease\n`],
    ['names at the beginning', (n) => `${filled('a | ', n)}lease\n`],
    ['bullets', (n) => `${filled('- ', n)}lease\n`],
    ['a duration with many zeros', (n) => `${STALE.replace('40.006414835s', `1.${filled('0', n)}1s`)}"\n`],
    ['a word repeated without blanks', (n) => `${FAILED}${filled('leases', n)} "apiserver-\n`],
    ['many beginnings of addresses', (n) => `${FAILED}${filled('https://', n)}"\n`],
    ['many dates', (n) => `${FAILED}${filled('2026-11-22 10:00:00 +0000 UTC ', n)}"\n`],
    ['a long number', (n) => `E1122 10:55:06.140231 ${filled('1', n)} controller.go:195] lease\n`],
    ['repeated headers', (n) => `${filled('E1122 10:55:06.140231    1153 controller.go:195] ', n)}lease\n`],
    [
      'a record in endless pieces',
      (n) => many(n, () => `2026-11-22T10:55:06.140231Z stderr P lease ${'x'.repeat(100)}\n`),
    ],
    [
      'many streams of pieces',
      (n) => many(n, (i) => `{"log":"lease","stream":"s${i}","time":"2026-11-22T10:55:06.140231Z"}\n`),
    ],
    [
      'structured data',
      (n) => `<30>1 2026-11-22T10:45:17Z host kubelet 1 - ${filled('[a b="c"]', n)} lease\n`,
    ],
    ['fields of a journal', (n) => `__REALTIME_TIMESTAMP=1\n${filled('A=lease\n', n)}`],
    ['YAML', (n) => `apiVersion: v1\nkind: List\nitems:\n${filled('- kind: Lease\n', n)}`],
    ['JSON in a list', (n) => `{"kind":"List","items":[${filled('{"kind":"Lease"},', n)}{}]}`],
    ['broken lines', (n) => filled(`${FAILED}Put \\"https://a\nlease\n`, n)],
    ['many nodes of a kubelet', (n) => many(n, (i) => BEFORE.replace('demo-worker', `node-${i}`))],
    [
      'many nodes of a controller',
      (n) => many(n, (i) => `${STALE.replace('demo-worker', `node-${i}`)}x,}"\n`),
    ],
    ['many processes', (n) => many(n, (i) => BEFORE.replace('1153', String(i + 1).padStart(7)))],
  ])('is linear for %s', async (_, text) => {
    // The first run fills caches and loads modules.
    await analyzeText(text(10_000))
    const small = await countSteps(() => analyzeText(text(60_000)))
    const large = await countSteps(() => analyzeText(text(240_000)))
    expect(large / small).toBeLessThan(5)
  })
})
