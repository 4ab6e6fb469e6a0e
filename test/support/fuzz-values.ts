/** The values that the fuzzer inserts: bytes, numbers, times, names, JSON values, envelopes. */
export const BYTES: readonly string[] = [
  '\0',
  '\xff',
  '"',
  '\\',
  '{',
  '}',
  '[',
  '\n',
  '\r',
  '=',
  ' ',
  '\x1b',
  '\x9b',
  ',',
  ':',
  '<',
  '%',
]

export const NUMBERS: readonly string[] = [
  ...['0', '-1', '00', '59', '60', '99', '0000', '9999', '1e308', '1e999', '-0', '0.0000001', '2147483648'],
  ...['9007199254740993', '18446744073709551616', '9'.repeat(400), 'NaN', 'Infinity', ''],
]

export const TIMES: readonly string[] = [
  ...[
    '0000-00-00T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999999Z',
    '1970-01-01T00:00:00Z',
  ],
  ...[
    '2026-02-30T10:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T23:59:60Z',
    '-2026-11-22T10:00:00Z',
    'null',
  ],
  ...['0001-01-01T00:00:00+23:59', '9999-12-31T23:59:59-23:59', '0001-01-01 00:00:00 +0000 UTC'],
]

export const DURATIONS: readonly string[] = [
  '0s',
  '-1h',
  '2562047h47m16.854775807s',
  '1e9s',
  '9'.repeat(300).concat('h'),
  '1ns',
  'h',
  '',
]

export const NAMES: readonly string[] = [
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', ' ', '*', '=1+1', '../../etc/passwd'],
  ...['\xe2\x80\xae', '\x1b[2J', '<img src=x onerror=alert(1)>', '</script>', '`|`', 'a'.repeat(300), '\0'],
]

export const VALUES: readonly unknown[] = [
  ...[null, true, 0, -1, 1e308, '', '__proto__', [], {}, [[[[]]]], { items: [] }, 'x'.repeat(5000)],
  ...[
    '0001-01-01T00:00:00Z',
    { __proto__: null, constructor: 1 },
    '\ud800',
    [null],
    { kind: 'List', items: [{}] },
  ],
]

/** Envelopes around a line, and one with a value over several lines. */
export const WRAPPERS: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => `2026-11-22T10:45:17.123456789Z stderr F ${line}`,
  (line) => `2026-11-22T10:45:17.123456789Z stderr P ${line}`,
  (line) => `Nov 22 10:45:17.087933 demo-worker kubelet[1153]: ${line}`,
  (line) => `2026-11-22T10:45:17+01:00 demo-worker kubelet[1153]: ${line}`,
  (line) => `${JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-11-22T10:45:17.1Z' })}`,
  (line) => JSON.stringify({ __REALTIME_TIMESTAMP: '1795344317087933', _PID: '1153', MESSAGE: line }),
  (line) => JSON.stringify({ __REALTIME_TIMESTAMP: '9'.repeat(400), MESSAGE: [...Buffer.from(line)] }),
  (line) => `__REALTIME_TIMESTAMP=1795344317087933\nMESSAGE=${line}\n`,
  (line) => `time="2026-11-22T10:45:17Z" level=info msg=${JSON.stringify(line)} component=kubelet`,
  (line) => `<30>1 2026-11-22T10:45:17Z host kubelet 1234 - - ${line}`,
  (line) => `<30>Nov 22 10:45:17 host message repeated 3 times: [ ${line}]`,
  (line) => `kubelet.log:12:${line}`,
  (line) => `[pod/a/b] ${line}`,
  (line) => `[86401.000000] host kubelet[1]: ${line}`,
  (line) => `${line} key=<\n\t${line}\n >`,
]
