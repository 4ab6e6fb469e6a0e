/**
 * The registry of source kinds, and the way from inputs to sources. Adding a kind is one file and one line here.
 */
import { stat } from 'node:fs/promises'
import { UsageError } from '../model/errors.ts'
import type { Input, KindSearchOptions, SearchEvents, Source, SourceKind } from '../model/index.ts'
import { STANDARD_INPUT } from '../model/source.ts'
import { contentSource } from './content.ts'
import { docker } from './docker.ts'
import { clickHouse } from './engines/clickhouse/index.ts'
import { loki } from './engines/loki/index.ts'
import { victoriaLogs } from './engines/victorialogs/index.ts'
import { files } from './find.ts'
import { journal } from './journal.ts'
import { kube } from './kube/index.ts'
import { ssh } from './ssh.ts'

export const sourceKinds: readonly SourceKind[] = [
  files,
  docker,
  ssh,
  journal,
  kube,
  clickHouse,
  loki,
  victoriaLogs,
]

/** The scheme of a URL (RFC 3986), or one alone (`journal:`); `C:\logs` and `archive:member` are paths. */
const SCHEME = /^([a-z][a-z0-9+.-]+):(?:\/\/|$)/i

/**
 * Finds the sources behind inputs, in the order of the inputs; no input at all is standard input. Of several with one
 * identity the first stays. What can't be read goes to `events`. Rejects with a UsageError for an unknown scheme.
 */
export async function findSources(
  inputs: readonly Input[],
  events: SearchEvents,
  { kinds = sourceKinds, ...options }: KindSearchOptions & { readonly kinds?: readonly SourceKind[] } = {},
): Promise<Source[]> {
  const found = new Map<string, Source>()
  for (const [n, input] of (inputs.length === 0 ? ['-'] : inputs).entries()) {
    for (const source of await sourcesBehind(input, n, { events, kinds, options }))
      if (!found.has(source.id)) found.set(source.id, source)
  }
  return [...found.values()]
}

/** Whether an input is read from a program or a cluster, which is asked once. */
export function isLive(input: Input): boolean {
  if (typeof input !== 'string') return false
  const scheme = SCHEME.exec(input)?.[1]?.toLowerCase()
  return scheme !== undefined && sourceKinds.some(({ schemes }) => schemes.includes(scheme))
}

/** The name by which a user knows an input: its label, if it is one source. */
export function labelOf(input: Input): string {
  if (typeof input === 'string') return input === '-' ? STANDARD_INPUT : input
  return 'data' in input ? input.name : input.label
}

interface Search {
  readonly events: SearchEvents
  readonly kinds: readonly SourceKind[]
  readonly options: KindSearchOptions
}

async function sourcesBehind(
  input: Input,
  n: number,
  { events, kinds, options }: Search,
): Promise<readonly Source[]> {
  if (typeof input !== 'string') return ['data' in input ? contentSource(input, n) : input]
  const scheme = SCHEME.exec(input)?.[1]?.toLowerCase()
  if (scheme === undefined) return files.find(input, events)
  const kind = kinds.find(({ schemes }) => schemes.includes(scheme))
  if (kind) return kind.find(input, events, options)
  if (await isThere(input)) return files.find(input, events)
  throw unknownScheme(input, kinds)
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** A mistyped URL may contain a password. */
function withoutUser(url: string): string {
  const start = url.indexOf('//') + 2
  const end = url.indexOf('/', start)
  const at = url.lastIndexOf('@', end < 0 ? url.length : end)
  return at > start ? url.slice(0, start) + url.slice(at + 1) : url
}

function unknownScheme(input: string, kinds: readonly SourceKind[]): UsageError {
  const allowed = kinds.flatMap(({ schemes }) => schemes.map((name) => `${name}://`))
  const hint = 'the path of a file or directory, or - for standard input'
  const list = allowed.map((name) => `${name}, `).join('')
  const given = withoutUser(input)
  return new UsageError(`invalid input "${given}": use ${list}${hint}`, {
    given,
    allowed,
    try: hint,
  })
}
