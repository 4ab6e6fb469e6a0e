import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../src/index.ts'
import { findSources, isLive } from '../../../src/sources/index.ts'

const events = { unreadable: () => {}, skipped: () => {} }

/** The commands of README with an engine as a source. */
const commands = readFileSync('README.md', 'utf8')
  .split('\n')
  .flatMap((line) => /^leasegap '?([a-z]+\+https?:\/\/[^ ']+)/.exec(line)?.[1] ?? [])

describe('the URL of an engine', () => {
  it.each(commands)('of README is one: %s', async (url) => {
    expect((await findSources([url], events)).map(({ label }) => label)).toEqual([url])
    expect(isLive(url)).toBe(true)
  })

  it('needs what the engine needs', async () => {
    for (const url of [
      'clickhouse+https://host/db',
      'clickhouse+https://host/a/b/c',
      'clickhouse+https://',
      'clickhouse+https://host/%ff/t',
      'loki+https://host',
      'loki+https://host?query={}',
      'loki+https://host?query={a="b"}|="c"}',
      'victorialogs+https://host',
      'victorialogs+https://host?query=*|sort',
    ])
      await expect(findSources([url], events)).rejects.toThrow(UsageError)
  })

  it('of Loki may have braces in a value', async () => {
    const url = 'loki+https://host?query={a=~"x{1,3}\\"}",b=~`{}`}'
    expect(await findSources([url], events)).toHaveLength(1)
  })

  it('may have the time that is wanted, in RFC 3339', async () => {
    await expect(findSources(['clickhouse+https://host/a/b?since=-2h'], events)).rejects.toThrow(
      'since in the URL of host: use RFC 3339',
    )
  })

  it('has no unknown parameter', async () => {
    await expect(findSources(['clickhouse+https://host/a/b?times=x'], events)).rejects.toMatchObject({
      message:
        'unknown parameter "times" in the URL of host: use one of time, node, message, process, order, only, headers, timeout, since, until',
      given: 'times',
    })
  })
})
