/** A redacted report in every format: no name of the logs is left, and nothing measured changes. */
import { describe, expect, it } from 'vitest'
import { analyze, formatStories, type Report, readQuotes, redact, render, stories } from '../../src/index.ts'
import { loadShippedExporters } from '../support/shipped-exporters.ts'

const CASES = [
  'evictions',
  'all-nodes-cut',
  'runtime-stopped',
  'credentials-refused',
  'clock-ahead',
  'everything',
]

/** Node names of the cases, their control plane, pods, addresses, and the folder of the case. */
const ORIGINALS = /demo-[a-z]|t20-a|web-t60|t60-|192\.168\.|172\.1[0-9]\.|10\.96\.|test\/e2e|\/cases\//

async function read(name: string): Promise<{ inputs: string[]; report: Report }> {
  const inputs = [`test/e2e/cases/${name}`]
  return { inputs, report: await analyze(inputs, { year: 2026 }) }
}

describe.each(CASES)('redact of the case %s', (name) => {
  it('leaves no original name in any format, quotes included', async () => {
    const { inputs, report } = await read(name)
    const { report: redacted, sourceBehind, text } = redact(report)
    for (const exporter of (await loadShippedExporters()).exporters) {
      const places = exporter.quotes?.(redacted) ?? []
      const original = (place: (typeof places)[number]) => ({ ...place, source: sourceBehind(place.source) })
      const quote = await readQuotes(inputs, places.map(original))
      let written = ''
      for await (const piece of exporter.write(redacted, {
        ...{ timeZone: 'UTC', color: false, width: 80 },
        quote: (place) => {
          const found = quote(original(place))
          return 'text' in found ? text(found.text) : null
        },
      }))
        written += piece
      expect(written.length).toBeGreaterThan(10)
      expect({ format: exporter.name, left: ORIGINALS.exec(written)?.[0] ?? null }).toEqual({
        format: exporter.name,
        left: null,
      })
    }
    const all = stories(redacted)
    const places = all.flatMap(({ sentences }) => sentences.flatMap(({ evidence }) => evidence))
    const quote = await readQuotes(
      inputs,
      places.map(({ source, line }) => ({ source: sourceBehind(source), line })),
    )
    const sources = redacted.sources.map((source) => source.name)
    const written = [
      ...formatStories(
        all,
        sources,
        ({ source, line }) => {
          const found = quote({ source: sourceBehind(source), line })
          return 'text' in found ? { text: text(found.text) } : found
        },
        { timeZone: 'UTC', color: false, width: 100 },
      ),
    ].join('')
    expect(ORIGINALS.exec(written)?.[0] ?? null).toBeNull()
  })

  it('changes no number, time or code', async () => {
    const { report } = await read(name)
    const { report: redacted } = redact(report)
    const measured = async (one: Report): Promise<unknown> =>
      JSON.parse(await render(one, 'json'), (key, value) =>
        typeof value === 'string' && !['kind', 'at', 'category', 'code', 'deviation'].includes(key)
          ? ''
          : value,
      )
    expect(await measured(redacted)).toEqual(await measured(report))
  })
})

describe('redact', () => {
  it('replaces the globs of a selection by the nodes that they chose', async () => {
    const { report } = await read('all-nodes-cut')
    const selection = { nodes: ['demo-*'], sinceUs: null, untilUs: null }
    const { report: redacted } = redact({ ...report, selection })
    expect(redacted.selection?.nodes).toEqual(redacted.nodes.map(({ node }) => node))
    expect(redacted.nodes.map(({ node }) => node).sort()).toEqual(['node-1', 'node-2', 'node-3'])
  })
})
