import { describe, expect, test } from 'vitest'
import { parseFlag } from '../../src/grammars/flags.ts'
import { grammars, parseRecord, prefilterLiterals } from '../../src/grammars/index.ts'
import { versionHint } from '../../src/grammars/release-hints.ts'
import { recordOf } from '../support/sample-record.ts'

describe('parseFlag', () => {
  test('parses name and value', () => {
    expect(parseFlag('FLAG: --v="2"')).toEqual({ flag: 'v', value: '2' })
    expect(parseFlag('FLAG: --node-monitor-grace-period="40s"\n')).toEqual({
      flag: 'node-monitor-grace-period',
      value: '40s',
    })
    expect(parseFlag('FLAG: --add-dir-header=""')).toEqual({ flag: 'add-dir-header', value: '' })
  })

  test.each(['', 'FLAG: ', 'FLAG: --v', 'FLAG: --v="', 'FLAG: --v="2', 'FLAG: --="2"', 'v="2"'])(
    'rejects %j',
    (text) => {
      expect(parseFlag(text)).toBeUndefined()
    },
  )
})

describe('versionHint', () => {
  /** Text, and the first and the last release that print it in this form. */
  const hints: [string, string | null, string | null][] = [
    [
      "I0919 16:05:35.383806   20248 nodecontroller.go:1007] node 11.2.3.10 hasn't been updated for 40.032883982s. Last ready condition is: {Type:Ready Status:True LastHeartbeatTime:2017-09-19 16:04:46 +0800 CST LastTransitionTime:2017-09-19 16:04:46 +0800 CST Reason:KubeletReady Message:kubelet is posting ready status}",
      null,
      '1.9',
    ],
    [
      'E1129 05:09:20.096742    4947 kubelet.go:918] Unable to update node status: update node status exceeds retry count',
      null,
      '1.9',
    ],
    ['I1122 11:56:48.818671   25952 controllermanager.go:203] "Starting" version="v1.30.14"', '1.30', '1.30'],
    [
      'I1122 11:56:48.818671   25952 server.go:487] "Kubelet version" kubeletVersion="v1.36.2"',
      '1.36',
      '1.36',
    ],
    ['I1122 11:56:48.818671   25952 server.go:416] Kubelet version: v1.20.2', '1.20', '1.20'],
    [
      'I0314 10:17:16.499892    1234 round_trippers.go:466] curl -v -XPUT  -H "User-Agent: kubelet/v1.27.1 (linux/amd64) kubernetes/4c94112" \'https://10.0.0.10:6443/x\'',
      '1.27',
      '1.27',
    ],
    [
      'E0314 10:00:14.209458    1234 controller.go:164] failed 5 attempts to update node lease, will retry after 10s',
      '1.14',
      '1.19',
    ],
    [
      'E0314 10:00:14.209458    1234 controller.go:122] failed 5 attempts to update lease, will retry after 10s',
      '1.20',
      '1.26',
    ],
    ['E0314 10:00:14.209458    1234 controller.go:195] "Failed to update lease" err="EOF"', '1.27', null],
    [
      'I0314 10:00:14.209458    1234 round_trippers.go:553] GET https://api:6443/x 200 OK in 1 milliseconds',
      null,
      '1.32',
    ],
    [
      'I0314 10:00:14.209458    1234 round_trippers.go:632] "Response" verb="GET" url="https://api:6443/x" status="200 OK" milliseconds=1',
      '1.33',
      null,
    ],
    [
      'I0314 10:00:14.209458       1 node_lifecycle_controller.go:818] "Node is healthy again, removed all taints" node="w"',
      '1.32',
      null,
    ],
    [
      'I0314 10:00:14.209458       1 node_lifecycle_controller.go:818] "Node is NotReady. Adding it to the Taint queue" logger="node-lifecycle-controller" node="w"',
      '1.30',
      null,
    ],
  ]

  test.each(hints)('returns the releases of %s', (text, min, max) => {
    const record = recordOf(text)
    expect(prefilterLiterals.some((literal) => text.includes(literal)) || text.includes('curl')).toBe(true)
    expect(versionHint(record, parseRecord(record)[0]?.kind)).toEqual({ min, max })
  })

  test('returns undefined for JSON logging, events and unknown messages', () => {
    for (const text of [
      '{"ts":1741947842574.174,"caller":"lease/controller.go:195","msg":"Failed to update lease","err":"EOF"}',
      'I1122 11:02:31.477917   31750 event.go:291] "Event occurred" object="w" kind="Node" reason="NodeReady" message=""',
      'I1122 11:02:31.477917   31750 server.go:291] "Starting" version="two"',
    ]) {
      const record = recordOf(text)
      expect(versionHint(record, parseRecord(record)[0]?.kind)).toBeUndefined()
    }
  })

  test('includes the releases of every sample that names them', () => {
    const minors = (range: string): number[] => [...range.matchAll(/1\.(\d+)/g)].map((m) => Number(m[1]))
    for (const { text, kubernetes } of grammars.flatMap((grammar) => grammar.samples)) {
      if (kubernetes === null || !/^\s*[IWEF]\d{4} /.test(text)) continue
      const record = recordOf(text)
      const hint = versionHint(record, parseRecord(record)[0]?.kind)
      const [first, last] = minors(kubernetes) as [number, number?]
      if (!hint) continue
      expect([text, minors(hint.min ?? '1.0')[0]! <= first]).toEqual([text, true])
      expect([text, minors(hint.max ?? '1.99')[0]! >= (last ?? first)]).toEqual([text, true])
    }
  })
})
