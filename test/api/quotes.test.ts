import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readQuotes } from '../../src/api/quotes.ts'

describe('readQuotes', () => {
  const directory = mkdtempSync(join(tmpdir(), 'leasegap-quotes-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  const lease = (second: number): object => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { namespace: 'kube-node-lease', name: 'demo-worker' },
    spec: { renewTime: `2026-11-22T10:00:0${second}.000000Z` },
  })
  const quoteOf = async (name: string, content: string, line: number): Promise<unknown> => {
    const source = join(directory, name)
    writeFileSync(source, content)
    return (await readQuotes([source], [{ source, line }]))({ source, line })
  }

  it('returns a line unchanged', async () => {
    const log = 'no kube-node-lease here\nabout kube-node-lease\r\nthe last'
    expect(await quoteOf('a.log', log, 2)).toEqual({ text: 'about kube-node-lease' })
    expect(await quoteOf('a.log', log, 9)).toEqual({ reason: 'not found when read again' })
  })

  it('says of a source that is none of the inputs that it can not be read again', async () => {
    const file = join(directory, 'x.reading')
    writeFileSync(file, 'of another source\n')
    const place = { source: 'kubelet.log', line: 1 }
    expect((await readQuotes([file], [place]))(place)).toEqual({
      reason: 'its log is not among the inputs that can be read again',
    })
  })

  it('returns the relevant fields of an object', async () => {
    const text = 'kind=Lease metadata.namespace=kube-node-lease metadata.name=demo-worker'
    const watched = JSON.stringify({ type: 'MODIFIED', object: lease(1) })
    expect(await quoteOf('b.json', `${watched}\n${watched}\n`, 2)).toEqual({
      text: `MODIFIED ${text} spec.renewTime=2026-11-22T10:00:01.000000Z`,
    })
    expect(await quoteOf('c.json', JSON.stringify(lease(2), null, 2), 1)).toEqual({
      text: `${text} spec.renewTime=2026-11-22T10:00:02.000000Z`,
    })
  })

  it('returns a reason for one of several objects on a line', async () => {
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [lease(1), lease(2)] })
    expect(await quoteOf('d.json', list, 1)).toEqual({ reason: 'one of several objects on this line' })
  })

  it('returns the message of a journal entry and of a container log', async () => {
    const line = `I1122 10:44:56.909546 1 round_trippers.go:553] PUT https://a/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n 200 OK in 6 milliseconds`
    expect(await quoteOf('e.json', JSON.stringify({ _PID: '1', MESSAGE: line }), 1)).toEqual({ text: line })
    expect(await quoteOf('f.log', JSON.stringify({ log: line, stream: 'stderr' }), 1)).toEqual({ text: line })
  })

  it('keeps both ends of a line of any length', async () => {
    const { text } = (await quoteOf('g.log', `kube-node-lease ${'x'.repeat(100_000)} the end`, 1)) as {
      text: string
    }
    expect(text.length).toBeLessThan(2000)
    expect(text).toMatch(/^kube-node-lease x+…x+ the end$/)
  })

  it('returns a line that only a format of the caller finds', async () => {
    const source = join(directory, 'h.log')
    writeFileSync(source, `first\n${'x\n'.repeat(20)}the word heartbeat\n${'y\n'.repeat(20)}`)
    const grammar = {
      name: 'own',
      component: 'kubelet',
      literals: ['heartbeat'],
      parse: () => undefined,
    } as const
    const quote = await readQuotes([source], [{ source, line: 22 }], { grammars: [grammar] })
    expect(quote({ source, line: 22 })).toEqual({ text: 'the word heartbeat' })
  })

  it('returns a reason for a source that is missing', async () => {
    const source = join(directory, 'gone.log')
    const quote = await readQuotes([source], [{ source, line: 1 }])
    expect(quote({ source, line: 1 })).toEqual({
      reason: 'its log is not among the inputs that can be read again',
    })
  })
})
