/** What an incident states beside its boundaries survives the move to another clock. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'
import type { Incident } from '../../src/model/index.ts'
import { align } from '../../src/transform/align.ts'
import { alignGroup } from '../../src/transform/align-incident.ts'
import { audited, Controller, inJournal, Kubelet, unit, YEAR } from '../support/short-logs.ts'

const directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** By how much the node's clock is ahead. */
const AHEAD = 90
const kubelet = new Kubelet()
const controller = new Controller()

describe('align', () => {
  it('keeps the last error of a kubelet that ended', async () => {
    const error = kubelet.line(
      AHEAD + 60,
      'server.go:310] "Failed to read the configuration" err="no such file"',
      'E',
    )
    const renewals = [0, 10, 20, 30, 40, 50]
    const journal = [
      ...inJournal([...kubelet.renewals(AHEAD, AHEAD + 50), error]),
      unit(AHEAD + 61, 'kubelet.service: Main process exited, code=exited, status=1/FAILURE'),
    ]
    const files = { 'journal.log': journal, 'audit.log': renewals.map((at) => audited(at)) }
    const paths = Object.entries(files).map(([name, lines]) => {
      const path = join(directory, name)
      writeFileSync(path, `${lines.join('\n')}\n`)
      return path
    })
    const codes = ({ incidents }: { readonly incidents: readonly Incident[] }): string[] =>
      incidents.flatMap(({ claims }) => claims.map(({ code }) => code))
    const stamped = await analyze(paths, { year: YEAR })
    const aligned = align(stamped)
    expect(codes(stamped)).toContain('kubelet.last-error')
    expect(aligned.incidents[0]?.alignedFrom).toBe('worker-1')
    expect(codes(aligned)).toContain('kubelet.last-error')
  })

  it('keeps the doubt about an outage of several nodes', async () => {
    const log = [
      ...controller.flags(-700),
      controller.leads(-699),
      ...['worker-1', 'worker-2'].flatMap((node) => controller.stale(102, 112, 60, node)),
      controller.losesWatch(115),
    ]
    const { incidents } = await analyze([{ name: 'kcm.log', data: `${log.join('\n')}\n` }], { year: YEAR })
    const group = incidents.find(({ kind }) => kind === 'cluster-outage') as Incident
    const members = new Map(incidents.map((one) => [one.id, { ...one, alignedFrom: one.node ?? '' }]))
    expect(group.verdict).toContain('may have renewed their leases')
    expect(alignGroup(group, members).verdict).toBe(group.verdict)
  })
})
