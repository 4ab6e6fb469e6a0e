/** The end of the evidence, up to which an open outage counts and after which something may still happen. */
import { expect, it } from 'vitest'
import { analyze } from '../../../src/api/analyze.ts'
import { list, node } from '../../support/objects.ts'

it('is the newest heartbeat of any node where an object is newer than all else', async () => {
  const data = list(node('h1', 'Unknown', '10:05:00', '10:02:00'), node('h2', 'True', '09:05:00', '10:31:00'))
  const { incidents, window } = await analyze([{ name: 'nodes.json', data }])
  expect(window.endUs).toBe(Date.parse('2026-03-10T10:31:00Z') * 1000)
  expect(incidents[0]?.open).toBe(true)
  expect(incidents[0]?.verdict).not.toContain('Unless the node recovers first')
})

it('is the last line of any source, so that what was due before is no outlook', async () => {
  const kubelet = (at: string): string =>
    `Mar 10 ${at} w1 kubelet[17]: I0310 ${at}.000000      17 kubelet.go:2400] "SyncLoop" pod="default/x"\n`
  const begin = `${kubelet('10:00:00')}${kubelet('10:05:00')}${kubelet('10:09:55')}`
  const stop = 'Mar 10 10:10:00 w1 systemd[1]: Stopped kubelet.service - kubelet.\n'
  const verdictOf = async (data: string): Promise<string | undefined> =>
    (await analyze([{ name: 'journal.log', data }], { year: 2026 })).incidents.at(-1)?.verdict
  expect(await verdictOf(begin + stop)).toContain('Unless the node recovers first, it is marked NotReady')
  const after = await verdictOf(`${begin}${stop}Mar 10 10:20:00 w1 sshd[5]: message\n`)
  expect(after).toContain('the kubelet process ended')
  expect(after).not.toContain('Unless the node recovers first')
})
