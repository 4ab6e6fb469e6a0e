import { describe, expect, it } from 'vitest'
import { parseRecord } from '../../../src/grammars/index.ts'
import type { LogRecord } from '../../../src/model/index.ts'

function description(node: string | null, ...lines: string[]): LogRecord {
  const object = { kind: 'Description', apiVersion: 'leasegap', node, text: lines.join('\n') }
  const place = { source: 'a', line: 1, timeUs: null, host: null, process: null, pid: null }
  return { ...place, statement: null, object }
}

const at = (time: string): number => Date.parse(time) * 1000
const UNKNOWN =
  '  Ready   Unknown   Thu, 08 Jan 2026 22:15:24 -0500   Thu, 08 Jan 2026 22:17:49 -0500   NodeStatusUnknown   x'
const EVENTS = [
  'Events:',
  '  Type     Reason         Age                  From             Message',
  '  ----     ------         ----                 ----             -------',
  '  Normal   NodeReady      9m4s                 kubelet          Node node02 status is now: NodeReady',
  '  Normal   NodeNotReady   94s (x2 over 11m)    node-controller  Node node02 status is now: NodeNotReady',
]

describe('events of a description', () => {
  it('count back from the moment that the newest transition tells', () => {
    const found = parseRecord(description('node02', 'Conditions:', UNKNOWN, ...EVENTS))
    const ready = found.find(({ kind }) => kind === 'node.ready')
    // Printed at 03:19:23, right to two seconds.
    expect(ready).toMatchObject({ timeUs: at('2026-01-09T03:10:17Z'), resolutionUs: 4_000_000 })
    const seen = found.find(({ kind }) => kind === 'node.seen')
    expect(seen).toMatchObject({ timeUs: at('2026-01-09T03:19:23Z'), resolutionUs: 2_000_000 })
    const marks = found.filter(({ kind }) => kind === 'node.not-ready')
    // The newest is the transition itself; the age of the first is cut to a minute.
    expect(marks).toMatchObject([
      { timeUs: at('2026-01-09T03:17:49Z'), status: 'Unknown' },
      { timeUs: at('2026-01-09T03:07:23Z'), resolutionUs: 60_000_000 },
    ])
  })

  it('have no time without such a condition', () => {
    const found = parseRecord(description(null, ...EVENTS))
    expect(found.map(({ node, timeUs }) => [node, timeUs])).toEqual([
      ['node02', null],
      ['node02', null],
      ['node02', null],
    ])
  })

  it('of a pod are none of a node', () => {
    const pod = ['Name:  web-0', 'Namespace:  default', 'Conditions:', '  Type    Status', '  Ready   False']
    const event = '  Warning  NodeNotReady  31m  node-controller  Node is not ready'
    expect(parseRecord(description('node02', ...pod, 'Events:', event))).toEqual([])
  })

  // kubernetes/kubernetes#19118 (1.1); kubectl 1.6 to 1.8 prints `kubelet, node02` in place of braces.
  it.each(['{kubelet node02}', 'kubelet, node02'])(
    'are read in the columns of older releases, from %s',
    (from) => {
      const ready =
        '  Ready   True   Tue, 29 Dec 2015 14:16:51 -0800   Tue, 29 Dec 2015 14:16:41 -0800   KubeletReady   x'
      const row = (first: string, last: string, count: number, reason: string): string =>
        `  ${first}            ${last}             ${count}       ${from}                   Normal          ${reason}            Node node02 status is now: ${reason}`
      const found = parseRecord(
        description(
          'node02',
          'Conditions:',
          ready,
          'Events:',
          '  FirstSeen     LastSeen        Count   From    SubobjectPath   Type            Reason                  Message',
          '  ---------     --------        -----   ----    -------------   --------        ------                  -------',
          row('1m', '41s', 2, 'NodeNotReady'),
          row('10s', '10s', 1, 'NodeReady'),
        ),
      )
      const marks = found.filter(({ kind }) => kind === 'node.not-ready')
      // Right to two seconds, and to a minute.
      expect(marks.map(({ timeUs }) => timeUs)).toEqual([
        at('2015-12-29T22:16:08Z'),
        at('2015-12-29T22:14:51Z'),
      ])
      expect(marks[0]).toMatchObject({ node: 'node02', status: 'False' })
    },
  )
})
