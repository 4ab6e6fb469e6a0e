/**
 * Names of nodes as table and chart print them: without the domain that they share, which is printed once.
 *
 * Nodes differ at the beginning of a cloud's names and at the end of others, so that long names lose their middle.
 */
import { printable } from '../text/printable.ts'

export interface NodeNames {
  /** Domain that most names share, with its dot; empty if there is none. Printable. */
  readonly domain: string
  /** Printable name without the domain. */
  short(name: string): string
  /** Removes the domain of these nodes in a printable text. */
  shorten(text: string, names: readonly string[]): string
}

/** Number of names that are shortened in a text: more are not listed. */
const MOST_SHORTENED = 8

export function createNodeNames(nodes: readonly string[]): NodeNames {
  const domain = printable(commonDomain(nodes.filter((name) => name.includes('.'))))
  const short = (name: string): string => {
    const text = printable(name)
    return domain !== '' && text.endsWith(domain) ? text.slice(0, -domain.length) : text
  }
  const isUnique = new Set(nodes.map(short)).size === nodes.length
  if (domain === '' || !isUnique) return { domain: '', short: printable, shorten: (text) => text }
  return {
    domain,
    short,
    shorten: (text, names) =>
      names
        .slice(0, MOST_SHORTENED)
        .reduce((rest, name) => rest.replaceAll(printable(name), short(name)), text),
  }
}

/** The longest domain that two or more names end with, with its dot; empty if there is none. */
function commonDomain(names: readonly string[]): string {
  const [first, ...others] = names
  if (first === undefined || others.length === 0) return ''
  let domain = first.slice(first.indexOf('.'))
  for (const name of others) {
    while (domain !== '' && !name.endsWith(domain)) {
      const next = domain.indexOf('.', 1)
      domain = next === -1 ? '' : domain.slice(next)
    }
  }
  return domain
}
