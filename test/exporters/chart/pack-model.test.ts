import { describe, expect, it } from 'vitest'
import { buildModel } from '../../../src/exporters/chart/build/build-model.ts'
import { packModel, unpackModel } from '../../../src/exporters/chart/pack-model.ts'
import { CROWDED } from '../../support/crowded-report.ts'
import { fleetReport } from '../../support/fleet-fixture.ts'
import { PLAIN } from '../../support/report-fixture.ts'

const DAYS = 7 * 86_400
const SMALL = { nodes: 9, seconds: 1200, troubledEvery: 4, incidentsEach: 2, renewIntervalSeconds: 10 }

describe('packModel', { timeout: 60_000 }, () => {
  it.each([
    ['single renewals', fleetReport(SMALL)],
    ['bins', fleetReport({ ...SMALL, seconds: DAYS, renewIntervalSeconds: 25 })],
    ['names without a domain', CROWDED],
  ])('loses nothing of a model with %s', (_, report) => {
    const model = buildModel(report, PLAIN)
    expect(unpackModel(JSON.parse(JSON.stringify(packModel(model))))).toEqual(model)
  })
})
