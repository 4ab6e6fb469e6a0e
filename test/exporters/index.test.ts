import { beforeAll, describe, expect, it } from 'vitest'
import { exporters } from '../../src/exporters/index.ts'
import { EMPTY_REPORT, REPORT } from '../support/report-fixture.ts'
import { loadShippedExporters, type ShippedExporters } from '../support/shipped-exporters.ts'

/** Control characters except line ends, bidi controls, line and paragraph separators, lone surrogates. */
const UNPRINTABLE = /[^\P{Cc}\r\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

describe('every exporter', () => {
  let shipped: ShippedExporters
  beforeAll(async () => {
    shipped = await loadShippedExporters()
  })

  it.each(exporters.map(({ name }) => name))('%s prints no hidden character', async (name) => {
    expect(await shipped.write(name, REPORT)).not.toMatch(UNPRINTABLE)
  })

  it.each(exporters.map(({ name }) => name))('%s ends with a line end', async (name) => {
    expect((await shipped.write(name, REPORT)).endsWith('\n')).toBe(true)
    expect(await shipped.write(name, EMPTY_REPORT)).toMatch(/(^|\n)$/)
  })

  it('has a unique name and unique file endings', () => {
    const endings = exporters.flatMap((one) => one.endings)
    expect(new Set(endings).size).toBe(endings.length)
    expect(new Set(exporters.map(({ name }) => name)).size).toBe(exporters.length)
  })
})
