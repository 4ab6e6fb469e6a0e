import { describe, expect, it } from 'vitest'
import { viewOf } from '../../src/bytes/ascii-numbers.ts'
import { findRequestFields } from '../../src/grammars/request-fields.ts'

/** Returns the query and the duration of a line, marked in its text; null if it is no request. */
function marked(text: string): string | null {
  const fields = { queryAt: 0, queryEnd: 0, countAt: 0, countEnd: 0 }
  const bytes = Buffer.from(`before ${text} after`)
  if (!findRequestFields(viewOf(bytes), 7, 7 + Buffer.byteLength(text), fields)) return null
  const { queryAt, queryEnd, countAt, countEnd } = fields
  const part = (from: number, end: number): string => bytes.toString('latin1', from, end)
  return `${part(7, queryAt)}<${part(queryAt, queryEnd)}>${part(queryEnd, countAt)}<${part(countAt, countEnd)}>`
}

describe('findRequestFields', () => {
  it('finds the query and the duration of the plain form', () => {
    expect(marked('GET https://a:6443/api?a=b&c 200 OK in 12 milliseconds')).toBe(
      'GET https://a:6443/api?<a=b&c> 200 OK in <12>',
    )
  })

  it('finds those of the structured form', () => {
    expect(marked('"Response" verb="GET" url="https://a/api?a=b" status="200 OK" milliseconds=4')).toBe(
      '"Response" verb="GET" url="https://a/api?<a=b>" status="200 OK" milliseconds=<4>',
    )
  })

  it('finds an empty query where there is none', () => {
    expect(marked('GET https://a:6443/api 200 OK in 12 milliseconds')).toBe(
      'GET https://a:6443/api 200 OK in <><12>',
    )
  })

  it.each([
    'GET https://a:6443/api?a=b 200 OK in  milliseconds',
    'GET https://a:6443/api?a=b 200 OK in 12 millisecond',
    'GET https://a:6443/api?a=b 200 OK in 12',
    'GET https://a:6443/api?x.go:12 200 OK in 12 milliseconds',
    'GET https://a:6443/api?ä 200 OK in 12 milliseconds',
    '"Response" url="https://a/api?a=\\"b" milliseconds=4',
    '',
    '4',
  ])('finds none in %j', (text) => {
    expect(marked(text)).toBe(null)
  })
})
