/**
 * The progress line on a terminal, rewritten in place: bytes, rate and time left of a file, bytes and rate of a source
 * of unknown size. This is the only file that imports cli-progress.
 *
 * Names of files may be hostile: they are made printable and cut, so that the line never wraps.
 */
import cliProgress, { type Options, type Params } from 'cli-progress'
import type { Progress } from '../index.ts'
import { cut, printable } from '../text/printable.ts'

const BAR_COLUMNS = 20
/** Columns for bar, share, bytes, rate, time left. */
const NUMBER_COLUMNS = 72
const NARROWEST_NAME = 12

/** A source without progress for this long has ended. */
const MAX_IDLE_MS = 1000

function isRead({ bytes, total }: Progress): boolean {
  return total !== null && bytes >= total
}

/** `12.3 MB`, in powers of 1000. */
function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

/** `3 s`, `2 min 05 s`. */
function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}

/** One line, not wider than `columns`. `rate`: bytes per second; 0 before any is measured. */
export function progressText(
  { source, bytes, total }: Progress,
  rate: number,
  columns: number,
  bar: (share: number) => string,
): string {
  const name = source === '-' ? 'standard input' : source
  const shown = cut(printable(name), Math.max(NARROWEST_NAME, columns - NUMBER_COLUMNS), 'end')
  const speed = rate > 0 ? [`${formatBytes(rate)}/s`] : []
  // A file that grows beyond its size while it is read has no known end.
  const isKnown = total !== null && total > 0 && bytes <= total
  const parts = isKnown
    ? [
        `${bar(bytes / total)} ${Math.floor((bytes / total) * 100)} %`,
        `${formatBytes(bytes)} of ${formatBytes(total)}`,
        ...speed,
        ...(rate > 0 ? [`${formatSeconds((total - bytes) / rate)} left`] : []),
      ]
    : [formatBytes(bytes), ...speed]
  return cut(`reading ${shown}  ${parts.join('  ')}`, columns - 1)
}

/** Draws on a terminal; null clears the line, and the next progress begins a new one. */
export function progressLine(terminal: NodeJS.WriteStream): (progress: Progress | null) => void {
  let current: Progress | null = null
  /** Bytes read when the line was begun. */
  let startBytes = 0
  const format = (options: Options, { startTime }: Params): string => {
    if (current === null) return ''
    const elapsedSeconds = (Date.now() - startTime) / 1000
    const rate = elapsedSeconds > 0 ? (current.bytes - startBytes) / elapsedSeconds : 0
    const bar = (share: number): string => cliProgress.Format.BarFormat(share, options)
    return progressText(current, rate, terminal.columns || 80, bar)
  }
  const bar = new cliProgress.SingleBar({
    stream: terminal,
    format,
    barsize: BAR_COLUMNS,
    fps: 5,
    clearOnComplete: true,
    // The line is cut to fit; a terminal left without wrapping by a crash would be a nuisance.
    linewrap: true,
    gracefulExit: false,
  })
  let updatedMs = 0
  return (progress) => {
    const isNext = progress !== null && progress.source !== current?.source
    // Two sources are read alternately: a line that jumped between them would show the rate of neither.
    if (isNext && current !== null && !isRead(current) && Date.now() - updatedMs < MAX_IDLE_MS) return
    updatedMs = Date.now()
    current = progress
    if (progress === null) bar.stop()
    else if (isNext) {
      startBytes = progress.bytes
      bar.start(progress.total ?? 0, startBytes)
    } else bar.update(progress.bytes)
  }
}
