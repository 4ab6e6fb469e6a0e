import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseNodeCondition, parseTaints, unquote, unquoteOpen } from '../../src/text/go-syntax.ts'

/** Quotes ASCII text like strconv.Quote: JSON's escapes are a subset of Go's. */
const quote = (text: string): string => JSON.stringify(text)

/** Printable ASCII with quotes and backslashes. */
const printableText = fc.string({ unit: fc.constantFrom(...'ab{}[]= "\\:,'.split('')) })

describe('unquote', () => {
  it('inverts quoting', () => {
    fc.assert(
      fc.property(printableText, printableText, (text, after) => {
        const quoted = quote(text)
        expect(unquote(`x${quoted}${after}`, 1)).toEqual({ value: text, end: quoted.length + 1 })
      }),
      { seed: 1 },
    )
  })

  it('decodes escapes that JSON does not have', () => {
    expect(unquote('"a\\x00b\\a\\v\\U0001F600\\u00e9"', 0)?.value).toBe('a\0b\u0007\v\u{1f600}é')
  })

  it('decodes the bytes of one character together', () => {
    expect(unquote('"\\xc3\\xa9\\xff"', 0)?.value).toBe('é\ufffd')
  })

  it('keeps the character after a backslash that Go does not print', () => {
    expect(unquote('"remote\\_runtime"', 0)?.value).toBe('remote_runtime')
  })

  it('rejects a cut text, of which unquoteOpen returns the available part', () => {
    expect(unquote('"cut', 0)).toBeUndefined()
    expect(unquoteOpen('"cut\\', 0)).toEqual({ value: 'cut', end: 5, closed: false })
    expect(unquoteOpen('plain', 0)).toBeUndefined()
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
  ])('parses %s', (text) => {
    expect(parseNodeCondition(text)).toEqual(ready)
  })

  it('returns null for the missing fields of a damaged condition', () => {
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

  it('rejects other texts', () => {
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
  ])('parses %s', (text) => {
    expect(parseTaints(text)).toEqual([
      { key: 'node.kubernetes.io/unreachable', effect: 'NoSchedule', timeAdded: null },
      { key: 'k', effect: 'NoExecute', timeAdded: '2019-05-16T13:06:55.700000Z' },
    ])
  })

  it('returns an empty list for a text without taints', () => {
    expect(parseTaints('[]')).toEqual([])
  })
})
