import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cut, displayWidth, escapeHidden, pad, printable, wrap } from '../../src/text/printable.ts'

const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u
const anyText = fc.string({ unit: 'binary', maxLength: 200 })
const seeded = { seed: 20261122 }

describe('printable', () => {
  it('returns plain text of any script unchanged', () => {
    expect(printable('워커-1 läuft "gut" 🙂')).toBe('워커-1 läuft "gut" 🙂')
  })

  it('escapes hidden characters', () => {
    expect(printable('a\tb\r\nc\u001b[2Jd\u202ee\u{e0041}')).toBe(
      'a\\tb\\r\\nc\\u001b[2Jd\\u202ee\\udb40\\udc41',
    )
  })

  it('leaves no hidden character in any text', () => {
    fc.assert(
      fc.property(anyText, (text) => !HIDDEN.test(printable(text))),
      seeded,
    )
  })
})

describe('escapeHidden', () => {
  it('changes no value of a JSON text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = escapeHidden(JSON.stringify({ text }))
        return !HIDDEN.test(json) && JSON.parse(json).text === text
      }),
      seeded,
    )
  })
})

describe('displayWidth, pad, cut and wrap', () => {
  it('count two columns for wide East Asian characters', () => {
    expect(displayWidth('워커-1')).toBe(6)
    expect(pad('워커', 6)).toBe('워커  ')
    expect(cut('워커-노드', 6)).toBe('워커-…')
    expect(cut('워커-노드', 6, 'end')).toBe('…-노드')
  })

  it('never exceed the width', () => {
    fc.assert(
      fc.property(anyText.map(printable), fc.integer({ min: 2, max: 40 }), (text, width) => {
        const lines = [cut(text, width), cut(text, width, 'end'), ...wrap(text, width)]
        return lines.every((line) => displayWidth(line) <= width) && displayWidth(pad(text, width)) === width
      }),
      seeded,
    )
  })

  it('break at blanks and lose nothing else', () => {
    expect(wrap('the node stopped renewing', 10)).toEqual(['the node', 'stopped', 'renewing'])
    fc.assert(
      fc.property(anyText.map(printable), fc.integer({ min: 2, max: 40 }), (text, width) => {
        expect(wrap(text, width).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      }),
      seeded,
    )
  })
})
