/**
 * Marks of a chart: SVG elements as plain values.
 *
 * svg-text.ts formats them for a file, ../viewer/elements.ts creates them in the page. Their look is a class of the one
 * style sheet, style.ts, so the same marks serve light, dark and print.
 */

export interface Mark {
  readonly tag: 'g' | 'rect' | 'line' | 'path' | 'text'
  readonly attributes: Readonly<Record<string, string | number>>
  /** Position of its origin; absent: 0, 0. */
  readonly at?: readonly [x: number, y: number]
  /** Printable text of a `text` element. */
  readonly text?: string
  readonly children?: readonly Mark[]
}

/** Indices of the fact or incident that a mark stands for, for the pointer. */
export interface Target {
  readonly fact?: number
  readonly incident?: number
  /** Index of the link of the incident. */
  readonly link?: number
}

type Attributes = Readonly<Record<string, string | number>>

/** Rounds to tenths of a pixel, which is finer than screens show; more digits only make files larger. */
export function pixel(value: number): number {
  return Math.round(value * 10) / 10
}

function targetAttributes({ fact, incident, link }: Target): Attributes {
  return {
    ...(fact === undefined ? {} : { 'data-fact': fact }),
    ...(incident === undefined ? {} : { 'data-incident': incident }),
    ...(link === undefined ? {} : { 'data-link': link }),
  }
}

export function rect(
  [x, y, width, height]: readonly [number, number, number, number],
  name: string,
  target: Target = {},
): Mark {
  const size = { x: pixel(x), y: pixel(y), width: pixel(Math.max(0, width)), height: pixel(height) }
  return { tag: 'rect', attributes: { class: name, ...size, ...targetAttributes(target) } }
}

export function line(
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  name: string,
  target: Target = {},
): Mark {
  const ends = { x1: pixel(x1), y1: pixel(y1), x2: pixel(x2), y2: pixel(y2) }
  return { tag: 'line', attributes: { class: name, ...ends, ...targetAttributes(target) } }
}

export function path(d: string, name: string, target: Target = {}): Mark {
  return { tag: 'path', attributes: { class: name, d, ...targetAttributes(target) } }
}

/** A path around its own origin, moved to a position. */
export function placed(d: string, x: number, y: number, name: string, target: Target = {}): Mark {
  return { ...path(d, name, target), at: [pixel(x), pixel(y)] }
}

export function label(
  x: number,
  y: number,
  text: string,
  name: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
): Mark {
  const place = { x: pixel(x), y: pixel(y) }
  const alignment = anchor === 'start' ? {} : { 'text-anchor': anchor }
  return { tag: 'text', attributes: { class: name, ...place, ...alignment }, text }
}

export function group(children: readonly Mark[], name: string, x = 0, y = 0): Mark {
  const mark: Mark = { tag: 'g', attributes: { class: name }, children }
  return x === 0 && y === 0 ? mark : { ...mark, at: [pixel(x), pixel(y)] }
}

/** The attributes of a mark's SVG element, its position included. */
export function svgAttributes({ attributes, at }: Mark): Attributes {
  return at ? { ...attributes, transform: `translate(${at[0]},${at[1]})` } : attributes
}
