import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePairs, parseStructured } from '../../src/text/klog-values.ts'

/** Quotes ASCII text like strconv.Quote: JSON's escapes are a subset of Go's. */
const quote = (text: string): string => JSON.stringify(text)

/** Printable ASCII with quotes and backslashes. */
const printableText = fc.string({ unit: fc.constantFrom(...'ab{}[]= "\\:,'.split('')) })

describe('parseStructured', () => {
  const values = (body: string) => Object.fromEntries(parseStructured(body)?.values ?? [])

  it('parses quoted, bare and JSON values', () => {
    const body = '"Node hasn\'t been updated" node="w" n=4 zone= t=Ready c={"a":"} x=1","b":[1]} last="z"'
    expect(parseStructured(body)?.message).toBe("Node hasn't been updated")
    expect(values(body)).toEqual({
      node: 'w',
      n: '4',
      zone: '',
      t: 'Ready',
      c: '{"a":"} x=1","b":[1]}',
      last: 'z',
    })
  })

  it('ends a printed struct at the bracket before a pair', () => {
    const struct = '{Type:Ready Message:container runtime network not ready: NetworkReady=false (x}) {}'
    expect(values(`"m" condition=${struct} node="w"`)).toEqual({ condition: struct, node: 'w' })
    expect(values(`"m" condition=${struct}`)).toEqual({ condition: struct })
  })

  it('parses any quoted value beside any other', () => {
    fc.assert(
      fc.property(printableText, printableText, (first, second) => {
        const body = `"m" first=${quote(first)} second=${quote(second)}`
        expect(values(body)).toEqual({ first, second })
      }),
      { seed: 2 },
    )
  })

  it('returns the last value of a key that is printed twice', () => {
    expect(values('"m" k="1" k="2"')).toEqual({ k: '2' })
  })

  it('returns the key of a value that continues in the next lines', () => {
    expect(parseStructured('"Response" status="200 OK" headers=<')).toMatchObject({
      values: new Map([['status', '200 OK']]),
      open: 'headers',
    })
    const whole = parseStructured('"Response" headers=<\n\tA: 1\n        B: 2\n > milliseconds=4')
    expect(whole?.open).toBeNull()
    expect(Object.fromEntries(whole?.values ?? [])).toEqual({ headers: 'A: 1\nB: 2', milliseconds: '4' })
  })

  it('parses a value that a web page escaped once more', () => {
    expect(values('"m" err="Get \\\\"https://h:6443/x?timeout=10s\\\\": EOF" interval="7s"')).toEqual({
      err: 'Get "https://h:6443/x?timeout=10s": EOF',
      interval: '7s',
    })
  })

  it('returns the available part of a cut line', () => {
    expect(values('"m" err="Get \\"https>')).toEqual({ err: 'Get "https>' })
    expect(parseStructured('"m" er…')).toMatchObject({ message: 'm', values: new Map() })
    expect(parseStructured('"m')).toMatchObject({ message: 'm' })
  })

  it('rejects a plain message that begins with a quote', () => {
    expect(parseStructured('"kubelet" was not found')).toBeUndefined()
    expect(parseStructured('"kubelet": EOF')).toBeUndefined()
    expect(parseStructured('plain')).toBeUndefined()
  })
})

describe('parsePairs', () => {
  it('parses logfmt', () => {
    expect([...parsePairs('time="2024-07-08 08:46:26" level=info msg="a b"', 0)]).toEqual([
      ['time', '2024-07-08 08:46:26'],
      ['level', 'info'],
      ['msg', 'a b'],
    ])
  })
})
