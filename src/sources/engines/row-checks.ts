/** Checks of the rows of an engine that are about all of them: whether there are any, name nodes, and have their own times. */
import type { SourceEvents } from '../../model/index.ts'
import { civilToUs, formatInstant, HOUR_US, MINUTE_US, SECOND_US, YEARLESS } from '../../time/instant.ts'
import { nearestYear, setYear } from '../../time/timestamp-resolver.ts'
import type { EngineConnection } from './connection.ts'
import type { EngineRow } from './rows.ts'

type Groups = AsyncIterable<readonly EngineRow[]>

/** What a user can change. */
export interface RowAdvice {
  /** Says where the times of rows come from, and how to take others. */
  readonly times: string
  /** Names what may choose no line. */
  readonly choice: string
}

export interface CheckOptions {
  readonly connection: EngineConnection
  readonly advice: RowAdvice
  /** The time that was asked for. */
  readonly range: { readonly sinceUs: number | null; readonly untilUs: number | null }
  readonly events: SourceEvents | undefined
}

/** Gives the rows that can be used. Rejects with a SourceError where there are none. */
export function checkedRows(groups: Groups, options: CheckOptions): Groups {
  return rowsOfTheirTime(rowsOfNodes(groups, options), options)
}

/**
 * Leaves out rows that name no node, which may be of several, and reports them. Rejects with a SourceError if no row
 * names one, or there is none: an empty answer is no proof of a quiet fleet.
 */
async function* rowsOfNodes(
  groups: Groups,
  { connection, advice, range, events }: CheckOptions,
): AsyncIterable<readonly EngineRow[]> {
  let [named, nameless] = [0, 0]
  for await (const rows of groups) {
    const kept = rows.every(({ node }) => node !== '') ? rows : rows.filter(({ node }) => node !== '')
    named += kept.length
    nameless += rows.length - kept.length
    yield kept
  }
  if (named + nameless === 0)
    throw connection.failure(`the engine has no line${spanOf(range)}: check ${advice.choice}`)
  if (nameless === 0) return
  const text = `${nameless} lines name no node: say where it stands by ?node=`
  if (named === 0) throw connection.failure(text)
  events?.problem('no-node', null, `${text}; they are left out`, null)
}

function spanOf({ sinceUs, untilUs }: CheckOptions['range']): string {
  return [
    ...(sinceUs === null ? [] : [` from ${formatInstant(sinceUs)}`]),
    ...(untilUs === null ? [] : [` until ${formatInstant(untilUs)}`]),
  ].join('')
}

/** Lines by which the times of an engine are judged, before any of them is used. */
const JUDGED_LINES = 1000

/** A line reaches its journal or collector within a minute; the reader of files takes the same limit. */
const MOST_DELAY_US: number = 60 * SECOND_US

/** Offsets of zones are multiples of a quarter of an hour. */
const QUARTER_HOUR_US: number = 15 * MINUTE_US

/** Zones run from −12 h to +14 h. */
const LARGEST_OFFSET_US: number = 14 * HOUR_US

/**
 * Rejects with a SourceError if most of the first lines print another time than their rows have, in whatever zone: these
 * are the times of a clock elsewhere, or of their arrival. Reports later ones that are off by quarters of an hour, which
 * look like another zone.
 */
async function* rowsOfTheirTime(
  groups: Groups,
  { connection, advice, events }: CheckOptions,
): AsyncIterable<readonly EngineRow[]> {
  const times = new RowTimes()
  let held: (readonly EngineRow[])[] | null = []
  const judge = (): void => {
    if (times.wrong > times.dated / 2)
      throw connection.failure(
        `${times.wrong} of the first ${times.dated} lines print another time than the engine's, such as ${times.example}: ${advice.times}`,
      )
  }
  try {
    for await (const rows of groups) {
      for (const row of rows) times.add(row)
      if (held === null) yield rows
      else held.push(rows)
      if (held === null || times.lines < JUDGED_LINES) continue
      judge()
      yield* held
      held = null
    }
  } catch (error) {
    if (held === null) throw error
    // What came before the failure is evidence.
    judge()
    yield* held
    throw error
  }
  if (held !== null) {
    judge()
    yield* held
  }
  if (times.shifted > 0)
    events?.problem(
      'stamps-disagree',
      null,
      `${times.shifted} lines print a time that is quarters of an hour from the engine's, unlike others of their node: they arrived late`,
      null,
    )
}

/** Compares the times of rows with those that klog prints. */
class RowTimes {
  lines = 0
  /** Lines with a time of klog. */
  dated = 0
  /** Those with a time of no zone, or not of the zone of their node. */
  wrong = 0
  /** Those with a time of another zone than the others of their node. */
  shifted = 0
  example = ''
  readonly #offsets = new Map<string, number>()

  add({ node, timeUs, message }: EngineRow): void {
    this.lines++
    const civilUs = klogTime(message)
    if (civilUs === null) return
    this.dated++
    const ownUs = setYear(civilUs, nearestYear(civilUs, timeUs))
    const differenceUs = (ownUs ?? timeUs) - timeUs
    const offsetUs = Math.round(differenceUs / QUARTER_HOUR_US) * QUARTER_HOUR_US
    const known = this.#offsets.get(node)
    const isZone =
      Math.abs(differenceUs - offsetUs) <= MOST_DELAY_US && Math.abs(offsetUs) <= LARGEST_OFFSET_US
    // Summer time begins and ends by an hour.
    const isOfNode = known === undefined || [0, HOUR_US].includes(Math.abs(offsetUs - known))
    if (isZone && known === undefined) this.#offsets.set(node, offsetUs)
    if (isZone && isOfNode) return
    this.wrong++
    if (isZone) this.shifted++
    if (this.example === '') this.example = `${message.slice(1, STAMP_END)} at ${formatInstant(timeUs)}`
  }
}

/** `I1122 10:45:17.087056 ` */
const KLOG_TIME = /^[IWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6}) /
const STAMP_END = 21

/** Returns the time of a line, counted in YEARLESS; null if it has none. */
function klogTime(message: string): number | null {
  const parts = KLOG_TIME.exec(message)
  if (!parts) return null
  const [month, day, hour, minute, second, us] = parts.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return civilToUs(YEARLESS, month, day, hour, minute, second, us)
}
