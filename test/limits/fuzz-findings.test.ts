/** Inputs that the fuzzer found, reduced: each violated a rule that every report must follow. */
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

describe('analyze and observe', () => {
  it.each<[string, string[]]>([
    // Two incidents had the same id.
    ['two equal lines about dropped messages', [DROPPED + DROPPED]],
    // The duration was Infinity.
    [
      'a duration of 300 digits',
      [
        `I1122 10:48:01.187689    1099 node_lifecycle_controller.go:958] "Node hasn't been updated" node="a" duration="${'9'.repeat(300)}h" nodeConditionType="Ready" currentCondition="&NodeCondition{Type:Ready,Status:True,}"\n`,
      ],
    ],
    // The log gap had no end.
    [
      'a kubelet without any time',
      [
        RENEWAL,
        'I-1 10:48:25.855636    1153 kubelet_node_status.go:729] "Recording event message for node" node="demo-worker" event="NodeReady"\n',
      ],
    ],
    // The source did not count the problem.
    [
      'a kubelet without a node name',
      [RENEWAL, 'I0314 10:24:02.574174    1234 kubelet.go:1839] Starting kubelet main sync loop.\n'],
    ],
    // The restart had no end.
    [
      'a restarted kubelet without times',
      [RENEWAL, RENEWAL.replace('1122 10:55:05.140231    1153', '1199 10:55:09.140231    1154')],
    ],
    // The problem was behind the last line.
    ['a list that ends at a line end', ['{"items": [\n']],
  ])('violate no rule for %s', async (_, files) => {
    const bytes = files.map((text) => Buffer.from(text))
    expect(await findViolations(directory, bytes, { year: 2026, all: true })).toEqual([])
    expect(await findViolations(directory, bytes)).toEqual([])
  })

  it('count the problems of two archive members of the same name in both', async () => {
    const bytes = Buffer.from(`${RENEWAL}I1199 10:55:15.140231    1153 node lease\n`)
    const member = { name: 'kubelet.log', bytes, kind: 'file' } as const
    expect(await findViolations(directory, [packTar([member, member])])).toEqual([])
  })
})
