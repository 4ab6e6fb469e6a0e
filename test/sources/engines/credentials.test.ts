import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import {
  type Credentials,
  readCredentials,
  withBasic,
  withoutSecrets,
} from '../../../src/sources/engines/credentials.ts'
import { lokiKind } from '../../../src/sources/engines/loki/engine.ts'
import { victoriaLogsKind } from '../../../src/sources/engines/victorialogs/engine.ts'

const directory = mkdtempSync(join(tmpdir(), 'leasegap-credentials-'))
afterAll(() => rmSync(directory, { recursive: true }))

function fileWith(text: string, mode: number = 0o600): string {
  const path = join(directory, `file-${mode}`)
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

const lokiWith = (env: Record<string, string>, file?: string): Promise<Credentials> =>
  readCredentials(lokiKind.variables, { label: 'x', file, env })

describe('credentials of Loki', () => {
  it('are a user and a password', async () => {
    const found = await lokiWith({ LOKI_USERNAME: 'me', LOKI_PASSWORD: 'S3CR3T' })
    expect(withBasic(found)).toEqual({
      authorization: `Basic ${Buffer.from('me:S3CR3T').toString('base64')}`,
    })
  })

  it('are a token, in a variable or in a file that only its owner may read', async () => {
    const headers = { authorization: 'Bearer T0K3N' }
    expect((await lokiWith({ LOKI_BEARER_TOKEN: 'T0K3N' })).headers).toEqual(headers)
    const LOKI_BEARER_TOKEN_FILE = fileWith('T0K3N\n')
    const found = await lokiWith({ LOKI_BEARER_TOKEN_FILE })
    expect(found.headers).toEqual(headers)
    expect(found.secrets).toContain('T0K3N')
    await expect(lokiWith({ LOKI_BEARER_TOKEN_FILE: fileWith('T0K3N\n', 0o640) })).rejects.toThrow(
      'run chmod 600 on it',
    )
    await expect(lokiWith({ LOKI_BEARER_TOKEN_FILE: join(directory, 'none') })).rejects.toThrow(
      'no such file or directory',
    )
  })

  it('leave a header of the file as it is', async () => {
    const found = await lokiWith(
      { LOKI_USERNAME: 'me', LOKI_PASSWORD: 'S3CR3T', LOKI_ORG_ID: 'fleet' },
      fileWith('Authorization: Bearer T0K3N\n'),
    )
    expect(withBasic(found)).toEqual({ authorization: 'Bearer T0K3N', 'x-scope-orgid': 'fleet' })
  })
})

describe('credentials of VictoriaLogs', () => {
  it('have the numbers of a tenant', async () => {
    const env = { VICTORIALOGS_ACCOUNT_ID: '12', VICTORIALOGS_PROJECT_ID: '34' }
    const found = await readCredentials(victoriaLogsKind.variables, { label: 'x', file: undefined, env })
    expect(found.headers).toEqual({ accountid: '12', projectid: '34' })
  })
})

describe('withoutSecrets', () => {
  it('leaves out the values of a file of headers, also behind their scheme, and no number of a tenant', async () => {
    const { secrets } = await lokiWith({}, fileWith('Authorization: Bearer T0K3N\nAccountID: 12\n'))
    expect(withoutSecrets('no Bearer T0K3N, T0K3N, of 12', secrets)).toBe('no …, …, of 12')
  })
})
