/**
 * When a kubelet printed something: what follows a failed attempt without another failure shows that the next attempt
 * succeeded, below `-v=6`.
 *
 * Input: the processes of a kubelet. Output: spans in which no two lines are more than 20 s apart, by start.
 */
import { firstIndexWhere } from '../../../bytes/binary-search.ts'
import type { Interval } from '../../../model/interval.ts'
import type { ProcessReading } from '../../../store/reading.ts'
import type { MissingSpan } from '../log-gaps.ts'
import { loggedSpansOf } from './processes.ts'

/** A span in which lines follow each other closely. */
export interface PrintedSpan extends Interval {
  /** Its last line but one; null: it is not known. */
  readonly previousUs: number | null
}

export function printedSpansOf(
  processes: readonly ProcessReading[],
  missingSpans: Iterable<MissingSpan>,
): PrintedSpan[] {
  const spans: PrintedSpan[] = []
  for (const process of processes)
    for (const span of loggedSpansOf([process], missingSpans, Number.POSITIVE_INFINITY))
      addPrintedSpans(spans, span, process)
  return spans.sort((a, b) => a.startUs - b.startUs)
}

/** Adds what the pauses of a process leave of a span: of a quiet log thousands, a month. */
function addPrintedSpans(
  spans: PrintedSpan[],
  { startUs, endUs }: Interval,
  { pauses, lastUs, previousUs }: ProcessReading,
): void {
  let fromUs = startUs
  for (const pause of pauses) {
    if (pause.startUs < fromUs || pause.endUs > endUs) continue
    spans.push({ startUs: fromUs, endUs: pause.startUs, previousUs: null })
    fromUs = pause.endUs
  }
  const isLast = endUs === lastUs && previousUs !== null && previousUs >= fromUs
  spans.push({ startUs: fromUs, endUs, previousUs: isLast ? previousUs : null })
}

/** The lines of a node's kubelet, for questions about single moments. */
export class PrintedLines {
  readonly #spans: readonly PrintedSpan[]
  /** The newest line of the spans up to each one. */
  readonly #newestUs: readonly number[]

  constructor(spans: readonly PrintedSpan[]) {
    this.#spans = spans
    let newest = Number.NEGATIVE_INFINITY
    this.#newestUs = spans.map(({ endUs }) => {
      newest = Math.max(newest, endUs)
      return newest
    })
  }

  /**
   * Returns when an attempt that was due at `dueUs` succeeded if no failure is printed for `withinUs`: a line within
   * that time and one after it show that the log goes on. Where only later lines do, it lies before the first of them
   * and `withinUs`. Returns null if nothing shows it. `afterUs` is the last line that is already known.
   */
  successOf({
    dueUs,
    afterUs,
    withinUs,
  }: {
    dueUs: number
    afterUs: number
    withinUs: number
  }): Interval | null {
    const untilUs = dueUs + withinUs
    const firstUs = this.#firstLineUs(dueUs, afterUs, untilUs)
    const newestUs = this.#newestUs.at(-1)
    if (firstUs === null || newestUs === undefined) return null
    if (firstUs <= untilUs) return newestUs >= untilUs ? { startUs: dueUs, endUs: untilUs } : null
    return newestUs >= firstUs + withinUs ? { startUs: dueUs, endUs: firstUs + withinUs } : null
  }

  /** Returns the last stretch before a line in which no line is printed for longer than a pause allows; null: none. */
  pauseBefore(lineUs: number): Interval | null {
    const spans = this.#spans
    const next = firstIndexWhere(spans.length, (i) => (spans[i] as PrintedSpan).startUs > lineUs)
    const newestUs = this.#newestUs[next - 2]
    const endUs = spans[next - 1]?.startUs
    return newestUs !== undefined && endUs !== undefined && newestUs < endUs
      ? { startUs: newestUs, endUs }
      : null
  }

  /** Returns the first known line from `dueUs` on and after `afterUs`; null: there is none. */
  #firstLineUs(dueUs: number, afterUs: number, untilUs: number): number | null {
    const spans = this.#spans
    const fromUs = Math.max(dueUs, afterUs)
    const next = firstIndexWhere(spans.length, (i) => (spans[i] as PrintedSpan).startUs > fromUs)
    let firstUs = spans[next]?.startUs ?? null
    for (let i = next - 1; i >= 0 && (this.#newestUs[i] as number) >= fromUs; i--) {
      const { endUs, previousUs } = spans[i] as PrintedSpan
      if (endUs < dueUs || endUs <= afterUs) continue
      const isPreviousLater = previousUs !== null && previousUs >= dueUs && previousUs > afterUs
      const atUs = endUs > untilUs ? untilUs : isPreviousLater ? previousUs : endUs
      firstUs = Math.min(firstUs ?? atUs, atUs)
    }
    return firstUs
  }
}
