import { describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'
import { read } from '../support/read-text.ts'

const status = (unit: string, state: string): string => `$ systemctl status ${unit}
● ${unit}.service - kubelet: The Kubernetes Node Agent
   Loaded: loaded (/lib/systemd/system/kubelet.service; enabled; vendor preset: enabled)
   Active: ${state}
 Main PID: 812 (code=exited, status=0/SUCCESS)
`
const found = async (text: string): Promise<unknown> =>
  (await read(text)).observations.map(({ kind, timeUs, line }) => [kind, timeUs, line])
const SINCE = 'Mon 2019-09-30 13:29:40 UTC; 5h 12min ago'
const SINCE_US = Date.parse('2019-09-30T13:29:40Z') * 1000

describe('systemctl status', () => {
  it.each(['inactive (dead)', 'failed (Result: exit-code)', 'activating (auto-restart) (Result: exit-code)'])(
    'of a kubelet that is %s is the end of its process',
    async (state) => {
      expect(await found(status('kubelet', `${state} since ${SINCE}`))).toEqual([
        ['kubelet.stopped', SINCE_US, 4],
      ])
    },
  )

  it.each([
    ['a kubelet that runs', status('kubelet', `active (running) since ${SINCE}`)],
    ['a kubelet that never ran', status('kubelet', 'inactive (dead)')],
    ['another unit', status('docker', `inactive (dead) since ${SINCE}`).replace('kubelet:', 'docker:')],
  ])('of %s is none', async (_what, text) => {
    expect(await found(text)).toEqual([])
  })
})

describe('the zone of systemctl status', () => {
  it('is that of the journal below it', async () => {
    const journal = 'Sep 30 09:29:40 worker-1 systemd[1]: kubelet.service: Main process exited, code=exited\n'
    const text = `${status('kubelet', 'failed (Result: exit-code) since Mon 2019-09-30 09:29:40 EDT; 5s ago')}\n${journal}`
    const { observations } = await read(text, { year: 2019 })
    expect(observations.map(({ timeUs }) => timeUs)).toEqual([SINCE_US, SINCE_US])
  })
})

describe('the end in systemctl status', () => {
  const journal = (between: string): string =>
    `${status('kubelet', 'activating (auto-restart) (Result: exit-code) since Tue 2023-05-16 08:14:20 UTC; 4s ago')}
${between}May 16 08:14:20 n2 kubelet[812]: E0516 08:14:20.312345     812 run.go:74] "command failed" err="failed to run Kubelet: running with swap on"
May 16 08:14:20 n2 systemd[1]: kubelet.service: Main process exited, code=exited, status=1/FAILURE
`
  const verdictOf = async (text: string): Promise<string | undefined> =>
    (await analyze([{ name: 'status.txt', data: text }])).incidents[0]?.verdict

  it('is that of the process in its log', async () => {
    expect(await verdictOf(journal(''))).toMatch(/ended at .*running with swap on/)
  })

  it('is that of the process before, where the log shows its restart', async () => {
    expect(await verdictOf(journal('May 16 08:14:20 n2 systemd[1]: Started kubelet.service.\n'))).toMatch(
      /ended 2 times/,
    )
  })
})

describe('a share of log lines', () => {
  it('is no line', async () => {
    const text = 'kubelet.go:2448] "Error getting node" err="node \\"w1\\" not found"\n'
    expect((await found(text)) as unknown[]).toHaveLength(1)
    expect(await found(` 42.3%  ${text}`)).toEqual([])
  })
})
