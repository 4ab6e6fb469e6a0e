/**
 * Creates elements of the page from names, attributes, texts and marks. Nothing is ever parsed as markup.
 */
import { type Mark, svgAttributes } from '../chart/marks.ts'
import { PATTERNS } from '../chart/patterns.ts'

type Attributes = Readonly<Record<string, string | number | boolean>>

const SVG = 'http://www.w3.org/2000/svg'

function setAttributes(node: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) node.setAttribute(name, value === true ? '' : String(value))
  }
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag)
  setAttributes(node, attributes)
  node.append(...children)
  return node
}

export function button(text: string, title: string, act: () => void): HTMLButtonElement {
  const node = element('button', { type: 'button', class: 'button', title, 'aria-label': title }, text)
  node.addEventListener('click', act)
  return node
}

function svgElement(tag: string, attributes: Attributes): SVGElement {
  const node = document.createElementNS(SVG, tag)
  setAttributes(node, attributes)
  return node
}

export function createMark(mark: Mark): SVGElement {
  const { tag, text, children } = mark
  const node = svgElement(tag, svgAttributes(mark))
  if (text !== undefined) node.textContent = text
  if (children) node.append(...children.map(createMark))
  return node
}

/** An SVG element with marks. Width and height are in pixels. */
export function chart(width: number, height: number, marks: readonly Mark[], name = 'chart'): SVGElement {
  const node = svgElement('svg', { class: name, width, height, 'aria-hidden': 'true' })
  node.append(...marks.map(createMark))
  return node
}

/** The fill patterns that all charts of the page refer to. */
export function patternDefinitions(): SVGElement {
  const holder = svgElement('svg', { class: 'chart defs', 'aria-hidden': 'true' })
  for (const { id, size, marks } of PATTERNS) {
    const node = svgElement('pattern', { id, width: size, height: size, patternUnits: 'userSpaceOnUse' })
    node.append(...marks.map(createMark))
    holder.append(node)
  }
  return holder
}
