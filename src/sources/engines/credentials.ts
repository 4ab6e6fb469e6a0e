/**
 * What an engine must know of its user: HTTP headers from environment variables and from a file that nobody else may
 * read. None of it is printed; what an engine answers is searched for it.
 */
import { open } from 'node:fs/promises'
import { SourceError } from '../../model/errors.ts'
import { reasonOf } from '../system-error.ts'

/** Names of the environment variables of an engine's own client. */
export interface CredentialVariables {
  readonly user: string
  readonly password: string
  readonly token?: string
  readonly tokenFile?: string
  /** Headers by the variables that contain their values. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface Credentials {
  /** Null: not given. */
  readonly user: string | null
  readonly password: string | null
  /** The other headers, that of a token among them. */
  readonly headers: Readonly<Record<string, string>>
  /** Values that no message may contain. */
  readonly secrets: readonly string[]
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the credentials. `label` names the source, `file` a file of headers, one `Name: value` a line. Rejects with a SourceError. */
export async function readCredentials(
  variables: CredentialVariables,
  { label, file, env = process.env }: { label: string; file: string | undefined; env?: Environment },
): Promise<Credentials> {
  const ofVariable = (name: string | undefined): string | null => (name && env[name]) || null
  const tokenFile = ofVariable(variables.tokenFile)
  const token =
    ofVariable(variables.token) ?? (tokenFile === null ? null : (await privateText(tokenFile, label)).trim())
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
  for (const [variable, header] of Object.entries(variables.headers ?? {})) {
    const value = ofVariable(variable)
    if (value !== null) headers[header] = value
  }
  const ofFile = file === undefined ? {} : parseHeaders(await privateText(file, label), file, label)
  const user = ofVariable(variables.user)
  const password = ofVariable(variables.password)
  const pair = password === null ? null : basicPair(user, password)
  const secrets = [pair, password, token, ...Object.values(ofFile).flatMap(secretsIn)].filter(
    (secret) => secret !== null,
  )
  return { user, password, headers: { ...headers, ...ofFile }, secrets }
}

/** Adds the header of a user and a password, if they are given and no other header does the same. */
export function withBasic({ user, password, headers }: Credentials): Readonly<Record<string, string>> {
  if (user === null || headers.authorization !== undefined) return headers
  return { ...headers, authorization: `Basic ${basicPair(user, password)}` }
}

/** Shorter values of headers are numbers of tenants, which stand in any message. */
const SHORTEST_HEADER = 4

/** A header's value, and what follows its scheme (`Bearer`). */
function secretsIn(value: string): readonly string[] {
  return [value, value.slice(value.indexOf(' ') + 1)].filter(({ length }) => length >= SHORTEST_HEADER)
}

function basicPair(user: string | null, password: string | null): string {
  return Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64')
}

/** Replaces secrets in what an engine answered. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text
  for (const secret of secrets)
    for (const form of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)])
      if (form !== '') clean = clean.replaceAll(form, '…')
  return clean
}

/** Permissions of others than the owner. */
const OTHERS = 0o077

async function privateText(path: string, label: string): Promise<string> {
  try {
    const file = await open(path)
    try {
      const { mode } = await file.stat()
      if (process.platform !== 'win32' && (mode & OTHERS) !== 0)
        throw new SourceError(label, `${path} may be read by other users: run chmod 600 on it`)
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof SourceError) throw error
    throw new SourceError(label, `${path}: ${reasonOf(error)}`, { cause: error })
  }
}

/** A name (RFC 9110, token) and a value without control characters. */
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):([ -~]+)$/

function parseHeaders(text: string, path: string, label: string): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [n, line] of text.split('\n').entries()) {
    const row = line.replaceAll('\t', ' ').trim()
    if (row === '' || row.startsWith('#')) continue
    const [, name, value] = HEADER.exec(row) ?? []
    if (name === undefined || value === undefined)
      throw new SourceError(label, `${path}: line ${n + 1} is no HTTP header, such as "X-Scope-OrgID: fleet"`)
    headers[name.toLowerCase()] = value.trim()
  }
  return headers
}
