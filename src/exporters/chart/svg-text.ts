/** Formats marks as SVG markup with every attribute and text escaped. */
import type { Mark } from './marks.ts'

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Escapes text for elements and for attributes in double quotes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] as string)
}

export function formatMark({ tag, attributes, text, children }: Mark): string {
  let out = `<${tag}`
  for (const [name, value] of Object.entries(attributes)) {
    // Attributes for the pointer have no use in a picture.
    if (!name.startsWith('data-')) out += ` ${name}="${escapeMarkup(String(value))}"`
  }
  if (text === undefined && children === undefined) return `${out}/>`
  return `${out}>${escapeMarkup(text ?? '')}${(children ?? []).map(formatMark).join('')}</${tag}>`
}
