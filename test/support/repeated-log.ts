/** Logs of many hours: the lines of real logs repeated at other times. */
import { readFileSync } from 'node:fs'

const HEADER = /^([IWEF])1122 (\d\d):(\d\d):(\d\d)\.(\d{6}) +\d+ /
const HOUR_US = 3_600_000_000

/** A line by its time since midnight. */
interface TimedLine {
  readonly atUs: number
  readonly text: string
}

/** Lines of a log, moved so that the first is printed so many hours after midnight. */
export function movedLines(path: string, node: string, hours: number): string[] {
  const lines = linesOf(path, node)
  const byUs = hours * HOUR_US - (lines[0]?.atUs ?? 0)
  return lines.map(({ atUs, text }) => printed({ atUs: atUs + byUs, text }))
}

function linesOf(path: string, node: string): TimedLine[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [header, severity, hours, minutes, seconds, micros] = HEADER.exec(line) ?? []
      if (header === undefined) return []
      const atUs =
        Number(hours) * HOUR_US + Number(minutes) * 60_000_000 + Number(seconds) * 1_000_000 + Number(micros)
      const text = `${severity}\0    1257 ${line.slice(header.length)}`
      return [{ atUs, text: text.replace(/demo-worker\d?/g, node) }]
    })
}

function printed({ atUs, text }: TimedLine): string {
  const date = new Date(Date.UTC(2026, 10, 22) + Math.floor(atUs / 1000))
  const day = `${date.getUTCMonth() + 1}`.padStart(2, '0') + `${date.getUTCDate()}`.padStart(2, '0')
  const time = date.toISOString().slice(11, 19)
  return text.replace('\0', `${day} ${time}.${String(atUs % 1_000_000).padStart(6, '0')}`)
}

const isRenewal = ({ text }: TimedLine): boolean => /PUT .*leases\/.* 200 OK/.test(text)

/** Renewals of a healthy node at `-v=6`, from midnight on for some hours. */
function healthy(node: string, fromUs: number, untilUs: number): TimedLine[] {
  const all = linesOf('test/e2e/cases/healthy/kubelet.log', node)
  const renewals = all.filter(isRenewal)
  const firstUs = (renewals[0] as TimedLine).atUs
  const periodUs = (renewals.at(-1) as TimedLine).atUs - firstUs
  const period = all.filter(({ atUs }) => atUs > firstUs && atUs <= firstUs + periodUs)
  const lines: TimedLine[] = []
  for (let startUs = fromUs; startUs < untilUs; startUs += periodUs)
    for (const { atUs, text } of period) lines.push({ atUs: startUs + atUs - firstUs, text })
  return lines.filter(({ atUs }) => atUs < untilUs)
}

/** A kubelet's log at `-v=6` of so many hours. */
export function healthyHours(node: string, hours: number): string[] {
  return healthy(node, 0, hours * HOUR_US).map(printed)
}

/** A kubelet's log at `-v=6` of so many hours, in the last of which the node's network is cut for minutes. */
export function hoursWithCut(node: string, hours: number): string[] {
  const cut = linesOf('test/e2e/cases/network-cut-v6/kubelet.log', node)
  const byUs = (hours - 0.5) * HOUR_US - (cut[0] as TimedLine).atUs
  const moved = cut.map(({ atUs, text }) => ({ atUs: atUs + byUs, text }))
  const fromUs = (moved.find(isRenewal) as TimedLine).atUs
  const lastUs = (moved.findLast(isRenewal) as TimedLine).atUs
  return [
    ...healthy(node, 0, fromUs - 10_000_000),
    ...moved,
    ...healthy(node, lastUs, lastUs + 2 * HOUR_US),
  ].map(printed)
}
