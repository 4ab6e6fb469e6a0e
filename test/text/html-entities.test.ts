import { describe, expect, it } from 'vitest'
import { withoutReferences } from '../../src/text/html-entities.ts'

describe('withoutReferences', () => {
  it('reads the quotes and brackets of a line in a page', () => {
    expect(
      withoutReferences('&quot;Failed&quot; err=&quot;Put \\&quot;https://a?x=1&amp;y=2\\&quot;: dial&gt;'),
    ).toBe('"Failed" err="Put \\"https://a?x=1&y=2\\": dial>')
    expect(withoutReferences('node w1 hasn&#39;t been updated')).toBe("node w1 hasn't been updated")
    expect(withoutReferences('node &#34;w1&#34; isn&#39;t &lt;nil&gt;')).toBe('node "w1" isn\'t <nil>')
  })

  it('leaves a text with quotes of its own, which may quote a page', () => {
    const text = '"Failed to update lease" err="an error on the server (\\"<p>&quot;x&quot;</p>\\")"'
    expect(withoutReferences(text)).toBe(text)
  })

  it('leaves addresses, and references without quotes', () => {
    for (const text of ['GET https://a/api/v1/nodes/w1?resourceVersion=0&timeout=10s 200 OK', 'a &lt; b', ''])
      expect(withoutReferences(text)).toBe(text)
  })
})
