/**
 * What a chart is made of: a few SVG elements as plain values. The chart definition gives marks; a file gets
 * them as text (svg-text.ts), a page as elements (../viewer/elements.ts). Looks are classes, set by one style
 * sheet (style.ts), so the same marks are light, dark and printed.
 */

export interface Mark {
  readonly tag: 'g' | 'rect' | 'line' | 'path' | 'text'
  readonly attributes: Readonly<Record<string, string | number>>
  /** Printable text of a `text` mark. */
  readonly text?: string
  readonly children?: readonly Mark[]
}

/** What a mark tells of when it is pointed at: a fact, an incident. */
export interface Target {
  readonly fact?: number
  readonly incident?: number
}

type Attributes = Readonly<Record<string, string | number>>

/** A tenth of a pixel is finer than any screen shows; more digits only make files larger. */
export function pixel(value: number): number {
  return Math.round(value * 10) / 10
}

function targeted({ fact, incident }: Target): Attributes {
  return {
    ...(fact === undefined ? {} : { 'data-fact': fact }),
    ...(incident === undefined ? {} : { 'data-incident': incident }),
  }
}

export function rect(
  [x, y, width, height]: readonly [number, number, number, number],
  name: string,
  target: Target = {},
): Mark {
  const size = { x: pixel(x), y: pixel(y), width: pixel(Math.max(0, width)), height: pixel(height) }
  return { tag: 'rect', attributes: { class: name, ...size, ...targeted(target) } }
}

export function line(
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  name: string,
  target: Target = {},
): Mark {
  const ends = { x1: pixel(x1), y1: pixel(y1), x2: pixel(x2), y2: pixel(y2) }
  return { tag: 'line', attributes: { class: name, ...ends, ...targeted(target) } }
}

export function path(d: string, name: string, target: Target = {}): Mark {
  return { tag: 'path', attributes: { class: name, d, ...targeted(target) } }
}

/** A path drawn round its own origin, moved to a place. */
export function placed(d: string, x: number, y: number, name: string, target: Target = {}): Mark {
  const mark = path(d, name, target)
  const transform = `translate(${pixel(x)},${pixel(y)})`
  return { ...mark, attributes: { ...mark.attributes, transform } }
}

export function label(
  x: number,
  y: number,
  text: string,
  name: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
): Mark {
  const place = { x: pixel(x), y: pixel(y) }
  const anchored = anchor === 'start' ? {} : { 'text-anchor': anchor }
  return { tag: 'text', attributes: { class: name, ...place, ...anchored }, text }
}

export function group(children: readonly Mark[], name: string, x = 0, y = 0): Mark {
  const moved = x === 0 && y === 0 ? {} : { transform: `translate(${pixel(x)},${pixel(y)})` }
  return { tag: 'g', attributes: { class: name, ...moved }, children }
}
