/** Formats marks as SVG markup with every attribute and text escaped. */
import { type Mark, svgAttributes } from './marks.ts'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Escapes text for elements and for attributes in double quotes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] as string)
}

export function formatMark(mark: Mark): string {
  const { tag, text, children } = mark
  let out = `<${tag}`
  for (const [name, value] of Object.entries(svgAttributes(mark))) {
    // Attributes for the pointer have no use in a picture.
    if (!name.startsWith('data-')) out += ` ${name}="${escapeMarkup(String(value))}"`
  }
  if (text === undefined && children === undefined) return `${out}/>`
  return `${out}>${escapeMarkup(text ?? '')}${(children ?? []).map(formatMark).join('')}</${tag}>`
}
