import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { analyze, render, toJson } from '../../src/index.ts'
import { EMPTY_REPORT, REPORT } from '../support/report-fixture.ts'
import { schemaErrors } from '../support/schema.ts'
import { schemaTypes } from '../support/schema-types.ts'

describe('toJson', () => {
  it('returns the document that the json format writes', async () => {
    for (const report of [REPORT, EMPTY_REPORT]) {
      const document = toJson(report)
      expect(`${JSON.stringify(document)}`).toBe(JSON.stringify(JSON.parse(await render(report, 'json'))))
      expect(schemaErrors('report', document)).toEqual([])
    }
  })

  it.each(readdirSync('samples'))('returns the published report of samples/%s', async (name) => {
    const report = await analyze(join('samples', name, 'logs'), { year: 2026 })
    const document = toJson(report)
    expect(schemaErrors('report', document)).toEqual([])
    expect(structuredClone(document)).toEqual(document)
  })
})

describe('ReportJson', () => {
  it.each([...schemaTypes()])('is what the schema describes: %s.ts', async (name, text) => {
    await expect(text).toMatchFileSnapshot(`../../src/api/report-json/${name}.ts`)
  })
})
