/** Finds the mark at a position, for marks on a canvas. */
import type { Mark, Target } from '../chart/marks.ts'

/** Distance from a mark that still hits it, and half the size of a marker. */
const NEAR_PIXELS = 3
const MARKER_PIXELS = 6

/** The target of the topmost mark that stands for a fact or an incident; null without one. */
export function targetAt(marks: readonly Mark[], x: number, y: number): Target | null {
  const mark = marks.findLast((one) => isTarget(one) && isHit(one, x, y))
  if (!mark) return null
  const value = (name: string): number | undefined => {
    const attribute = mark.attributes[`data-${name}`]
    return attribute === undefined ? undefined : Number(attribute)
  }
  const [fact, incident] = [value('fact'), value('incident')]
  return { ...(fact === undefined ? {} : { fact }), ...(incident === undefined ? {} : { incident }) }
}

function isTarget({ attributes }: Mark): boolean {
  return attributes['data-fact'] !== undefined || attributes['data-incident'] !== undefined
}

function isHit({ tag, attributes, at }: Mark, x: number, y: number): boolean {
  const value = (name: string): number => Number(attributes[name])
  const isWithin = (left: number, top: number, right: number, bottom: number, near: number): boolean =>
    x >= left - near && x <= right + near && y >= top - near && y <= bottom + near
  if (tag === 'rect') {
    const [left, top] = [value('x'), value('y')]
    return isWithin(left, top, left + value('width'), top + value('height'), 0)
  }
  if (tag === 'line') return isWithin(value('x1'), value('y1'), value('x2'), value('y2'), NEAR_PIXELS)
  return at !== undefined && isWithin(at[0], at[1], at[0], at[1], MARKER_PIXELS)
}
