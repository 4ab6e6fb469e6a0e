/** What the fuzzer once found, made small: each input broke a rule that must hold of every report. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packTar } from '../support/fuzz-archives.ts'
import { findViolations } from '../support/fuzz-invariants.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const RENEWAL =
  'I1122 10:55:05.140231    1153 round_trippers.go:553] PUT https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker?timeout=10s 200 OK in 5 milliseconds\n'
const DROPPED =
  'Mar 14 10:20:30 worker-1 rsyslogd[812]: imjournal: begin to drop messages due to rate-limiting\n'

describe('found by the fuzzer', () => {
  it.each<[string, string[]]>([
    ['a line that says lines are missing, twice: two incidents of one id', [DROPPED + DROPPED]],
    [
      'a duration of 300 digits: Infinity',
      [
        `I1122 10:48:01.187689    1099 node_lifecycle_controller.go:958] "Node hasn't been updated" node="a" duration="${'9'.repeat(300)}h" nodeConditionType="Ready" currentCondition="&NodeCondition{Type:Ready,Status:True,}"\n`,
      ],
    ],
    [
      'a kubelet none of whose lines has a time: a gap that never ends',
      [
        RENEWAL,
        'I-1 10:48:25.855636    1153 kubelet_node_status.go:729] "Recording event message for node" node="demo-worker" event="NodeReady"\n',
      ],
    ],
    [
      'a kubelet whose node nobody names: a problem that its source did not count',
      [RENEWAL, 'I0314 10:24:02.574174    1234 kubelet.go:1839] Starting kubelet main sync loop.\n'],
    ],
    [
      'a kubelet that starts anew in lines without a time: a restart that never ends',
      [RENEWAL, RENEWAL.replace('1122 10:55:05.140231    1153', '1199 10:55:09.140231    1154')],
    ],
    ['a list that ends in the middle behind a line end: a problem behind the last line', ['{"items": [\n']],
  ])('%s', async (_, files) => {
    const bytes = files.map((text) => Buffer.from(text))
    expect(await findViolations(directory, bytes, { year: 2026, all: true })).toEqual([])
    expect(await findViolations(directory, bytes)).toEqual([])
  })

  it('two members of one name in an archive, each with a problem: both counted in each', async () => {
    const bytes = Buffer.from(`${RENEWAL}I1199 10:55:15.140231    1153 node lease\n`)
    const member = { name: 'kubelet.log', bytes, kind: 'file' } as const
    expect(await findViolations(directory, [packTar([member, member])])).toEqual([])
  })
})
