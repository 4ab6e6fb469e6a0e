import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { framingOf, readFrames } from '../../src/frames/index.ts'
import { exportScanner } from '../../src/frames/journal-export.ts'
import { verboseScanner } from '../../src/frames/journal-verbose.ts'
import { documentScanner } from '../../src/frames/json-scanner.ts'
import type { FrameEvents } from '../../src/frames/scanner.ts'
import { yamlScanner } from '../../src/frames/yaml-scanner.ts'
import type { JsonObject } from '../../src/model/index.ts'
import { prefilterOf, recordTo, type Scan, scanFrames } from '../support/frames.ts'
import { exportEntry } from '../support/journal-entry.ts'

const klog = 'I0314 10:20:31.123456    1234 controller.go:195] "Failed to update lease" err="EOF"\n'
const object = { kind: 'Node', apiVersion: 'v1', metadata: { name: 'a' } }
const pretty = JSON.stringify(object, null, 4)
const list = { kind: 'NodeList', items: [object] }

const VERBOSE = 'Fri 2025-03-14 11:20:31.123456 CET [s=845b;i=1;b=2cf1]\n    MESSAGE=one\n'

describe('framingOf', () => {
  it.each<[string, string, string | Buffer]>([
    ['lines', 'an empty source', ''],
    ['lines', 'klog', klog],
    ['lines', 'a line that begins with a bracket', `[2025-03-14T10:20:31Z] hello\n${klog}`],
    ['lines', 'one object a line', `${JSON.stringify(object)}\n${JSON.stringify(object)}\n`],
    ['lines', 'one object a line, the first cut', `{"a": "b\n${JSON.stringify(object)}\n`],
    ['lines', 'json-seq', `\x1e${JSON.stringify(object)}\n`],
    ['lines', 'json-sse', `data: ${JSON.stringify(object)}\n\n`],
    [
      'paste',
      'a description of another object',
      'Name:         demo\nNamespace:    kube-node-lease\nKind:         Lease\n',
    ],
    ['paste', 'a log that quotes YAML', `${klog}kind: Node\napiVersion: v1\n`],
    ['paste', 'a log before a pretty object with blank lines', `${klog}$ jq {\n\n  "kind": "Node"\n\n}\n`],
    ['paste', 'a description with blank lines', `${klog}Name:   demo\n\nRoles:  <none>\n`],
    ['lines', 'a bracket before blank lines', `${klog}{${'\n'.repeat(60_000)}x`],
    ['lines', 'a name before blank lines', `${klog}Name:   demo${'\n'.repeat(60_000)}x`],
    ['json-documents', 'a pretty object', pretty],
    ['json-documents', 'a list', JSON.stringify(list, null, 4)],
    ['json-documents', 'a list on one line', JSON.stringify(list)],
    ['json-documents', 'an array', `\n[\n  ${JSON.stringify(object)}\n]`],
    ['json-documents', 'an object longer than the head', `{"a": "${'b'.repeat(70_000)}`],
    ['yaml-documents', 'YAML', '# saved\n---\napiVersion: v1\nkind: Node\n'],
    ['journal-export', 'export', exportEntry(1, [['MESSAGE', 'one']])],
    [
      'journal-export',
      'export cut at its start',
      Buffer.concat([exportEntry(1, [['A', 'x']]), exportEntry(2, [])]).subarray(60),
    ],
    ['journal-verbose', 'verbose', VERBOSE],
  ])('returns %s for %s', (framing, _, content) => {
    expect(framingOf(Buffer.from(content).subarray(0, 65_536)).name).toBe(framing)
  })
})

describe('readFrames', () => {
  it('emits the same frames in whichever framing the objects are', async () => {
    const yaml =
      'apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Node\n  metadata:\n    name: a\nkind: List\n'
    for (const content of [pretty, JSON.stringify([object], null, 1), JSON.stringify(list), yaml]) {
      const scan: Scan = { frames: [], problems: [], lines: 0 }
      const chunks = (async function* () {
        for (let at = 0; at < content.length; at += 10) yield Buffer.from(content.slice(at, at + 10))
      })()
      const { bytes } = await readFrames(chunks, prefilterOf(), recordTo(scan))
      const bodies = scan.frames.map(({ body }) => body as JsonObject)
      expect(bodies.map(({ kind, metadata }) => ({ kind, metadata }))).toEqual([
        { kind: 'Node', metadata: { name: 'a' } },
      ])
      expect(bytes).toBe(content.length)
    }
  })

  it('reports NUL bytes and emits the lines anyway', async () => {
    const scan: Scan = { frames: [], problems: [], lines: 0 }
    const bytes = (async function* () {
      yield Buffer.from(`\0\0\0\n${klog}`)
    })()
    await readFrames(bytes, prefilterOf('lease'), recordTo(scan))
    expect(scan.problems).toEqual([['binary', null]])
    expect(scan.frames.at(-1)?.body).toBe(klog.trimEnd())
  })
})

describe('every framing of several lines', () => {
  const length = (n: number): string => String.fromCharCode(n) + '\0'.repeat(7)
  const words = {
    export: [
      '__CURSOR=s=1\n',
      '\n',
      '\n\n',
      'MESSAGE=lease\n',
      'A=',
      'MESSAGE\n',
      length(3),
      length(90),
      'abc',
      '\0',
    ],
    verbose: [
      'Fri 2025-03-14 11:20:31.123456 CET [s=1;i=1]\n',
      '    ',
      'A=',
      'MESSAGE=',
      'x',
      '\n',
      '-- Boot 1 --\n',
    ],
    json: [
      '{',
      '}',
      '[',
      ']',
      '"a":',
      '"items":',
      '"kind":',
      '"NodeList"',
      ',',
      ' 1',
      'true',
      '"\\u00',
      '\n',
      '\n{',
      'ü',
      '"',
    ],
    yaml: [
      'kind: NodeList\n',
      'items:\n',
      '- a: 1\n',
      '  - b',
      ': ',
      '"',
      '\n',
      '---\n',
      '  c: [',
      ']',
      '&a ',
      '*a',
    ],
  }
  const scanners = {
    export: (events: FrameEvents) => exportScanner(prefilterOf(), events, 100),
    verbose: (events: FrameEvents) => verboseScanner(events, 100),
    json: (events: FrameEvents) => documentScanner(events, 100),
    yaml: (events: FrameEvents) => yamlScanner(prefilterOf(), events, 100),
  }
  it.each(['export', 'verbose', 'json', 'yaml'] as const)(
    'accepts any bytes, counts all lines, and emits the same however chunks are cut: %s',
    (name) => {
      const text = fc.array(fc.constantFrom(...words[name]), { maxLength: 40 }).map((all) => all.join(''))
      fc.assert(
        fc.property(text, fc.integer({ min: 1, max: 9 }), (bytes, size) => {
          const whole = scanFrames(scanners[name], bytes)
          expect(scanFrames(scanners[name], bytes, size)).toEqual(whole)
          const lines = bytes.split('\n')
          expect(whole.lines).toBe(lines.at(-1) === '' ? lines.length - 1 : lines.length)
        }),
        { seed: 20261122, numRuns: 1500 },
      )
    },
  )
})
