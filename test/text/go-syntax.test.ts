/** Go's printed values: quoting, klog's structured tail, printed structs and durations. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseNodeCondition, parseTaints, unquote, unquoteOpen } from '../../src/text/go-syntax.ts'
import { parsePairs, parseStructured } from '../../src/text/klog-values.ts'
import { formatGoDuration, parseGoDuration } from '../../src/time/go-time.ts'

/** strconv.Quote, for text in ASCII: JSON's escapes are a subset of Go's there. */
const quote = (text: string): string => JSON.stringify(text)

/** Text of printable ASCII, quotes and backslashes among it. */
const printable = fc.string({ unit: fc.constantFrom(...'ab{}[]= "\\:,'.split('')) })

describe('unquote', () => {
  it('reads back what was quoted', () => {
    fc.assert(
      fc.property(printable, printable, (text, after) => {
        const quoted = quote(text)
        expect(unquote(`x${quoted}${after}`, 1)).toEqual({ value: text, end: quoted.length + 1 })
      }),
      { seed: 1 },
    )
  })

  it('knows escapes that JSON does not', () => {
    expect(unquote('"a\\x00b\\a\\v\\U0001F600\\u00e9"', 0)?.value).toBe('a\0b\u0007\v\u{1f600}é')
  })

  it('joins the bytes of one character', () => {
    expect(unquote('"\\xc3\\xa9\\xff"', 0)?.value).toBe('é\ufffd')
  })

  it('keeps what stands after a backslash that Go does not print', () => {
    expect(unquote('"remote\\_runtime"', 0)?.value).toBe('remote_runtime')
  })

  it('gives what is there of a cut text', () => {
    expect(unquote('"cut', 0)).toBeUndefined()
    expect(unquoteOpen('"cut\\', 0)).toEqual({ value: 'cut', end: 5, closed: false })
    expect(unquoteOpen('plain', 0)).toBeUndefined()
  })
})

describe('parseStructured', () => {
  const values = (body: string) => Object.fromEntries(parseStructured(body)?.values ?? [])

  it('reads quoted, bare and JSON values', () => {
    const body = '"Node hasn\'t been updated" node="w" n=4 zone= t=Ready c={"a":"} x=1","b":[1]} last="z"'
    expect(parseStructured(body)?.message).toBe("Node hasn't been updated")
    expect(values(body)).toEqual({
      node: 'w',
      n: '4',
      zone: '',
      t: 'Ready',
      c: '{"a":"} x=1","b":[1]}',
      last: 'z',
    })
  })

  it('cuts a printed struct at the bracket that a pair follows', () => {
    const struct = '{Type:Ready Message:container runtime network not ready: NetworkReady=false (x}) {}'
    expect(values(`"m" condition=${struct} node="w"`)).toEqual({ condition: struct, node: 'w' })
    expect(values(`"m" condition=${struct}`)).toEqual({ condition: struct })
  })

  it('reads any quoted value back, whatever stands beside it', () => {
    fc.assert(
      fc.property(printable, printable, (first, second) => {
        const body = `"m" first=${quote(first)} second=${quote(second)}`
        expect(values(body)).toEqual({ first, second })
      }),
      { seed: 2 },
    )
  })

  it('takes the last of a key that is printed twice', () => {
    expect(values('"m" k="1" k="2"')).toEqual({ k: '2' })
  })

  it('tells of a value that goes on in the next lines', () => {
    expect(parseStructured('"Response" status="200 OK" headers=<')).toMatchObject({
      values: new Map([['status', '200 OK']]),
      open: 'headers',
    })
    const whole = parseStructured('"Response" headers=<\n\tA: 1\n        B: 2\n > milliseconds=4')
    expect(whole?.open).toBeNull()
    expect(Object.fromEntries(whole?.values ?? [])).toEqual({ headers: 'A: 1\nB: 2', milliseconds: '4' })
  })

  it('reads the value of a line that a web page escaped once more', () => {
    expect(values('"m" err="Get \\\\"https://h:6443/x?timeout=10s\\\\": EOF" interval="7s"')).toEqual({
      err: 'Get "https://h:6443/x?timeout=10s": EOF',
      interval: '7s',
    })
  })

  it('gives what is there of a cut line', () => {
    expect(values('"m" err="Get \\"https>')).toEqual({ err: 'Get "https>' })
    expect(parseStructured('"m" er…')).toMatchObject({ message: 'm', values: new Map() })
    expect(parseStructured('"m')).toMatchObject({ message: 'm' })
  })

  it('leaves a plain message alone that begins with a quote', () => {
    expect(parseStructured('"kubelet" was not found')).toBeUndefined()
    expect(parseStructured('"kubelet": EOF')).toBeUndefined()
    expect(parseStructured('plain')).toBeUndefined()
  })
})

describe('parsePairs', () => {
  it('reads logfmt', () => {
    expect([...parsePairs('time="2024-07-08 08:46:26" level=info msg="a b"', 0)]).toEqual([
      ['time', '2024-07-08 08:46:26'],
      ['level', 'info'],
      ['msg', 'a b'],
    ])
  })
})

describe('parseNodeCondition', () => {
  const ready = {
    type: 'Ready',
    status: 'False',
    lastHeartbeatTime: '2025-03-14T10:15:00.000000Z',
    lastTransitionTime: '2025-03-14T10:15:01.000000Z',
    reason: 'KubeletNotReady',
    message: '[a {b}, c: d=e]',
  }

  it.each([
    '&NodeCondition{Type:Ready,Status:False,LastHeartbeatTime:2025-03-14 10:15:00 +0000 UTC,LastTransitionTime:2025-03-14 10:15:01 +0000 UTC,Reason:KubeletNotReady,Message:[a {b}, c: d=e],}',
    '{Type:Ready Status:False LastHeartbeatTime:2025-03-14 11:15:00 +0100 CET LastTransitionTime:2025-03-14 10:15:01 +0000 UTC m=+5.12 Reason:KubeletNotReady Message:[a {b}, c: d=e]}',
    '&{Type:Ready Status:False LastHeartbeatTime:2025-03-14 10:15:00 +0000 UTC LastTransitionTime:2025-03-14 10:15:01 +0000 UTC Reason:KubeletNotReady Message:[a {b}, c: d=e]}',
    '{"type":"Ready","status":"False","lastHeartbeatTime":"2025-03-14T10:15:00Z","lastTransitionTime":"2025-03-14T10:15:01Z","reason":"KubeletNotReady","message":"[a {b}, c: d=e]"}',
  ])('%s', (text) => {
    expect(parseNodeCondition(text)).toEqual(ready)
  })

  it('gives null for what is missing of a mangled one', () => {
    const text =
      '&NodeCondition{Tdy,Status:Unknown,LastHeartbeatTime:2024-03-28 20:02:37 +0800 CST,Reason:NodeStatusUnknown,Message:Kubelet stopped pos'
    expect(parseNodeCondition(text)).toEqual({
      type: null,
      status: 'Unknown',
      lastHeartbeatTime: '2024-03-28T12:02:37.000000Z',
      lastTransitionTime: null,
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped pos',
    })
  })

  it('does not take a cut word for a value', () => {
    expect(parseNodeCondition('{Type:Ready Status:Fal')).toMatchObject({ type: 'Ready', status: null })
    expect(parseNodeCondition('{"type":"Ready","status":"Fal')).toMatchObject({ type: 'Ready', status: null })
  })

  it('refuses what is no condition', () => {
    expect(parseNodeCondition('&Taint{Key:a,Value:,Effect:NoSchedule,}')).toBeUndefined()
    expect(parseNodeCondition('{Name:worker-1}')).toBeUndefined()
    expect(parseNodeCondition('Ready')).toBeUndefined()
  })
})

describe('parseTaints', () => {
  it.each([
    '[&Taint{Key:node.kubernetes.io/unreachable,Value:,Effect:NoSchedule,TimeAdded:<nil>,} &Taint{Key:k,Value:v,Effect:NoExecute,TimeAdded:2019-05-16 13:06:55.7 +0000 UTC m=+1.2,}]',
    '[{Key:node.kubernetes.io/unreachable Value: Effect:NoSchedule TimeAdded:<nil>} {Key:k Value:v Effect:NoExecute TimeAdded:2019-05-16 13:06:55.7 +0000 UTC}]',
    '[{"key":"node.kubernetes.io/unreachable","effect":"NoSchedule"},{"key":"k","value":"v","effect":"NoExecute","timeAdded":"2019-05-16T13:06:55.7Z"}]',
  ])('%s', (text) => {
    expect(parseTaints(text)).toEqual([
      { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule', timeAdded: null },
      { key: 'k', effect: 'NoExecute', timeAdded: '2019-05-16T13:06:55.700000Z' },
    ])
  })

  it('gives none where there is none', () => {
    expect(parseTaints('[]')).toEqual([])
  })
})

describe('formatGoDuration', () => {
  it.each([
    [0, '0s'],
    [17, '17ns'],
    [250_000, '250µs'],
    [1_500_000, '1.5ms'],
    [10_000_000_000, '10s'],
    [100_067_341_504, '1m40.067341504s'],
    [3_600_000_000_000, '1h0m0s'],
    [-7_000_000_000, '-7s'],
  ])('%d ns is %s', (nanoseconds, text) => {
    expect(formatGoDuration(nanoseconds)).toBe(text)
  })

  it('is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e15, max: 1e15 }), (nanoseconds) => {
        expect(parseGoDuration(formatGoDuration(nanoseconds))).toBeCloseTo(nanoseconds / 1e9, 8)
      }),
      { seed: 3 },
    )
  })
})
