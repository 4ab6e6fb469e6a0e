import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatObservationLine } from '../../../src/exporters/data/observation-fields.ts'
import { ObservationLines } from '../../../src/exporters/data/observation-lines.ts'
import type { Observation } from '../../../src/model/index.ts'
import { HOSTILE, us } from '../../support/fixture-values.ts'
import { OBSERVATIONS } from '../../support/observation-fixture.ts'

const RENEWED = OBSERVATIONS.find(({ kind }) => kind === 'lease.renewed') as Observation<'lease.renewed'>

interface Changing {
  timeUs: number | null
  line: number
  latencyMs: number | null
}

/** Adds one object again and again, each time with other numbers. Returns what came out and what should. */
function linesOf(request: Observation, changes: Iterable<Changing>): { written: string; expected: string } {
  const pieces: Uint8Array[] = []
  const lines = new ObservationLines((piece) => pieces.push(piece))
  const reused = { ...request }
  let expected = ''
  for (const change of changes) {
    Object.assign(reused, change)
    lines.add(reused, true)
    expected += formatObservationLine(reused)
  }
  lines.flush()
  for (const piece of pieces) expect(Buffer.from(piece).toString().endsWith('\n')).toBe(true)
  return { written: Buffer.concat(pieces).toString(), expected }
}

const instants = fc.oneof(
  fc.integer({ min: us('00:00:00'), max: us('23:59:59') }),
  fc.maxSafeInteger(),
  fc.double(),
  fc.constantFrom(null, -1, -62_135_596_800_000_000, 253_402_300_799_000_000, 253_402_300_800_000_000),
)
const counts = fc.oneof(fc.nat(), fc.constantFrom(0, 9, 10, 99, 100, 2 ** 31, Number.MAX_SAFE_INTEGER))
const changes = fc.record({ timeUs: instants, line: counts, latencyMs: fc.option(counts) })

describe('ObservationLines', () => {
  it('prints an object that is used again as formatObservationLine does, whatever its numbers', () => {
    fc.assert(
      fc.property(fc.array(changes), fc.constantFrom('worker-1', null, HOSTILE), (all, node) => {
        const { written, expected } = linesOf({ ...RENEWED, node, clock: node, source: HOSTILE }, all)
        expect(written).toBe(expected)
      }),
    )
  })

  it('cuts its pieces between lines', () => {
    function* renewals(): Iterable<Changing> {
      for (let line = 1; line < 2000; line++)
        yield { timeUs: us('10:44:56') + line * 10_173_331, line, latencyMs: line % 40 }
    }
    const { written, expected } = linesOf(RENEWED, renewals())
    expect(written).toBe(expected)
  })

  it('keeps the lines of several objects apart', () => {
    const pieces: Uint8Array[] = []
    const lines = new ObservationLines((piece) => pieces.push(piece))
    const all = [{ ...RENEWED }, { ...RENEWED, node: 'worker-2' }, { ...RENEWED, pid: null, receivedUs: 7 }]
    for (let n = 0; n < 3; n++) for (const one of all) lines.add(one, true)
    lines.flush()
    expect(Buffer.concat(pieces).toString()).toBe(all.map(formatObservationLine).join('').repeat(3))
  })

  it('prints observations of all kinds, long ones too, but no answers to other requests', () => {
    const pieces: Uint8Array[] = []
    const lines = new ObservationLines((piece) => pieces.push(piece))
    const long = { ...OBSERVATIONS[0], error: 'é'.repeat(100_000) } as Observation
    const printed = [...OBSERVATIONS, long, ...OBSERVATIONS].filter(({ kind }) => kind !== 'api.answered')
    for (const one of printed) lines.add(one, false)
    lines.add({ ...RENEWED, kind: 'api.answered' }, true)
    lines.flush()
    expect(Buffer.concat(pieces).toString()).toBe(printed.map(formatObservationLine).join(''))
  })

  it('does not change a piece that it gave', () => {
    const pieces: Uint8Array[] = []
    const lines = new ObservationLines((piece) => pieces.push(piece))
    lines.add(RENEWED, true)
    lines.flush()
    const [first] = pieces
    const text = Buffer.from(first as Uint8Array).toString()
    lines.add({ ...RENEWED, line: 7 }, true)
    lines.flush()
    expect(Buffer.from(first as Uint8Array).toString()).toBe(text)
  })
})
