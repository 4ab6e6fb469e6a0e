/** Unknown formats are a problem. Objects of the API that are not about nodes are none. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'

const directory = mkdtempSync(join(tmpdir(), 'leasegap-objects-'))
afterAll(() => rmSync(directory, { recursive: true }))

const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-0', namespace: 'default' } }
const AUDIT = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/kube-node-lease/pods',
  verb: 'list',
  stageTimestamp: '2026-11-22T10:45:00.000000Z',
}

async function findUnrecognised(name: string, text: string): Promise<string[]> {
  const path = join(directory, name)
  writeFileSync(path, text)
  const { problems } = await analyze([path])
  return problems.flatMap(({ code, excerpt }) => (code === 'unrecognised-lines' ? [excerpt] : []))
}
const lines = (...objects: readonly unknown[]): string =>
  objects.map((o) => `${JSON.stringify(o)}\n`).join('')

describe('the problem unrecognised-lines', () => {
  it('does not count objects of the API, alone, in a list, from a watch or an audit log', async () => {
    expect(await findUnrecognised('pod.json', JSON.stringify(POD, null, 2))).toEqual([])
    const list = { apiVersion: 'v1', kind: 'List', items: [POD, POD] }
    expect(await findUnrecognised('list.json', JSON.stringify(list, null, 2))).toEqual([])
    expect(await findUnrecognised('watch.json', lines({ type: 'ADDED', object: POD }, AUDIT))).toEqual([])
    expect(await findUnrecognised('other.json', lines({ type: 'ADDED', object: [POD] }, AUDIT))).toEqual([])
  })

  it('counts other objects and fragments of objects', async () => {
    const others = [
      { kind: 'Pod' },
      { apiVersion: 'v1' },
      { apiVersion: 1, kind: 'Pod' },
      { type: 'ADDED', object: ['pod'] },
      { type: 'ADDED', object: null },
      { object: POD },
      { type: 'ADDED', object: { kind: 'Pod' } },
    ]
    for (const other of others) {
      expect(await findUnrecognised('other.json', lines(other, AUDIT))).toEqual([
        '1 records in no known format',
      ])
    }
  })
})
