/** Draws the legend of the chart in rows that fit a width. */
import { DRAWINGS } from './lane-facts.ts'
import { group, label, line, type Mark, placed, rect } from './marks.ts'

const ENTRIES: readonly (readonly [text: string, draw: () => Mark])[] = [
  ['renewal', () => line([8, 2, 8, 14], 'renewals')],
  ['silent', () => rect([0, 2, 16, 12], 'outage')],
  ['failed', () => placed(DRAWINGS.failure, 8, 8, 'fact failure')],
  ['not updated', () => placed(DRAWINGS.stale, 8, 8, 'fact stale')],
  ['grace', () => line([0, 8, 16, 8], 'grace')],
  ['Unknown', () => rect([0, 2, 16, 12], 'unknown')],
  ['not ready', () => rect([0, 2, 16, 12], 'not-ready')],
  ['tainted', () => line([0, 8, 16, 8], 'taint')],
  ['turned off', () => placed(DRAWINGS.down, 8, 8, 'fact down')],
  ['turned on', () => placed(DRAWINGS.up, 8, 8, 'fact up')],
  ['eviction', () => placed(DRAWINGS.eviction, 8, 8, 'fact eviction')],
  ['process', () => placed(DRAWINGS.process, 8, 8, 'fact process')],
  ['same moment, two clocks', () => line([0, 12, 16, 4], 'link')],
  ['log gap', () => rect([0, 2, 16, 12], 'log-gap')],
]

const ROW_PIXELS = 20

export function legendMarks(width: number): { marks: Mark[]; height: number } {
  const marks: Mark[] = []
  let [x, y] = [0, 0]
  for (const [text, draw] of ENTRIES) {
    const needed = 24 + text.length * 6.2 + 16
    if (x > 0 && x + needed > width) [x, y] = [0, y + ROW_PIXELS]
    marks.push(group([draw(), label(24, 12, text, 'legend-words')], 'entry', x, y))
    x += needed
  }
  return { marks, height: y + ROW_PIXELS }
}
