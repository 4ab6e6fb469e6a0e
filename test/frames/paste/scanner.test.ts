import { describe, expect, it } from 'vitest'
import { documentScanner } from '../../../src/frames/json-scanner.ts'
import { isMixed } from '../../../src/frames/paste/index.ts'
import { pasteScanner } from '../../../src/frames/paste/scanner.ts'
import { yamlScanner } from '../../../src/frames/yaml-scanner.ts'
import { type Scan, scanFrames } from '../../support/frames.ts'

const OPEN = { literals: [], bypassLiterals: [], isOpen: true }
const parsers = {
  json: (events: Parameters<typeof documentScanner>[0]) => documentScanner(events),
  yaml: (events: Parameters<typeof yamlScanner>[1]) => yamlScanner(OPEN, events),
}
const paste = (...lines: string[]): Scan =>
  scanFrames((events) => pasteScanner(events, parsers), `${lines.join('\n')}\n`)
const bodies = (scan: Scan): unknown[] => scan.frames.map(({ body }) => body)

const ROW =
  '  Ready   Unknown   Sun, 22 Nov 2026 11:57:10 +0000   Sun, 22 Nov 2026 11:58:52 +0000   NodeStatusUnknown   x'

/** Breaks a line as a screen does. */
function cut(line: string, columns: number): string[] {
  return line.length <= columns ? [line] : [line.slice(0, columns), ...cut(line.slice(columns), columns)]
}

describe('pasteScanner', () => {
  it('emits lines between objects as they are', () => {
    const scan = paste('$ kubectl get no w -o yaml', 'apiVersion: v1', 'kind: Node', '$ date', 'Sun Nov 22')
    expect(bodies(scan)).toEqual([
      '$ kubectl get no w -o yaml',
      { apiVersion: 'v1', kind: 'Node' },
      '$ date',
      'Sun Nov 22',
    ])
    expect(scan.frames[1]).toMatchObject({ line: 2 })
  })

  it.each(['> ', '# ', '    ', '| '])('finds objects behind %j', (marks) => {
    const lines = ['{', '  "apiVersion": "v1",', '  "kind": "Node"', '}', '']
    expect(bodies(paste('said:', ...lines.map((line) => marks + line), 'end'))).toContainEqual({
      apiVersion: 'v1',
      kind: 'Node',
    })
  })

  it('gives bare conditions to the node that the command before them names', () => {
    const condition = { type: 'Ready', status: 'Unknown', lastHeartbeatTime: '2020-08-15T03:48:32Z' }
    const json = JSON.stringify([condition], null, 2).split('\n')
    const [, node] = bodies(paste('curl localhost:8080/api/v1/nodes/mgt-7 -s|jq .status.conditions', ...json))
    expect(node).toMatchObject({
      kind: 'Node',
      metadata: { name: 'mgt-7' },
      status: { conditions: [condition] },
    })
    const [, unnamed] = bodies(paste('kubectl get nodes -o json | jq …', ...json))
    expect(unnamed).toMatchObject({ metadata: { name: null } })
  })

  it.each([
    ['kubectl  get  nodes   mgt-7  -o yaml', 'mgt-7'],
    ['kubectl describe no mgt-7 mgt-8', null],
    ['kubectl ', 'before'],
    ['kubectl get pods', null],
  ])('takes the node of %j', (command, name) => {
    const condition = { type: 'Ready', status: 'Unknown', lastHeartbeatTime: '2020-08-15T03:48:32Z' }
    const json = JSON.stringify([condition], null, 2).split('\n')
    const node = bodies(paste('kubectl get node before', command, ...json)).at(-1)
    expect(node).toMatchObject({ metadata: { name } })
  })

  it('leaves bare conditions of other objects alone', () => {
    const json = JSON.stringify([{ type: 'Ready', status: 'False', lastProbeTime: null }], null, 2).split(
      '\n',
    )
    expect(bodies(paste('$ jq', ...json)).at(-1)).not.toHaveProperty('kind')
  })

  it('emits a part of a description with the node of its command', () => {
    const scan = paste('$ kubectl describe node w1 | tail', 'Conditions:', ROW, '$ ')
    expect(scan.frames[1]).toMatchObject({
      body: { kind: 'Description', node: 'w1', text: `Conditions:\n${ROW}` },
      line: 2,
    })
  })

  it('emits the rows of a table by column, up to the first line that is none', () => {
    const scan = paste(
      'LAST SEEN   TYPE     REASON   OBJECT',
      '9m (x2 over 1h)   Normal   A   node/w',
      'text',
    )
    expect(bodies(scan)).toEqual([
      {
        kind: 'TableRow',
        apiVersion: 'leasegap',
        cells: { 'LAST SEEN': '9m (x2 over 1h)', TYPE: 'Normal', REASON: 'A', OBJECT: 'node/w' },
      },
      'text',
    ])
  })

  it.each([80, 100, 120])('joins the lines of a description that a screen of %d columns broke', (columns) => {
    const description = [
      'Name:               worker-1',
      'Roles:              <none>',
      'Annotations:        volumes.kubernetes.io/controller-managed-attach-detach: true',
      'Conditions:',
      '  Type             Status    LastHeartbeatTime                 LastTransitionTime                Reason              Message',
      '  ----             ------    -----------------                 ------------------                ------              -------',
      '  MemoryPressure   Unknown   Sun, 28 Jul 2024 16:22:16 +0000   Sun, 28 Jul 2024 16:23:16 +0000   NodeStatusUnknown   Kubelet stopped posting node status.',
      '  Ready            Unknown   Sun, 28 Jul 2024 16:22:16 +0000   Sun, 28 Jul 2024 16:23:16 +0000   NodeStatusUnknown   Kubelet stopped posting node status.',
      'Addresses:',
    ]
    const broken = description.flatMap(
      (line) => line.match(/.{1,200}/g)?.flatMap((all) => cut(all, columns)) ?? [],
    )
    expect(broken.length).toBeGreaterThan(description.length)
    const command = '$ kubectl describe node worker-1'
    const [, whole] = bodies(paste(command, ...description, 'I1122 text'))
    expect(bodies(paste(command, ...broken, 'I1122 text'))).toEqual([command, whole, 'I1122 text'])
  })

  it('emits what a list contains before it is cut', () => {
    const list = ['{', '"items": [', '{"kind": "Node"', '},', '{', '  "kind": "Lease",']
    const scan = paste('$ kubectl get x', ...list, '$ kubectl get y', 'apiVersion: v1', 'kind: Node')
    expect(bodies(scan)).toEqual([
      '$ kubectl get x',
      { kind: 'Node' },
      '$ kubectl get y',
      { apiVersion: 'v1', kind: 'Node' },
    ])
    expect(scan.problems.map(([code]) => code)).toEqual(['truncated-input'])
  })

  it('emits the objects of a list that is longer than a frame may be', () => {
    const node = (n: number): string[] => ['{', `"kind": "Node", "metadata": {"name": "w${n}"}`, '},']
    const items = Array.from({ length: 20 }, (_, n) => node(n)).flat()
    const text = ['$ kubectl get no -o json', '{"items": [', ...items, '{}]}', 'end', ''].join('\n')
    const { frames } = scanFrames((events) => pasteScanner(events, parsers, 200), text)
    expect(frames).toHaveLength(23)
  })

  it('joins a string of JSON that the edge of a screen broke', () => {
    const scan = paste('$ x', '{', '  "kind": "Node", "metadata": {"name": "wor', 'ker-1"', '}}', 'end')
    expect(bodies(scan)).toEqual(['$ x', { kind: 'Node', metadata: { name: 'worker-1' } }, 'end'])
  })

  it('finds objects behind the colours of a terminal', () => {
    const lines = ['{', '  "kind": "Node"', '}'].map((line) => `\u001b[1;39m${line}\u001b[0m`)
    expect(bodies(paste('$ jq -C', ...lines))).toEqual(['$ jq -C', { kind: 'Node' }])
  })

  it('begins a table of CSV at its head, and ends it at the first line that is no row', () => {
    const scan = paste('> time,message', '> a,"b', '> c"', '> end')
    expect(bodies(scan)).toEqual([{ time: 'a', message: 'b\nc' }, '> end'])
  })

  it('emits the lines of an object that is cut as text', () => {
    expect(bodies(paste('$ x', '{', '  "kind": "Node",'))).toEqual(['$ x', '{', '  "kind": "Node",'])
  })
})

describe('isMixed', () => {
  it.each([
    ['apiVersion: v1\nkind: Node\n', false],
    ['Name:    a\nRoles:   b\n', false],
    ['apiVersion: v1\nkind: Node\n$ date\n', true],
    ['Name:  a\nRoles:  b\napiVersion: v1\n', true],
  ])('returns for %j %s', (text, expected) => {
    expect(isMixed(text)).toBe(expected)
  })
})

describe('the head of systemctl status', () => {
  const head = '● kubelet.service - kubelet: The Kubernetes Node Agent'

  it('names the unit before its state', () => {
    const state = '   Active: inactive (dead) since Mon 2019-09-30 13:29:40 UTC; 5s ago'
    expect(bodies(paste('$ systemctl status', head, '   Loaded: loaded', state, '', state))).toEqual([
      '$ systemctl status',
      head,
      '   Loaded: loaded',
      'kubelet.service unit state: inactive (dead) since Mon 2019-09-30 13:29:40 UTC; 5s ago',
      '',
      state,
    ])
  })
})

describe('a description with tabs', () => {
  it('has two blanks in their place', () => {
    const rows = [
      'Type\t\tStatus\t\tLastHeartbeatTime',
      'Ready \tUnknown \t\tSat, 05 Nov 2016 00:01:27 +0000',
    ]
    const scan = paste('Conditions:', ...rows.map((row) => `  ${row}`), 'end')
    expect(scan.frames[0]?.body).toMatchObject({
      text: 'Conditions:\n  Type  Status  LastHeartbeatTime\n  Ready  Unknown  Sat, 05 Nov 2016 00:01:27 +0000',
    })
  })
})
