import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type FrameEvents,
  type FrameScanner,
  framingOf,
  type Gate,
  readFrames,
} from '../../src/frames/index.ts'
import { exportScanner } from '../../src/frames/journal-export.ts'
import { verboseScanner } from '../../src/frames/journal-verbose.ts'
import { documentScanner } from '../../src/frames/json.ts'
import { yamlScanner } from '../../src/frames/yaml.ts'
import type { Frame, JsonObject } from '../../src/model/index.ts'

interface Scan {
  frames: Frame[]
  problems: [code: string, line: number | null][]
  lines: number
}

function listen(scan: Scan): FrameEvents {
  return {
    frame: (frame) => scan.frames.push(frame),
    problem: (code, line) => scan.problems.push([code, line]),
  }
}

const gate = (...literals: string[]): Gate => ({
  literals,
  bypassLiterals: [],
  isOpen: literals.length === 0,
})

function run(
  scanner: (gate: Gate, events: FrameEvents, maxFrameBytes?: number) => FrameScanner,
  input: string | Buffer,
  { literals = [], size = Infinity, limit }: { literals?: string[]; size?: number; limit?: number } = {},
): Scan {
  const result: Scan = { frames: [], problems: [], lines: 0 }
  const scan = scanner(gate(...literals), listen(result), limit)
  const bytes = Buffer.from(input)
  for (let at = 0; at < bytes.length; at += size) scan.push(Buffer.from(bytes.subarray(at, at + size)))
  scan.end()
  result.lines = scan.lines
  return result
}

const messages = ({ frames }: Scan): unknown[] => frames.map(({ body }) => (body as JsonObject).MESSAGE)

/** An entry as journalctl 252 exports it; a Buffer is a binary field, whose length may be a lie. */
function entry(i: number, fields: [string, string | Buffer, lie?: number][]): Buffer {
  const stamp = `__REALTIME_TIMESTAMP=174194763${i}123456\n`
  const parts: Buffer[] = [Buffer.from(`__CURSOR=s=aaaa;i=${i}\n${stamp}`)]
  for (const [name, value, lie] of fields) {
    if (typeof value === 'string') parts.push(Buffer.from(`${name}=${value}\n`))
    else {
      const length = Buffer.alloc(8)
      length.writeBigUInt64LE(BigInt(lie ?? value.length))
      parts.push(Buffer.from(`${name}\n`), length, value, Buffer.from('\n'))
    }
  }
  return Buffer.concat([...parts, Buffer.from('\n')])
}

describe('journalctl -o export', () => {
  const three = Buffer.concat([
    entry(1, [
      ['_PID', '1'],
      ['MESSAGE', 'one = 1, Müller'],
    ]),
    entry(2, [['MESSAGE', Buffer.from('two\n\n__CURSOR=no\n\x1b[31mlease')]]),
    entry(3, [
      ['TAG', 'a'],
      ['TAG', 'b'],
      ['TAG', 'c'],
      ['MESSAGE', 'three'],
    ]),
  ])

  test('gives each entry as an object, however the bytes are cut', () => {
    const whole = run(exportScanner, three)
    expect(messages(whole)).toEqual(['one = 1, Müller', 'two\n\n__CURSOR=no\n\x1b[31mlease', 'three'])
    expect(whole.frames[0]?.body).toEqual({
      __CURSOR: 's=aaaa;i=1',
      __REALTIME_TIMESTAMP: '1741947631123456',
      _PID: '1',
      MESSAGE: 'one = 1, Müller',
    })
    expect(whole.frames[2]?.body).toMatchObject({ TAG: ['a', 'b', 'c'] })
    for (const { line, offset } of whole.frames) {
      expect(three.toString('latin1', offset)).toMatch(/^__CURSOR=s/)
      expect(three.subarray(0, offset).toString('latin1').split('\n')).toHaveLength(line)
    }
    expect(whole.lines).toBe(three.toString('latin1').split('\n').length - 1)
    for (let size = 1; size < 60; size++) expect(run(exportScanner, three, { size })).toEqual(whole)
  })

  test('passes over entries without a literal, but for the first and the last', () => {
    const entries = [1, 2, 3, 4, 5].map((i) => entry(i, [['MESSAGE', i === 3 ? 'lease' : `quiet ${i}`]]))
    for (const size of [1, 50, Infinity]) {
      const scan = run(exportScanner, Buffer.concat(entries), { literals: ['lease'], size })
      expect(messages(scan)).toEqual(['quiet 1', 'lease', 'quiet 5'])
    }
  })

  test('a false length is a problem and costs its entry only', () => {
    const data = Buffer.from('two')
    for (const lie of [1, 2, 5, 20, 1000, 5_000_000, 2 ** 50]) {
      const input = Buffer.concat([
        entry(1, [['MESSAGE', 'one']]),
        entry(2, [['MESSAGE', data, lie]]),
        entry(3, [['MESSAGE', 'three']]),
        entry(4, [['MESSAGE', 'four']]),
      ])
      for (const size of [1, 7, Infinity]) {
        const scan = run(exportScanner, input, { size })
        expect(messages(scan), `length ${lie}`).toEqual(['one', 'three', 'four'])
        expect(scan.problems).toEqual([['broken-record', 5]])
        expect(scan.frames.at(-1)?.line).toBe(input.toString('latin1').split('\n').length - 4)
      }
    }
  })

  test('what is no field is a problem and costs its entry only', () => {
    const input = three.toString('latin1').replace('_PID=1', '{"no": field}')
    const scan = run(exportScanner, Buffer.from(input, 'latin1'))
    expect(messages(scan).slice(-1)).toEqual(['three'])
    expect(scan.problems).toEqual([['broken-record', 1]])
  })

  test('that is cut gives what was complete, and of the rest what is true, at every cut', () => {
    const whole = run(exportScanner, three)
    for (let cut = 1; cut < three.length; cut++) {
      const { frames, problems } = run(exportScanner, three.subarray(0, cut))
      const complete = whole.frames.filter((_, i) => cut >= (whole.frames[i + 1]?.offset ?? three.length) - 1)
      expect(frames.slice(0, complete.length)).toEqual(complete)
      expect(frames.length - complete.length).toBeLessThanOrEqual(1)
      expect(problems.every(([code]) => code === 'truncated-input' || code === 'broken-record')).toBe(true)
      for (const frame of frames.slice(complete.length)) {
        const original = whole.frames[complete.length]?.body as JsonObject
        for (const [name, value] of Object.entries(frame.body)) {
          // A character that is cut is none.
          if (name === 'MESSAGE') expect(original[name]).toContain(String(value).replace(/\uFFFD$/, ''))
          else if (name !== 'TAG') expect(value).toBe(original[name])
        }
      }
    }
  })

  test('an entry that is too long costs itself', () => {
    const input = Buffer.concat([entry(1, [['MESSAGE', 'x'.repeat(500)]]), entry(2, [['MESSAGE', 'two']])])
    for (const size of [1, 100, Infinity]) {
      const scan = run(exportScanner, input, { limit: 200, size })
      expect(messages(scan)).toEqual(['two'])
      expect(scan.problems).toEqual([['record-too-long', 1]])
    }
  })
})

// journalctl 252, -o verbose, shortened.
const VERBOSE = `-- Boot 2cf1d0b5b1d94d5f8a3c1d2e3f4a5b6c --
Fri 2025-03-14 11:20:31.123456 CET [s=845bc2ce780c4a5a9f352eb896d08e43;i=1;b=2cf1d0b5b1d94d5f8a3c1d2e3f4a5b6c]
    _HOSTNAME=worker-1
    SYSLOG_IDENTIFIER=kubelet
    MESSAGE=I0314 10:20:32.123456    1234 round_trippers.go:632] "Response" headers=<
            \tAudit-Id: 0f1e2d3c
            last
Fri 2025-03-14 11:20:32.123456 CET [s=845bc2ce780c4a5a9f352eb896d08e43;i=2;b=2cf1d0b5b1d94d5f8a3c1d2e3f4a5b6c]
    TAG=a
    TAG=b
    MESSAGE=two
`

describe('journalctl -o verbose', () => {
  test('gives each entry as an object with its printed time, however the bytes are cut', () => {
    const whole = run(verboseScanner, VERBOSE)
    expect(whole.frames).toEqual([
      { body: '-- Boot 2cf1d0b5b1d94d5f8a3c1d2e3f4a5b6c --', line: 1, offset: 0 },
      {
        body: {
          _LEASEGAP_STAMP: 'Fri 2025-03-14 11:20:31.123456 CET',
          _HOSTNAME: 'worker-1',
          SYSLOG_IDENTIFIER: 'kubelet',
          MESSAGE:
            'I0314 10:20:32.123456    1234 round_trippers.go:632] "Response" headers=<\n\tAudit-Id: 0f1e2d3c\nlast',
        },
        line: 2,
        offset: VERBOSE.indexOf('Fri'),
      },
      {
        body: { _LEASEGAP_STAMP: 'Fri 2025-03-14 11:20:32.123456 CET', TAG: ['a', 'b'], MESSAGE: 'two' },
        line: 8,
        offset: VERBOSE.lastIndexOf('Fri'),
      },
    ])
    for (let size = 1; size < 40; size++) expect(run(verboseScanner, VERBOSE, { size })).toEqual(whole)
  })

  test('an entry that is too long loses its end and is told', () => {
    const long = VERBOSE.replace('            last\n', '            last\n'.repeat(100))
    const scan = run(verboseScanner, long, { limit: 400 })
    expect(scan.problems).toEqual([['record-too-long', 2]])
    expect(messages(scan).at(-1)).toBe('two')
  })
})

describe('a source is read as', () => {
  const klog = 'I0314 10:20:31.123456    1234 controller.go:195] "Failed to update lease" err="EOF"\n'
  const object = { kind: 'Node', apiVersion: 'v1', metadata: { name: 'a' } }
  const pretty = JSON.stringify(object, null, 4)
  const list = { kind: 'NodeList', items: [object] }

  test.each<[string, string, string | Buffer]>([
    ['lines', 'nothing', ''],
    ['lines', 'klog', klog],
    ['lines', 'a line that begins with a bracket', `[2025-03-14T10:20:31Z] hello\n${klog}`],
    ['lines', 'one object a line', `${JSON.stringify(object)}\n${JSON.stringify(object)}\n`],
    ['lines', 'one object a line, the first cut', `{"a": "b\n${JSON.stringify(object)}\n`],
    ['lines', 'json-seq', `\x1e${JSON.stringify(object)}\n`],
    ['lines', 'json-sse', `data: ${JSON.stringify(object)}\n\n`],
    ['lines', 'describe', 'Name:         demo\nNamespace:    kube-node-lease\nKind:         Lease\n'],
    ['lines', 'a log that quotes YAML', `${klog}kind: Node\napiVersion: v1\n`],
    ['json-documents', 'a pretty object', pretty],
    ['json-documents', 'a list', JSON.stringify(list, null, 4)],
    ['json-documents', 'a list on one line', JSON.stringify(list)],
    ['json-documents', 'an array', `\n[\n  ${JSON.stringify(object)}\n]`],
    ['json-documents', 'an object longer than the head', `{"a": "${'b'.repeat(70_000)}`],
    ['yaml-documents', 'YAML', '# saved\n---\napiVersion: v1\nkind: Node\n'],
    ['journal-export', 'export', entry(1, [['MESSAGE', 'one']])],
    [
      'journal-export',
      'export cut at its start',
      Buffer.concat([entry(1, [['A', 'x']]), entry(2, [])]).subarray(60),
    ],
    ['journal-verbose', 'verbose', VERBOSE],
  ])('%s: %s', (framing, _, content) => {
    expect(framingOf(Buffer.from(content).subarray(0, 65_536))).toBe(framing)
  })

  test('frames that say the same, whatever the framing', async () => {
    const yaml =
      'apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Node\n  metadata:\n    name: a\nkind: List\n'
    for (const content of [pretty, JSON.stringify([object], null, 1), JSON.stringify(list), yaml]) {
      const scan: Scan = { frames: [], problems: [], lines: 0 }
      const chunks = (async function* () {
        for (let at = 0; at < content.length; at += 10) yield Buffer.from(content.slice(at, at + 10))
      })()
      const { bytes } = await readFrames(chunks, gate(), listen(scan))
      const bodies = scan.frames.map(({ body }) => body as JsonObject)
      expect(bodies.map(({ kind, metadata }) => ({ kind, metadata }))).toEqual([
        { kind: 'Node', metadata: { name: 'a' } },
      ])
      expect(bytes).toBe(content.length)
    }
  })

  test('binary where bytes are zero, and lines all the same', async () => {
    const scan: Scan = { frames: [], problems: [], lines: 0 }
    const bytes = (async function* () {
      yield Buffer.from(`\0\0\0\n${klog}`)
    })()
    await readFrames(bytes, gate('lease'), listen(scan))
    expect(scan.problems).toEqual([['binary', null]])
    expect(scan.frames.at(-1)?.body).toBe(klog.trimEnd())
  })
})

describe('any bytes', () => {
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
  test.each([
    ['export', exportScanner],
    ['verbose', verboseScanner],
    ['json', documentScanner],
    ['yaml', yamlScanner],
  ] as const)(
    'as %s throw nothing, are all counted, and give the same however they are cut',
    (name, scanner) => {
      const text = fc.array(fc.constantFrom(...words[name]), { maxLength: 40 }).map((all) => all.join(''))
      fc.assert(
        fc.property(text, fc.integer({ min: 1, max: 9 }), (bytes, size) => {
          const whole = run(scanner, bytes, { limit: 100 })
          expect(run(scanner, bytes, { limit: 100, size })).toEqual(whole)
          const lines = bytes.split('\n')
          expect(whole.lines).toBe(lines.at(-1) === '' ? lines.length - 1 : lines.length)
        }),
        { seed: 20261122, numRuns: 1500 },
      )
    },
  )
})
