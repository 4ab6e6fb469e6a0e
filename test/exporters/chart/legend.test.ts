/** The legend names the marks that a report has, and no others. */
import { expect, it } from 'vitest'
import { buildModel } from '../../../src/exporters/chart/build/build-model.ts'
import { legendMarks } from '../../../src/exporters/chart/legend.ts'
import type { Mark } from '../../../src/exporters/chart/marks.ts'
import type { Report } from '../../../src/model/index.ts'
import { DOUBTED_REPORT, EMPTY_REPORT, PLAIN, REPORT } from '../../support/report-fixture.ts'

const textsOf = ({ text, children = [] }: Mark): string[] => [
  ...(text === undefined ? [] : [text]),
  ...children.flatMap(textsOf),
]
const legendOf = (report: Report): string[] =>
  legendMarks(buildModel(report, PLAIN), 1000).marks.flatMap(textsOf)

it('names what occurs', () => {
  const texts = legendOf(REPORT)
  expect(texts).toContain('failed attempt')
  expect(texts).toContain('marked or reported NotReady')
  expect(texts).not.toContain('log gap')
  expect(legendOf(EMPTY_REPORT)).toEqual([])
})

it('names only what is drawn, where that is less', () => {
  const texts = legendMarks(buildModel(REPORT, PLAIN), 1000, new Set(['fact failure', 'density'])).marks
  expect(texts.flatMap(textsOf)).toEqual(['renewal', 'failed attempt'])
})

it('names no certain outage where the only one is in doubt', () => {
  const texts = legendOf(DOUBTED_REPORT)
  expect(texts).toContain('possibly no renewal')
  expect(texts).not.toContain('no renewal')
})
