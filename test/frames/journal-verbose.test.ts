import { describe, expect, it } from 'vitest'
import { verboseScanner } from '../../src/frames/journal-verbose.ts'
import type { JsonObject } from '../../src/model/index.ts'
import { type Scan, scanFrames } from '../support/frames.ts'

const scanVerbose = (input: string, size?: number, limit?: number): Scan =>
  scanFrames((events) => verboseScanner(events, limit), input, size)

const messages = ({ frames }: Scan): unknown[] => frames.map(({ body }) => (body as JsonObject).MESSAGE)

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

describe('verboseScanner', () => {
  it('emits each entry as an object with its printed time, however the bytes are cut', () => {
    const whole = scanVerbose(VERBOSE)
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
    for (let size = 1; size < 40; size++) expect(scanVerbose(VERBOSE, size)).toEqual(whole)
  })

  it('cuts an entry that is too long and reports it', () => {
    const long = VERBOSE.replace('            last\n', '            last\n'.repeat(100))
    const scan = scanVerbose(long, Infinity, 400)
    expect(scan.problems).toEqual([['record-too-long', 2]])
    expect(messages(scan).at(-1)).toBe('two')
  })
})
