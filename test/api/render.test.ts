import { describe, expect, it } from 'vitest'
import { exporters, render, UsageError } from '../../src/index.ts'
import { REPORT } from '../support/report-fixture.ts'

describe('render', () => {
  // The script of the html page exists in the built package only, whose own test renders it.
  const names = exporters.map(({ name }) => name).filter((name) => name !== 'html')
  it.each(names)('returns what the %s exporter writes', async (name) => {
    const exporter = exporters.find((one) => one.name === name)
    let text = ''
    for await (const piece of exporter?.write(REPORT, { timeZone: 'UTC', color: false, width: 80 }) ?? [])
      text += piece
    expect(text).not.toBe('')
    expect(await render(REPORT, name)).toBe(text)
  })

  it('prints times in the given zone', async () => {
    expect(await render(REPORT, 'table', { timeZone: 'Asia/Tokyo' })).not.toBe(await render(REPORT, 'table'))
  })

  it('asks custom exporters first', async () => {
    const count = {
      ...{ name: 'json', title: 'a count', endings: [] },
      *write({ incidents }: typeof REPORT) {
        yield `${incidents.length}`
      },
    }
    expect(await render(REPORT, 'json', { exporters: [count] })).toBe(`${REPORT.incidents.length}`)
  })

  it('rejects an unknown format with what is allowed, and an unknown zone', async () => {
    const error = await render(REPORT, 'pdf').catch((thrown) => thrown)
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toMatchObject({ given: 'pdf', allowed: exporters.map(({ name }) => name) })
    await expect(render(REPORT, 'json', { timeZone: 'Nowhere/City' })).rejects.toBeInstanceOf(UsageError)
  })
})
