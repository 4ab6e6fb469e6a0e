/**
 * Paints marks on a canvas, where elements would be too many.
 *
 * The style of a mark is the computed style of an SVG element with its class, so page, picture and canvas share one
 * style sheet. It is looked up once for each class and colour scheme.
 */
import type { Mark } from '../chart/marks.ts'
import { PATTERNS, type Pattern } from '../chart/patterns.ts'
import { createMark } from './elements.ts'

interface MarkStyle {
  readonly fill: string | CanvasPattern | null
  readonly stroke: string | null
  readonly lineWidth: number
  readonly dashes: readonly number[]
  readonly lineCap: CanvasLineCap
  readonly font: string
  /** The outline is drawn below the fill. */
  readonly strokeFirst: boolean
  readonly opacity: number
}

export interface Painter {
  paint(context: CanvasRenderingContext2D, marks: readonly Mark[]): void
  /** Forgets the styles after a change of the colour scheme. */
  clear(): void
}

/** `holder` is an SVG element in the page with the class `chart`. */
export function createPainter(holder: SVGElement): Painter {
  const styles = new Map<string, MarkStyle>()

  const patternOf = (pattern: Pattern): CanvasPattern | null => {
    const canvas = document.createElement('canvas')
    canvas.width = pattern.size
    canvas.height = pattern.size
    const context = canvas.getContext('2d')
    if (!context) return null
    paint(context, pattern.marks)
    return context.createPattern(canvas, 'repeat')
  }
  const styleOf = (mark: Mark): MarkStyle => {
    const key = `${mark.tag} ${mark.attributes.class}`
    const known = styles.get(key)
    if (known) return known
    const node = holder.appendChild(createMark(mark))
    const css = getComputedStyle(node)
    const pattern = PATTERNS.find(({ id }) => css.fill.includes(`#${id}`))
    const style: MarkStyle = {
      fill: pattern ? patternOf(pattern) : css.fill === 'none' ? null : css.fill,
      stroke: css.stroke === 'none' ? null : css.stroke,
      lineWidth: Number.parseFloat(css.strokeWidth),
      dashes: (css.strokeDasharray.match(/[\d.]+/g) ?? []).map(Number),
      lineCap: css.strokeLinecap as CanvasLineCap,
      font: `${css.fontWeight} ${css.fontSize} ${css.fontFamily}`,
      strokeFirst: css.paintOrder.startsWith('stroke'),
      opacity: Number(css.opacity),
    }
    node.remove()
    styles.set(key, style)
    return style
  }
  const paintMark = (context: CanvasRenderingContext2D, mark: Mark): void => {
    const { tag, attributes, text, children, at: [x, y] = [0, 0] } = mark
    context.translate(x, y)
    if (tag === 'g') for (const child of children ?? []) paintMark(context, child)
    else {
      const style = styleOf(mark)
      context.globalAlpha = style.opacity
      context.fillStyle = style.fill ?? ''
      context.strokeStyle = style.stroke ?? ''
      context.lineWidth = style.lineWidth
      context.lineCap = style.lineCap
      context.setLineDash([...style.dashes])
      if (tag === 'text') paintText(context, style, attributes, text ?? '')
      else paintShape(context, style, shapeOf(mark))
    }
    context.translate(-x, -y)
  }
  const paint = (context: CanvasRenderingContext2D, marks: readonly Mark[]): void => {
    for (const mark of marks) paintMark(context, mark)
  }
  return { paint, clear: () => styles.clear() }
}

function shapeOf({ tag, attributes }: Mark): Path2D {
  const value = (name: string): number => Number(attributes[name])
  if (tag === 'path') return new Path2D(String(attributes.d))
  const shape = new Path2D()
  if (tag === 'rect') shape.rect(value('x'), value('y'), value('width'), value('height'))
  else {
    shape.moveTo(value('x1'), value('y1'))
    shape.lineTo(value('x2'), value('y2'))
  }
  return shape
}

function paintShape(context: CanvasRenderingContext2D, style: MarkStyle, shape: Path2D): void {
  if (style.fill !== null) context.fill(shape)
  if (style.stroke !== null) context.stroke(shape)
}

const ALIGNMENTS: Readonly<Record<string, CanvasTextAlign>> = { middle: 'center', end: 'right' }

function paintText(
  context: CanvasRenderingContext2D,
  { font, fill, stroke, strokeFirst }: MarkStyle,
  { x, y, 'text-anchor': anchor }: Mark['attributes'],
  text: string,
): void {
  context.font = font
  context.textAlign = ALIGNMENTS[anchor ?? ''] ?? 'left'
  context.lineJoin = 'round'
  if (stroke !== null && strokeFirst) context.strokeText(text, Number(x), Number(y))
  if (fill !== null) context.fillText(text, Number(x), Number(y))
}
