/** Resources that the sources of one call open together. */
import { describe, expect, it } from 'vitest'
import { SharedResources } from '../../src/sources/shared.ts'

/** A resource that counts how often it was closed. */
class Connection {
  isOpen = true
  closed = 0
  async close(): Promise<void> {
    this.isOpen = false
    this.closed++
  }
}

/** Opens connections, and keeps them. */
function opener(): { readonly all: Connection[]; readonly open: () => Promise<Connection> } {
  const all: Connection[] = []
  return {
    all,
    async open() {
      const connection = new Connection()
      all.push(connection)
      return connection
    },
  }
}

describe('SharedResources', () => {
  it('opens one for each key, also for those who ask at once, and closes all', async () => {
    const { all, open } = opener()
    const shared = new SharedResources()
    const got = await Promise.all(['a', 'a', 'b', 'a'].map((key) => shared.get(key, open)))
    expect(got.map((one) => all.indexOf(one))).toEqual([0, 0, 1, 0])
    await shared.close()
    expect(all.map(({ closed }) => closed)).toEqual([1, 1])
  })

  it('opens another one where the first has ended, once', async () => {
    const { all, open } = opener()
    const shared = new SharedResources()
    const first = await shared.get('a', open)
    first.isOpen = false
    const [second, third] = await Promise.all([shared.get('a', open), shared.get('a', open)])
    expect(second).toBe(third)
    expect(second).not.toBe(first)
    await shared.close()
    expect(all.map(({ closed }) => closed)).toEqual([1, 1])
  })

  it('fails for all where it can not be opened', async () => {
    const shared = new SharedResources()
    let opened = 0
    const open = async (): Promise<Connection> => {
      opened++
      throw new Error('no login')
    }
    for (const call of [shared.get('a', open), shared.get('a', open)])
      await expect(call).rejects.toThrow('no login')
    expect(opened).toBe(1)
    await shared.close()
  })
})
