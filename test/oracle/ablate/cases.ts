/** Real logs to cut: the lab where it is present, the samples and the e2e cases of the repository. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

/** A line and the moment printed in it (or in the last line before that has one), as µs of its own clock. */
export interface TimedLine {
  readonly atUs: number
  readonly text: string
}

export interface Source {
  readonly file: string
  readonly lines: readonly TimedLine[]
}

export interface Case {
  readonly name: string
  /** All its clocks are one clock. */
  readonly oneClock: boolean
  readonly load: () => Source[]
}

export function findCases(lab: string): Case[] {
  const found: Case[] = []
  for (const release of existsSync(lab) ? readdirSync(lab) : []) {
    if (!statSync(join(lab, release)).isDirectory()) continue
    for (const name of readdirSync(join(lab, release)).sort()) {
      const folder = join(lab, release, name)
      found.push(
        caseOf(`lab/${release}/${name}`, folder, /^(kubelet-.*|kube-controller-manager)\.log$/, true),
      )
    }
  }
  for (const name of readdirSync('samples').sort())
    found.push(caseOf(`samples/${name}`, join('samples', name, 'logs'), /\.log$/, false))
  for (const name of readdirSync('test/e2e/cases').sort())
    found.push(caseOf(`cases/${name}`, join('test/e2e/cases', name), /\.(log|log\.1|journal)$/, false))
  return found
}

function caseOf(name: string, folder: string, files: RegExp, oneClock: boolean): Case {
  let sources: Source[] | null = null
  return {
    name,
    oneClock,
    load: () => {
      sources ??= readdirSync(folder)
        .filter((file) => files.test(file))
        .sort()
        .map((file) => ({
          file: basename(file),
          lines: timed(thin(readFileSync(join(folder, file), 'utf8'))),
        }))
      return sources
    },
  }
}

const TELLING =
  /lease|round_trippers|controller\.go|controller_utils|kubelet_node_status|taint|kubelet\.go|setters\.go|systemd\[1\]/

/** Keeps what is about the node and every twentieth other line: a kubelet at -v=6 prints 4 MB in seven minutes. */
function thin(text: string): string[] {
  const lines = text.split('\n').slice(0, -1)
  if (lines.length < 5000) return lines
  return lines.filter((line, i) => i % 20 === 0 || TELLING.test(line))
}

function timed(lines: readonly string[]): TimedLine[] {
  let atUs = Number.NEGATIVE_INFINITY
  return lines.map((text) => {
    atUs = timeOf(text) ?? atUs
    return { atUs, text }
  })
}

const KLOG = /(?:^|[ \t])[IWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6}) /
const STAGE = /"stageTimestamp":"([^"]+)Z"/
const JSON_TIME = /^\{"ts":(\d+\.\d+)/

function timeOf(text: string): number | null {
  const klog = KLOG.exec(text)
  if (klog !== null) {
    const [month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0] = klog.slice(1).map(Number)
    return Date.UTC(2026, month - 1, day, hour, minute, second) * 1000 + micros
  }
  const stage = STAGE.exec(text)
  if (stage !== null) return Date.parse(`${stage[1]}Z`) * 1000
  const json = JSON_TIME.exec(text)
  return json === null ? null : Math.round(Number(json[1]) * 1000)
}
