/**
 * The samples, in every format of the registry, byte for byte as samples/<case>/expected.* has them.
 * `npm run golden` makes those anew: read the difference by eye, against the log lines, before it is committed.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyze, exporters } from '../src/index.ts'

/** Of the first line of each case's logs; a checkout's files are as young as the checkout. */
const YEARS: Readonly<Record<string, number>> = {
  'apiserver-down': 2026,
  'lab-exercise': 2025,
  'network-cut': 2026,
}

/** Relative, as reports print it. */
const SAMPLES = 'samples'

it('every sample has its year here', () => {
  expect(readdirSync(SAMPLES).sort()).toEqual(Object.keys(YEARS))
})

describe.each(Object.entries(YEARS))('%s', (name, year) => {
  const expected = exporters.map(({ endings }) => `expected.${endings[0]}`)

  it.each(exporters.map((exporter, i) => ({ format: exporter.name, exporter, file: expected[i] as string })))(
    'as $format',
    async ({ exporter, file }) => {
      const report = await analyze([join(SAMPLES, name, 'logs')], { year })
      let text = ''
      for await (const piece of exporter.write(report, { timeZone: 'UTC', color: false, width: 80 })) {
        text += piece
      }
      await expect(text).toMatchFileSnapshot(join('..', SAMPLES, name, file))
    },
  )

  it('holds its logs, where they come from, and these outputs only', () => {
    expect(readdirSync(join(SAMPLES, name)).sort()).toEqual(['SOURCE.md', ...expected, 'logs'].sort())
  })
})
