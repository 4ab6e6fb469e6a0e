/**
 * Replaces names, addresses and user names in texts by pseudonyms such as `node-1`, the same one for the same name.
 *
 * Two ways find them: names that are known, because a field of the report holds them, are replaced wherever they occur;
 * what follows `https://`, `pod="` and the like, addresses, and names with a domain are recognised by their form.
 */
import { isAddress, isDomainName } from './address-forms.ts'

export type NameKind = 'node' | 'host' | 'address' | 'user' | 'namespace' | 'pod' | 'region' | 'zone' | 'pool'

/** Names that every cluster has, and addresses that every machine has. */
const COMMON_NAMES: ReadonlySet<string> = new Set([
  ...['default', 'kube-system', 'kube-public', 'kube-node-lease', 'kube-controller-manager'],
  ...['localhost', 'localhost.localdomain', '127.0.0.1', '::1', '0.0.0.0', '::', 'control-plane'],
  ...['kubernetes', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local', 'cluster.local'],
])

/** Texts in front of a name, in lower case and without backslashes, and what the name is of. */
const INTRODUCTIONS: readonly (readonly [string, NameKind])[] = [
  ['://', 'host'],
  ['lookup ', 'host'],
  ['hostname="', 'host'],
  ['/home/', 'user'],
  ['/users/', 'user'],
  ['user "', 'user'],
  ['user="', 'user'],
  ['username":"', 'user'],
  ['username": "', 'user'],
  ['/namespaces/', 'namespace'],
  ['namespace="', 'namespace'],
  ['namespace":"', 'namespace'],
  ['namespace": "', 'namespace'],
  ['pod="', 'namespace'],
  ['/pods/', 'pod'],
  ['/nodes/', 'node'],
  ['node="', 'node'],
  ['nodes="', 'node'],
  ['nodename="', 'node'],
  ['node=', 'node'],
]

/** Characters before a word that are searched for an introduction: more than the longest has. */
const LOOKED_BACK = 90

/** Words and what joins them inside of a name or an address. */
const WORD = /[\p{L}\p{N}._@:-]+/gu

/** A word without a character that joins it to another. */
const PLAIN_WORD = /^[\p{L}\p{N}]*$/u

/** Runs of letters and digits. */
const PART = /[\p{L}\p{N}]+/gu

/** What looks like a pseudonym; a user's own name may. */
const PSEUDONYM = /(?:node|host|address|user|namespace|pod|region|zone|pool)-\d+/g

/** Parts of the longest name that is looked for; one of 253 characters, the maximum, has 127 at most. */
const MOST_PARTS = 128

export class Pseudonyms {
  readonly #pseudonyms = new Map<string, string>()
  /** Of labels that are plain words, by kind and word. */
  readonly #words = new Map<string, string>()
  readonly #counts = new Map<string, number>()
  /** Numbers of parts of the known names, most first, by their first part. */
  readonly #partCounts = new Map<string, number[]>()
  readonly #own = new Set<string>()
  readonly #reserved = new Set<string>()
  /** What a known name begins with before its first letter or digit, such as the slash of a path. */
  readonly #prefixes = new Map<string, string>()

  /** Never gives a pseudonym that a text contains: it is a name there, perhaps of another node. */
  reserve(text: string): void {
    for (const [name] of text.toLowerCase().matchAll(PSEUDONYM)) this.#reserved.add(name)
  }

  /** Returns the pseudonym of a name, a new one for a new name. Common names stay. */
  of(kind: NameKind, name: string): string {
    const key = name.toLowerCase()
    if (key === '' || COMMON_NAMES.has(key) || this.#own.has(key)) return name
    return this.#pseudonyms.get(key) ?? this.#add(key, this.#next(kind))
  }

  /**
   * Returns the pseudonym of the value of a label. One that is a plain word or number, such as the zone `1`, is replaced
   * in its field only.
   */
  ofLabel(kind: NameKind, value: string): string {
    if (!PLAIN_WORD.test(value)) return this.of(kind, value)
    if (COMMON_NAMES.has(value.toLowerCase())) return value
    const key = `${kind} ${value}`
    const known = this.#words.get(key)
    if (known !== undefined) return known
    const pseudonym = this.#next(kind)
    this.#words.set(key, pseudonym)
    this.#own.add(pseudonym)
    return pseudonym
  }

  /** Makes a name an alias of another: the first label of a domain name, which logs print as the host. */
  addAlias(alias: string, name: string): void {
    const key = alias.toLowerCase()
    const pseudonym = this.#pseudonyms.get(name.toLowerCase())
    if (pseudonym !== undefined && key !== '' && !this.#pseudonyms.has(key)) this.#add(key, pseudonym)
  }

  /** Replaces a name by a given text from now on. */
  set(name: string, pseudonym: string): void {
    this.#add(name.toLowerCase(), pseudonym)
  }

  /** Replaces every name and address in a text. */
  inText(text: string): string {
    return this.#replaceKnown(text).replace(WORD, (word, offset: number, whole: string) =>
      this.#word(word, whole.slice(Math.max(0, offset - LOOKED_BACK), offset)),
    )
  }

  #next(kind: NameKind): string {
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    const pseudonym = `${kind}-${count}`
    return this.#reserved.has(pseudonym) ? this.#next(kind) : pseudonym
  }

  #add(key: string, pseudonym: string): string {
    this.#pseudonyms.set(key, pseudonym)
    this.#own.add(pseudonym)
    const parts = key.match(PART)
    if (parts === null) return pseudonym
    const begin = key.indexOf(parts[0])
    const known = key.slice(begin, key.lastIndexOf(parts.at(-1) ?? '') + (parts.at(-1) ?? '').length)
    if (!this.#pseudonyms.has(known)) this.#pseudonyms.set(known, pseudonym)
    if (begin > 0) this.#prefixes.set(known, key.slice(0, begin))
    const counts = this.#partCounts.get(parts[0]) ?? []
    if (!counts.includes(parts.length)) counts.push(parts.length)
    this.#partCounts.set(
      parts[0],
      counts.sort((a, b) => b - a),
    )
    return pseudonym
  }

  /** Replaces known names that begin and end where a word or a part of one does. */
  #replaceKnown(text: string): string {
    const parts = [...text.matchAll(PART)].map(({ 0: part, index }) => ({
      part: part.toLowerCase(),
      start: index,
      end: index + part.length,
    }))
    let replaced = ''
    let copied = 0
    for (let i = 0; i < parts.length; i++) {
      const first = parts[i] as (typeof parts)[number]
      for (const count of this.#partCounts.get(first.part) ?? []) {
        const last = count <= MOST_PARTS ? parts[i + count - 1] : undefined
        if (!last) continue
        const name = text.slice(first.start, last.end).toLowerCase()
        const pseudonym = this.#pseudonyms.get(name)
        if (pseudonym === undefined) continue
        const prefix = this.#prefixes.get(name) ?? ''
        const isWhole = text.slice(copied, first.start).toLowerCase().endsWith(prefix)
        replaced += text.slice(copied, first.start - (isWhole ? prefix.length : 0)) + pseudonym
        copied = last.end
        i += count - 1
        break
      }
    }
    return replaced + text.slice(copied)
  }

  #word(word: string, before: string): string {
    // A sentence may end, and a port may begin, behind a name.
    const name = word.replace(/[.:@-]{1,8}$/, '')
    const rest = word.slice(name.length)
    if (this.#own.has(name) || COMMON_NAMES.has(name.toLowerCase())) return word
    if (isAddress(name)) return this.of('address', name) + rest
    const port = /:\d{1,5}$/.exec(name)?.[0] ?? ''
    const host = name.slice(0, name.length - port.length)
    if (isAddress(host)) return this.of('address', host) + port + rest
    if (name.startsWith('system:')) return this.#systemUser(name) + rest
    const at = name.indexOf('@')
    if (at > 0 && !/\.(?:service|scope|slice)$/.test(name)) {
      const domain = name.slice(at + 1)
      return `${this.of('user', name.slice(0, at))}@${this.#own.has(domain) ? domain : this.of('host', domain)}${rest}`
    }
    const kind = introducedKind(before) ?? (isDomainName(host) ? 'host' : null)
    return kind === null ? word : this.of(kind, host) + port + rest
  }

  /** `system:node:NAME`, `system:serviceaccount:NAMESPACE:NAME`; the others are the same in every cluster. */
  #systemUser(user: string): string {
    const [system, kind, name = '', account] = user.split(':')
    if (kind === 'node') return `${system}:node:${this.of('node', name)}`
    if (kind !== 'serviceaccount' || account === undefined) return user
    return `${system}:${kind}:${this.of('namespace', name)}:${COMMON_NAMES.has(name) ? account : this.of('user', account)}`
  }
}

/** What a name is of, by the text before it; null if nothing introduces one. */
function introducedKind(before: string): NameKind | null {
  const text = before.replaceAll('\\', '').toLowerCase()
  for (const [introduction, kind] of INTRODUCTIONS) if (text.endsWith(introduction)) return kind
  const quote = text.lastIndexOf('"')
  return text.endsWith('/') && /pods?=$/.test(text.slice(Math.max(0, quote - 5), quote)) ? 'pod' : null
}
