/** Objects of the API that say nothing about a node are no problem; what is in no known format is one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'

const room = mkdtempSync(join(tmpdir(), 'leasegap-objects-'))
afterAll(() => rmSync(room, { recursive: true }))

const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-0', namespace: 'default' } }
const AUDIT = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/kube-node-lease/pods',
  verb: 'list',
  stageTimestamp: '2026-11-22T10:45:00.000000Z',
}

async function unrecognised(name: string, text: string): Promise<string[]> {
  const path = join(room, name)
  writeFileSync(path, text)
  const { problems } = await analyze([path])
  return problems.flatMap(({ code, excerpt }) => (code === 'unrecognised-lines' ? [excerpt] : []))
}
const lines = (...objects: readonly unknown[]): string =>
  objects.map((o) => `${JSON.stringify(o)}\n`).join('')

describe('records in no known format', () => {
  it('are not objects of the API, alone, in a list, watched or audited', async () => {
    expect(await unrecognised('pod.json', JSON.stringify(POD, null, 2))).toEqual([])
    const list = { apiVersion: 'v1', kind: 'List', items: [POD, POD] }
    expect(await unrecognised('list.json', JSON.stringify(list, null, 2))).toEqual([])
    expect(await unrecognised('watch.json', lines({ type: 'ADDED', object: POD }, AUDIT))).toEqual([])
  })

  it('are other objects, and those cut out of one', async () => {
    const strangers = [
      { kind: 'Pod' },
      { apiVersion: 'v1' },
      { apiVersion: 1, kind: 'Pod' },
      { type: 'ADDED', object: [POD] },
      { type: 'ADDED', object: null },
      { object: POD },
      { type: 'ADDED', object: { kind: 'Pod' } },
    ]
    for (const stranger of strangers) {
      expect(await unrecognised('stranger.json', lines(stranger, AUDIT))).toEqual([
        '1 records in no known format',
      ])
    }
  })
})
