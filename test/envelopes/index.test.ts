/** Tests all envelopes with their samples, whole and cut at every character. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { envelopes } from '../../src/envelopes/index.ts'
import type { Body, Envelope, JsonObject, UnwrappedLayer } from '../../src/model/index.ts'

/** Returns the body of a sample. Samples of object envelopes are JSON, which json-line parses. */
function bodyOf(envelope: Envelope, text: string): Body {
  if (envelope.name === 'json-line' || envelope.name === 'labelled-line' || !text.startsWith('{')) return text
  return JSON.parse(text) as JsonObject
}

const cases = envelopes.flatMap((envelope) =>
  envelope.samples.map((sample) => ({ envelope, sample, label: `${envelope.name}: ${sample.text}` })),
)

describe('envelopes', () => {
  it('have unique names', () => {
    expect(new Set(envelopes.map((one) => one.name)).size).toBe(envelopes.length)
  })

  it.each(envelopes.map((one) => [one.name, one] as const))(
    '%s has a sample that it accepts',
    (_name, one) => {
      expect(one.samples.some((sample) => sample.unwrapped !== null)).toBe(true)
      for (const { origin } of one.samples) expect(origin).not.toBe('')
    },
  )
})

describe('a sample', () => {
  it.each(cases)(
    'is unwrapped as declared, by the first envelope that accepts it, $label',
    ({ envelope, sample }) => {
      const body = bodyOf(envelope, sample.text)
      const first = envelopes.find((one) => one.unwrap(body) !== undefined)
      if (sample.unwrapped === null) {
        expect(envelope.unwrap(body)).toBeUndefined()
      } else {
        expect(first?.name).toBe(envelope.name)
        expect(envelope.unwrap(body)).toMatchObject(sample.unwrapped)
      }
    },
  )
})

/** Unwraps a body completely; outermost layer first. */
function unwrapAll(body: Body): { names: string[]; layers: UnwrappedLayer[] } {
  const names: string[] = []
  const layers: UnwrappedLayer[] = []
  let inside = body
  for (;;) {
    let unwrapped: UnwrappedLayer | undefined
    const envelope = envelopes.find((one) => {
      unwrapped = one.unwrap(inside)
      return unwrapped !== undefined
    })
    if (!envelope || !unwrapped) return { names, layers }
    names.push(envelope.name)
    layers.push(unwrapped)
    if (unwrapped.statement) return { names, layers }
    inside = unwrapped.body
  }
}

describe('a cut sample', () => {
  const accepted = cases.filter(({ sample }) => sample.unwrapped !== null)

  it.each(accepted)('has no other stamps than the whole one, $label', ({ sample }) => {
    const whole = unwrapAll(sample.text).layers.flatMap((layer) => layer.stamp ?? [])
    for (let length = 0; length < sample.text.length; length++) {
      const stamps = unwrapAll(sample.text.slice(0, length)).layers.flatMap((layer) => layer.stamp ?? [])
      expect(stamps).toEqual(whole.slice(0, stamps.length))
    }
  })
})

describe('nested envelopes', () => {
  const klog = 'E0314 10:20:30.123456    1234 controller.go:195] "Failed to update lease" err="EOF"'
  const entry = JSON.stringify({ __REALTIME_TIMESTAMP: '1741947631123456', MESSAGE: klog })
  const logrus = `time="2025-03-14 10:20:30" level=info msg=${JSON.stringify(klog)} component=kubelet`

  it.each([
    [klog, 'klog-text'],
    [`Mar 14 11:20:31 worker-1 kubelet[1234]: ${klog}`, 'journald-short klog-text'],
    [`2025-03-14T10:20:30.1Z stderr F ${klog}`, 'cri klog-text'],
    [`Mar 14 11:20:31 worker-1 k0s[17]: ${logrus}`, 'journald-short logrus klog-text'],
    [`Mar 14 11:20:31 w microshift[17]: kubelet ${klog}`, 'journald-short klog-text'],
    [`Mar 14 11:20:31 w k: message repeated 2 times: [ ${klog}]`, 'journald-short syslog-repeated klog-text'],
    [`<30>Mar 14 11:20:31 w kubelet[1]: ${klog}`, 'syslog-priority journald-short klog-text'],
    [`[pod/p/c] 2025-03-14T10:20:30.1Z ${klog}`, 'kubectl-prefix timestamped klog-text'],
    [`p c 2025-03-14T10:20:30.1Z ${klog}`, 'name-prefix timestamped klog-text'],
    [`a/0.log:2025-03-14T10:20:30.1Z stderr F ${klog}`, 'grep-prefix cri klog-text'],
    [`journal.json:${entry}`, 'grep-prefix json-line journald-json klog-text'],
    [`> Mar 14 11:20:31 worker-1 kubelet[1234]: ${klog}`, 'copy-marks journald-short klog-text'],
    [
      `{"log":${JSON.stringify(klog)},"stream":"stderr","time":"2025-03-14T10:20:30Z"}`,
      'json-line docker-json klog-text',
    ],
  ])('of %s are %s', (line, chain) => {
    const { names, layers } = unwrapAll(line)
    expect(names.join(' ')).toBe(chain)
    expect(layers.at(-1)?.statement).toMatchObject({ severity: 'E', file: 'controller.go' })
    expect(layers.at(-1)?.statement?.values?.get('err')).toBe('EOF')
  })

  it.each([
    '',
    'line two',
    '        line three',
    '\tAudit-Id: 0f1e2d3c',
    ' > milliseconds=4',
    '[12B blob data]',
  ])('are none of %j', (text) => {
    expect(unwrapAll(text).names).toEqual([])
  })
})

describe('a line with an invalid time', () => {
  it.each([
    'E1399 10:20:30.123456       1 a.go:1] text',
    'Feb 30 11:20:31 worker-1 kubelet[1234]: text',
    '{"ts":1e300,"msg":"text"}',
    '{"__REALTIME_TIMESTAMP":"-1","MESSAGE":"text"}',
    '{"log":"text\\n","stream":"stderr","time":"2025-02-29T10:20:30Z"}',
  ])('keeps its message and has no stamp: %s', (line) => {
    const { layers } = unwrapAll(line)
    expect(layers.at(-1)?.body).toBe('text')
    expect(layers.filter((layer) => layer.stamp !== undefined)).toEqual([])
  })
})

describe('unwrap with hostile bodies', () => {
  it('rejects JSON that is nested too deeply and does not throw', () => {
    const deep = '{"a":'.repeat(200_000)
    expect(unwrapAll(deep).layers).toEqual([])
  })

  it('accepts any text', () => {
    // Parts of headers in any order, so that headers begin and end anywhere.
    const word = fc.constantFrom(
      ...'E0314|10:20:30.123456|Mar|14|2025-03-14T10:20:30Z|Fri 2025-03-14|stderr F|1741947631.123456'.split(
        '|',
      ),
      ...'a.go:1] |worker-1|kubelet[1]: |<30>1 | |"|\\|{|}|[|] |k=|=<|\n|time="|msg="|**|`|│|-|#011|> '.split(
        '|',
      ),
    )
    const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(''))
    fc.assert(
      fc.property(text, (line) => {
        expect(unwrapAll(line).layers.length).toBeLessThanOrEqual(line.length)
      }),
      { seed: 4, numRuns: 2000 },
    )
  })

  it('accepts any object', () => {
    const key = fc.constantFrom(
      'ts',
      'msg',
      'log',
      'time',
      'MESSAGE',
      '__REALTIME_TIMESTAMP',
      'caller',
      'message',
    )
    const object = fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }))
    fc.assert(
      fc.property(object, (value) => {
        for (const layer of unwrapAll(value as JsonObject).layers) expect(typeof layer.body).toBe('string')
      }),
      { seed: 5, numRuns: 2000 },
    )
  })
})
