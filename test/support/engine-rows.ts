/** The log lines of `samples/network-cut` as rows of an engine: kubelet and controller, of two nodes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Content, Report } from '../../src/index.ts'

const LOGS = join(import.meta.dirname, '../../samples/network-cut/logs')

export interface LogRow {
  readonly timeUs: number
  readonly node: string
  readonly process: string
  readonly message: string
}

/** The kubelet's lines, with the stamps that journald gave them. */
export const kubeletRows: readonly LogRow[] = linesOf('kubelet.log').map((line) => {
  const [, day, time, us, node = '', process = '', message = ''] =
    /^Nov (\d\d) ([\d:]{8})\.(\d{6}) (\S+) (\w+)\[\d+\]: (.*)$/.exec(line) ?? []
  return { timeUs: Date.parse(`2026-11-${day}T${time}Z`) * 1000 + Number(us), node, process, message }
})

/** The controller's lines, with their own stamps. */
export const controllerRows: readonly LogRow[] = linesOf('kube-controller-manager.log').map((message) => {
  const [, day, time, us] = /^[IWEF]11(\d\d) ([\d:]{8})\.(\d{6}) /.exec(message) ?? []
  const timeUs = Date.parse(`2026-11-${day}T${time}Z`) * 1000 + Number(us)
  return { timeUs, node: 'demo-control-plane', process: 'kube-controller-manager', message }
})

export const allRows: readonly LogRow[] = [...controllerRows, ...kubeletRows]

function linesOf(name: string): readonly string[] {
  return readFileSync(join(LOGS, name), 'utf8').split('\n').slice(0, -1)
}

/** Rows as a file: what `journalctl -o json` prints. */
export function asFile(name: string, rows: readonly LogRow[]): Content {
  const lines = rows.map(({ timeUs, node, process, message }) =>
    JSON.stringify({
      __REALTIME_TIMESTAMP: String(timeUs),
      _HOSTNAME: node,
      SYSLOG_IDENTIFIER: process,
      MESSAGE: message,
    }),
  )
  return { name, data: `${lines.join('\n')}\n` }
}

/** A report without what depends on how its evidence was stored. */
export function evidenceFree({ sources: _, ...report }: Report): unknown {
  const isPlace = (key: string): boolean => key === 'source' || key === 'line'
  return JSON.parse(JSON.stringify(report, (key, value) => (isPlace(key) ? undefined : value)))
}

/** Every second renewal of the kubelet under another name, so that a second kubelet is in evidence. */
export function rowsOfNode(node: string): readonly LogRow[] {
  return kubeletRows.map((row) => ({
    ...row,
    node,
    message: row.message.replaceAll('demo-worker', node),
  }))
}
