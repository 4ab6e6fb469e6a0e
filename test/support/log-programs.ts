/** Stand-ins for docker, podman, nerdctl, ssh and journalctl: programs of these names in a directory of their own. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

/** A directory of stand-ins that comes first, or alone, in PATH. */
export interface StandIns {
  readonly path: string
  /** Makes a program that writes its arguments to a file, and does then what the shell `script` does. */
  add(name: string, script: string): void
  /** Arguments of the last run of a program, one an element. */
  argumentsOf(name: string): string[]
  remove(): void
}

/** `alone`: no other program is found but sh, cat and sleep. */
export function standIns({ alone = false }: { readonly alone?: boolean } = {}): StandIns {
  const path = mkdtempSync(join(tmpdir(), 'leasegap-programs-'))
  const before = process.env.PATH
  process.env.PATH = alone ? path : [path, dirname(process.execPath), before].join(delimiter)
  return {
    path,
    add(name, script) {
      const file = join(path, name)
      writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$@" > '${file}.arguments'\n${script}\n`)
      chmodSync(file, 0o755)
    },
    argumentsOf: (name) =>
      readFileSync(join(path, `${name}.arguments`), 'utf8')
        .split('\n')
        .slice(0, -1),
    remove() {
      process.env.PATH = before
      rmSync(path, { recursive: true })
    },
  }
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** Converts what `journalctl -o short-precise` printed in UTC to what `-o export` prints of the same entries. */
export function toExport(text: string, year: number): string {
  const entries = text.split('\n').flatMap((line) => {
    const [, month = '', day, time, us, host, identifier, pid, message] =
      /^(\w{3}) (\d\d) ([\d:]{8})\.(\d{6}) (\S+) (\w+)\[(\d+)\]: (.*)$/.exec(line) ?? []
    if (time === undefined) return []
    const date = new Date(`${year}-01-${day}T${time}Z`)
    date.setUTCMonth(MONTHS.indexOf(month) / 3)
    return [
      `__REALTIME_TIMESTAMP=${date.getTime()}${us?.slice(0, 3)}`.slice(0, -6) + us,
      `_HOSTNAME=${host}\nSYSLOG_IDENTIFIER=${identifier}\n_PID=${pid}\n_SYSTEMD_UNIT=kubelet.service`,
      `MESSAGE=${message}\n`,
    ].join('\n')
  })
  return `${entries.join('\n')}\n`
}
