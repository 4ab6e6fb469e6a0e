/** The registry of envelopes against what each declares, and against its samples cut at every character. */
import { describe, expect, it } from 'vitest'
import { envelopes } from '../src/envelopes/index.ts'
import type { Body, Envelope, JsonObject, Peeled } from '../src/types.ts'

/** A sample of an envelope of objects is written as JSON; json-line hands it on as an object. */
function bodyOf(envelope: Envelope, text: string): Body {
  if (envelope.name === 'json-line' || !text.startsWith('{')) return text
  return JSON.parse(text) as JsonObject
}

const cases = envelopes.flatMap((envelope) =>
  envelope.samples.map((sample) => ({ envelope, sample, label: `${envelope.name}: ${sample.text}` })),
)

describe('registry', () => {
  it('has names that differ', () => {
    expect(new Set(envelopes.map((one) => one.name)).size).toBe(envelopes.length)
  })

  it.each(envelopes.map((one) => [one.name, one] as const))('%s declares a sample it takes', (_name, one) => {
    expect(one.samples.some((sample) => sample.peeled !== null)).toBe(true)
    for (const { origin } of one.samples) expect(origin).not.toBe('')
  })
})

describe('samples', () => {
  it.each(cases)('$label', ({ envelope, sample }) => {
    const body = bodyOf(envelope, sample.text)
    const first = envelopes.find((one) => one.peel(body) !== undefined)
    if (sample.peeled === null) {
      expect(envelope.peel(body)).toBeUndefined()
    } else {
      expect(first?.name).toBe(envelope.name)
      expect(envelope.peel(body)).toMatchObject(sample.peeled)
    }
  })
})

/** All that is taken off a body, outermost first. */
function peelAll(body: Body): { names: string[]; layers: Peeled[] } {
  const names: string[] = []
  const layers: Peeled[] = []
  let inside = body
  for (;;) {
    let peeled: Peeled | undefined
    const envelope = envelopes.find((one) => {
      peeled = one.peel(inside)
      return peeled !== undefined
    })
    if (!envelope || !peeled) return { names, layers }
    names.push(envelope.name)
    layers.push(peeled)
    if (peeled.statement) return { names, layers }
    inside = peeled.body
  }
}

describe('cuts', () => {
  it.each(cases.filter(({ sample }) => sample.peeled !== null))('$label', ({ sample }) => {
    const whole = peelAll(sample.text).layers.flatMap((layer) => layer.stamp ?? [])
    for (let length = 0; length < sample.text.length; length++) {
      const stamps = peelAll(sample.text.slice(0, length)).layers.flatMap((layer) => layer.stamp ?? [])
      expect(stamps).toEqual(whole.slice(0, stamps.length))
    }
  })
})
