/** Stamps without a zone that nobody gave, when the clock goes back by an hour. */
import { expect, it } from 'vitest'
import { analyze } from '../../src/api/analyze.ts'
import { EndOfSummerTime } from '../../src/time/end-of-summer-time.ts'
import { HOUR_US, SECOND_US } from '../../src/time/instant.ts'

const at = (hour: number, minute: number, second: number): number =>
  hour * HOUR_US + (minute * 60 + second) * SECOND_US

/** Returns for each time of one host whether it counts an hour more than it prints. */
function isLater(...timesUs: readonly number[]): boolean[] {
  const end = new EndOfSummerTime()
  return timesUs.map((timeUs) => end.added(timeUs, 'w1') === HOUR_US)
}

const BEFORE = [at(2, 58, 50), at(2, 59, 53)] as const

it('counts an hour more behind the step, also where lines overtake each other', () => {
  expect(isLater(...BEFORE, at(2, 0, 1), at(2, 0, 0), at(3, 10, 0))).toEqual([false, false, true, true, true])
})

it('counts a line of before the step that is read behind it as printed', () => {
  const end = new EndOfSummerTime()
  for (const timeUs of [...BEFORE, at(2, 0, 1)]) end.added(timeUs, 'w1')
  expect([end.added(at(2, 59, 58), null), end.added(at(2, 0, 0), null)]).toEqual([0, HOUR_US])
})

it.each([
  ['another host', [...BEFORE, at(2, 0, 1)], 'w2'],
  ['a copy of the log', [at(2, 0, 1), ...BEFORE, at(2, 0, 1)], 'w1'],
  ['a reversed log', [at(3, 1, 0), at(2, 59, 53), at(2, 0, 1)], 'w1'],
  ['a step by half an hour', [...BEFORE, at(2, 29, 53)], 'w1'],
  ['a step over a full hour', [at(2, 29, 0), at(2, 30, 1), at(1, 30, 4)], 'w1'],
  ['a step by day', [at(14, 58, 0), at(14, 59, 53), at(14, 0, 1)], 'w1'],
])('leaves %s as it is', (_, timesUs, owner) => {
  const end = new EndOfSummerTime()
  const added = timesUs.map((timeUs, i) => end.added(timeUs, i === timesUs.length - 1 ? owner : 'w1'))
  expect(added.every((us) => us === 0)).toBe(true)
})

it('ends where other lines begin', () => {
  expect(isLater(...BEFORE, at(2, 0, 1), at(3, 0, 0), at(1, 0, 0))).toEqual([false, false, true, true, false])
})

const failureOf = (node: string): string =>
  `controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node}?timeout=10s\\": dial tcp 10.0.0.1:6443: connect: connection refused" interval="7s"`

/** A kubelet's log from 02:50 summer time to 02:20 winter time: attempts fail for 15 minutes, from 02:55 to 02:10. */
function logOf(stampOf: (second: number, severity: string) => string): string {
  let log = ''
  for (let second = 0; second < 1800; second += 7) {
    const isFailing = second >= 300 && second < 1200
    const text = isFailing ? failureOf('w1') : 'kubelet_volumes.go:152] "Cleaned up orphaned pod volumes dir"'
    log += `${stampOf(second, isFailing ? 'E' : 'I')}${text}\n`
  }
  return log
}

/** The printed time, so many seconds after 02:50. */
function clockOf(second: number): string {
  const minutes = (50 + Math.floor(second / 60)) % 60
  return `02:${String(minutes).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}`
}

const klog = logOf((second, severity) => `${severity}1025 ${clockOf(second)}.000000    1234 `)
const journal = logOf((second, severity) => {
  const time = clockOf(second)
  return `Oct 25 ${time} w1 kubelet[1234]: ${severity}1025 ${time}.000000    1234 `
})

it.each([
  ['klog', klog],
  ['journal', journal],
])('shows one outage across the step once (%s)', async (_, data) => {
  const { incidents, assumptions, warnings } = await analyze([{ name: 'kubelet.log', data }], { year: 2026 })
  expect(incidents.map(({ kind }) => kind)).toEqual(['lease-outage'])
  const { firstFailure, lastFailure } = incidents[0]?.boundaries ?? {}
  expect(((lastFailure?.atUs ?? 0) - (firstFailure?.atUs ?? 0)) / SECOND_US).toBeCloseTo(896, -1)
  expect(assumptions.find(({ name }) => name === 'inputZone')?.because).toContain('end of summer time')
  expect(warnings).toEqual([])
})

it('leaves the step to a zone that the user gave', async () => {
  const inputZones = { default: 'UTC', perSource: new Map() }
  const { warnings } = await analyze([{ name: 'kubelet.log', data: journal }], { year: 2026, inputZones })
  expect(warnings.map(({ code }) => code)).toEqual(['clock-jump'])
})

/** The lines of a kubelet on the same day, from a second behind 10:00 on: attempts fail for 140 s, and more follows. */
function later(node: string, fromSecond: number): string {
  let log = ''
  for (let second = fromSecond; second < fromSecond + 280; second += 7) {
    const time = `10:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}`
    const text =
      second < fromSecond + 140
        ? `E1025 ${time}.000000 1234 ${failureOf(node)}`
        : `I1025 ${time}.000000 1234 kubelet_volumes.go:152] "Cleaned up"`
    log += `${text}\n`
  }
  return log
}

it('keeps the order of kubelets whose logs do not all show the step', async () => {
  const logs = [
    { name: 'a.log', data: klog },
    { name: 'b.log', data: later('w2', 14) },
  ]
  const { incidents } = await analyze(logs, { year: 2026 })
  const firstUs = incidents.find(({ node }) => node === 'w2')?.boundaries.firstFailure?.atUs ?? 0
  expect(new Date(firstUs / 1000).toISOString()).toBe('2026-10-25T11:00:14.000Z')
})

it('goes on in the next file of a rotated log', async () => {
  const lines = klog.split('\n')
  const at = lines.findIndex((line) => line.includes(' 02:05:'))
  const logs = [
    { name: 'kubelet.log.1', data: `${lines.slice(0, at).join('\n')}\n` },
    { name: 'kubelet.log', data: lines.slice(at).join('\n') },
  ]
  const { incidents } = await analyze(logs, { year: 2026 })
  expect(incidents.map(({ kind }) => kind)).toEqual(['lease-outage'])
})
