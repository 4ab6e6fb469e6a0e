/** Logs: what a process printed and when, and the file made of the lines that are left. */
import type { Machine } from './machine.ts'
import type { Message } from './message.ts'

export type Envelope = 'klog' | 'journal-short'

/** One printed line. `kept` is false where the file has lost it. */
export interface Line {
  readonly atUs: number
  readonly pid: number | null
  readonly text: string
  kept: boolean
}

export class Log {
  readonly name: string
  readonly machine: Machine
  readonly envelope: Envelope
  readonly lines: Line[] = []

  constructor(name: string, machine: Machine, envelope: Envelope) {
    this.name = name
    this.machine = machine
    this.envelope = envelope
  }

  /** Prints a klog record of a process. */
  print(atUs: number, pid: number, { severity, where, text }: Message): Line {
    const stamp = new Date(this.#civilUs(atUs) / 1000)
    const micros = String(this.#civilUs(atUs) % 1_000_000).padStart(6, '0')
    const header = `${severity}${two(stamp.getUTCMonth() + 1)}${two(stamp.getUTCDate())} ${clockTime(stamp)}.${micros} ${String(pid).padStart(7)} ${where}] `
    return this.#add({ atUs, pid, text: header + text, kept: true })
  }

  /** Prints a line of systemd; only a journal has them. */
  printOfSystemd(atUs: number, text: string): Line | null {
    return this.envelope === 'klog' ? null : this.#add({ atUs, pid: null, text, kept: true })
  }

  get keptLines(): Line[] {
    return this.lines.filter((line) => line.kept)
  }

  format(): string {
    return this.keptLines.map((line) => `${this.#prefix(line)}${line.text}\n`).join('')
  }

  #add(line: Line): Line {
    this.lines.push(line)
    return line
  }

  #prefix(line: Line): string {
    if (this.envelope === 'klog' || line.text.startsWith('-- ')) return ''
    // journald stamps a line about 2 ms after klog.
    const stamp = new Date(this.#civilUs(line.atUs + 2000) / 1000)
    const month = MONTHS[stamp.getUTCMonth()]
    const ident = line.pid === null ? 'systemd[1]' : `kubelet[${line.pid}]`
    return `${month} ${two(stamp.getUTCDate())} ${clockTime(stamp)} ${this.machine.name} ${ident}: `
  }

  /** The clock of the machine in its zone, as µs since the epoch. */
  #civilUs(atUs: number): number {
    return this.machine.stampOf(atUs) + this.machine.zoneMinutes * 60_000_000
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function two(n: number): string {
  return String(n).padStart(2, '0')
}

function clockTime(stamp: Date): string {
  return `${two(stamp.getUTCHours())}:${two(stamp.getUTCMinutes())}:${two(stamp.getUTCSeconds())}`
}
