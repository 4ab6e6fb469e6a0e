/** Failures of a kubelet whose node no line names. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'
import { storiesOf } from '../../../src/exporters/story/index.ts'
import type { Report } from '../../../src/model/index.ts'

const failed = (at: string, interval: string): string =>
  `E0310 10:00:${at}.000000     900 controller.go:144] failed to ensure lease exists, will retry in ${interval}, error: etcdserver: request timed out\n`
const LOG = failed('20', '6.4s') + failed('33', '7s') + failed('47', '7s')

function report(log: string): Promise<Report> {
  return analyze([{ name: 'a.log', data: log }], { year: 2026 })
}

describe('failures that name no node', () => {
  it('are an incident without a node, and the report says how to name it', async () => {
    const found = await report(LOG)
    const [outage] = found.incidents
    expect([outage?.node, outage?.kind, outage?.cause.category, outage?.open]).toEqual([
      null,
      'lease-outage',
      'server-error',
      true,
    ])
    expect(outage?.verdict).toMatch(/^An unnamed node stopped renewing/)
    expect(found.nodes).toEqual([])
    expect(found.notes.find(({ code }) => code === 'unnamed-node')?.text).toContain(
      '--source-node a.log=NODE',
    )
    expect(found.timeline.map(({ observation }) => observation.kind)).toContain('lease.ensure-failed')
  })

  it('are told in sentences that name no node null', async () => {
    const found = await report(LOG)
    const text = storiesOf(found, found.incidents).flatMap(({ sentences }) => sentences.map((s) => s.text))
    expect(text.join('\n')).not.toContain('null')
    expect(text[0]).toMatch(/^No renewal of the unnamed node came later/)
  })

  it('make no incident where no failure is printed', async () => {
    const idle = 'I0310 10:00:00.000000     900 server.go:467] "Kubelet version" kubeletVersion="v1.30.1"\n'
    expect((await report(idle)).incidents).toEqual([])
  })
})
