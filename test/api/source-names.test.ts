/** Options for one source: by its name, or by an end of its path that no other source has. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyze, observe, UsageError } from '../../src/index.ts'
import { builtCli, run } from '../support/built-cli.ts'

const LINE = 'E0314 10:20:31.123456    1234 controller.go:195] "Failed to update lease" err="EOF"\n'

describe('an option for one source', () => {
  let directory = ''
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
    for (const name of ['a', 'b']) {
      mkdirSync(join(directory, name))
      writeFileSync(join(directory, name, 'kubelet.log'), LINE)
    }
    writeFileSync(join(directory, 'b', 'other.log'), LINE)
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  const nodesFor = async (...names: string[]): Promise<string[]> => {
    const { nodes } = await analyze(directory, {
      sourceNodes: new Map(names.map((name, i) => [name, `n${i}`])),
    })
    return nodes.map(({ node }) => node)
  }

  it('takes the name of the source as the report prints it', async () => {
    expect(await nodesFor(join(directory, 'a/kubelet.log'))).toEqual(['n0'])
  })

  it('takes an end of the path, from a whole part on', async () => {
    expect(await nodesFor('other.log')).toEqual(['n0'])
    expect(await nodesFor('a/kubelet.log', 'b/kubelet.log')).toEqual(['n0', 'n1'])
    await expect(nodesFor('ther.log')).rejects.toThrow(UsageError)
  })

  it('takes content and members of archives by their names', async () => {
    const { nodes } = await analyze({ name: 'x', data: LINE }, { sourceNodes: new Map([['x', 'n']]) })
    expect(nodes.map(({ node }) => node)).toEqual(['n'])
  })

  it('rejects an end that several sources have, with their names', async () => {
    const error = await nodesFor('kubelet.log').catch((thrown) => thrown)
    expect(error).toBeInstanceOf(UsageError)
    const [a, b] = ['a', 'b'].map((name) => join(directory, name, 'kubelet.log'))
    expect(error).toMatchObject({ given: 'kubelet.log', allowed: [a, b] })
  })

  it('is applied to the zone and by observe, too', async () => {
    const inputZones = { perSource: new Map([['other.log', 'Asia/Tokyo']]) }
    const times = []
    for await (const { timeUs, source } of observe(directory, { year: 2026, inputZones }))
      if (timeUs !== null) times.push([source.slice(directory.length), new Date(timeUs / 1000).toISOString()])
    expect(times).toEqual([
      ['/a/kubelet.log', '2026-03-14T10:20:31.123Z'],
      ['/b/kubelet.log', '2026-03-14T10:20:31.123Z'],
      ['/b/other.log', '2026-03-14T01:20:31.123Z'],
    ])
  })

  it.each(['analyze', 'observe', 'explain'])(
    'ends %s with status 2 if it names no source',
    async (command) => {
      const { status, stderr } = await run(
        builtCli(),
        [command, 'a/kubelet.log', '--source-node', 'x.log=n'],
        directory,
      )
      expect(status).toBe(2)
      expect(stderr).toContain(
        'invalid --source-node "x.log": it is the name of no source; use one of a/kubelet.log',
      )
    },
  )
})
