/** URLs of engines: `ENGINE+https://HOST[:PORT]/PATH?PARAMETER=VALUE`. They contain no secret, because reports print them. */
import { UsageError } from '../../model/errors.ts'
import type { OpenOptions } from '../../model/index.ts'
import { parseInstant } from '../../time/instant.ts'

/** What the URLs of one engine look like. */
export interface EngineUrlForm {
  /** The first part of its schemes, such as `loki`. */
  readonly engine: string
  /** Names of the parameters that it knows besides those of all engines. */
  readonly parameters: readonly string[]
  /** The form, with an example. */
  readonly hint: string
  /** Environment variables with credentials, as words. */
  readonly variables: string
}

export interface EngineUrl {
  /** Scheme, host and port of HTTP. */
  readonly origin: string
  /** Empty: the default of the scheme. */
  readonly port: string
  /** Parts of the path, decoded, without empty ones. */
  readonly path: readonly string[]
  readonly parameters: ReadonlyMap<string, string>
}

/**
 * Parameters of all engines: a file of HTTP headers, the seconds after which a silent engine is given up, and the time
 * for commands that have no option for it.
 */
const COMMON: readonly string[] = ['headers', 'timeout', 'since', 'until']

/** Returns the schemes of an engine. */
export function engineSchemes(engine: string): readonly string[] {
  return [`${engine}+https`, `${engine}+http`]
}

/** Throws a UsageError for a malformed URL, an unknown parameter, and credentials, none of which it repeats. */
export function parseEngineUrl(input: string, form: EngineUrlForm): EngineUrl {
  const text = input.slice(form.engine.length + 1)
  if (!URL.canParse(text)) throw invalid(form, `no URL of ${form.engine}`)
  const url = new URL(text)
  if (url.username !== '' || url.password !== '')
    throw new UsageError(`credentials in the URL of ${url.host}: set ${form.variables} instead`, {
      try: form.variables,
    })
  const allowed = [...form.parameters, ...COMMON]
  for (const name of url.searchParams.keys())
    if (!allowed.includes(name))
      throw new UsageError(
        `unknown parameter "${name}" in the URL of ${url.host}: use one of ${allowed.join(', ')}`,
        { given: name, allowed },
      )
  const parts = url.pathname.split('/').filter((part) => part !== '')
  for (const name of ['since', 'until'])
    if (url.searchParams.has(name) && instantIn(url.searchParams, name) === null)
      throw new UsageError(`${name} in the URL of ${url.host}: use RFC 3339, such as 2026-11-22T10:45:00Z`)
  return {
    origin: url.origin,
    port: url.port,
    path: parts.map((part) => decoded(part, form)),
    parameters: new Map(url.searchParams),
  }
}

/** The time that is wanted, else that of the URL. */
export function engineTime(
  { parameters }: EngineUrl,
  wanted: OpenOptions['time'],
): NonNullable<OpenOptions['time']> {
  return wanted ?? { sinceUs: instantIn(parameters, 'since'), untilUs: instantIn(parameters, 'until') }
}

function instantIn(
  parameters: { get(name: string): string | null | undefined },
  name: string,
): number | null {
  const text = parameters.get(name)
  return typeof text === 'string' ? parseInstant(text) : null
}

/** Returns the error of a URL that lacks a part. */
export function invalid({ hint }: EngineUrlForm, what: string): UsageError {
  return new UsageError(`${what}: use ${hint}`, { try: hint })
}

function decoded(part: string, form: EngineUrlForm): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (error instanceof URIError) throw invalid(form, `invalid escape in the URL of ${form.engine}`)
    throw error
  }
}
