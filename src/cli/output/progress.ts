/**
 * The progress line on a terminal, rewritten in place: bytes, rate and time left of a file, bytes and rate of a source
 * of unknown size.
 *
 * Names of files may be hostile: they are made printable and cut, so that the line never wraps.
 */
import type { Progress } from '../../index.ts'
import { STANDARD_INPUT } from '../../model/source.ts'
import { cut, printable } from '../../text/printable.ts'

const BAR_COLUMNS = 20
/** Columns for bar, share, bytes, rate, time left. */
const NUMBER_COLUMNS = 72
const NARROWEST_NAME = 12

/** To the first column, and erase the line: https://vt100.net/docs/vt510-rm/EL.html. */
const ERASE_LINE = '\r\u001b[2K'

/** Time between two drawings; more often than that, nobody can read the numbers. */
const REDRAW_MS = 200

/** A source without progress for this long has ended. */
const MAX_IDLE_MS = 1000

function isRead({ bytes, total }: Progress): boolean {
  return total !== null && bytes >= total
}

/** `12.3 MB`, in powers of 1000. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

/** `3 s`, `2 min 05 s`. */
function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}

function formatBar(share: number): string {
  return '='.repeat(Math.round(share * BAR_COLUMNS)).padEnd(BAR_COLUMNS, '-')
}

/** One line, not wider than `columns`. `rate`: bytes per second; 0 before any is measured. */
export function progressText({ source, bytes, total }: Progress, rate: number, columns: number): string {
  const name = source === STANDARD_INPUT ? 'standard input' : source
  const shown = cut(printable(name), Math.max(NARROWEST_NAME, columns - NUMBER_COLUMNS), 'end')
  const speed = rate > 0 ? [`${formatBytes(rate)}/s`] : []
  // A file that grows beyond its size while it is read has no known end.
  const isKnown = total !== null && total > 0 && bytes <= total
  const parts = isKnown
    ? [
        `${formatBar(bytes / total)} ${Math.floor((bytes / total) * 100)} %`,
        `${formatBytes(bytes)} of ${formatBytes(total)}`,
        ...speed,
        ...(rate > 0 ? [`${formatSeconds((total - bytes) / rate)} left`] : []),
      ]
    : [formatBytes(bytes), ...speed]
  return cut(`reading ${shown}  ${parts.join('  ')}`, columns - 1)
}

/** Draws on a terminal, a text as it is; null clears the line, and the next progress begins a new one. */
export function progressLine(terminal: NodeJS.WriteStream): (progress: Progress | string | null) => void {
  let current: Progress | null = null
  let isDrawn = false
  /** Where and when the line of the current source was begun: its rate is measured from there. */
  let startBytes = 0
  let startMs = 0
  let updatedMs = 0
  let drawnMs = Number.NEGATIVE_INFINITY
  return (progress) => {
    if (progress === null || typeof progress === 'string') {
      if (isDrawn || progress !== null) terminal.write(`${ERASE_LINE}${progress ?? ''}`)
      isDrawn = progress !== null
      current = null
      return
    }
    isDrawn = true
    const nowMs = performance.now()
    const isNext = progress.source !== current?.source
    // Two sources are read alternately: a line that jumped between them would show the rate of neither.
    if (isNext && current !== null && !isRead(current) && nowMs - updatedMs < MAX_IDLE_MS) return
    if (isNext) {
      startBytes = progress.bytes
      startMs = nowMs
    }
    current = progress
    updatedMs = nowMs
    // Of many small files most are read between two drawings.
    if (nowMs - drawnMs < REDRAW_MS) return
    drawnMs = nowMs
    const rate = isNext ? 0 : (progress.bytes - startBytes) / ((nowMs - startMs) / 1000)
    terminal.write(`${ERASE_LINE}${progressText(progress, rate, terminal.columns || 80)}`)
  }
}
