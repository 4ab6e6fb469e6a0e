/** Where a collection is saved as files. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Directory } from '../../src/collect/directory.ts'
import { UsageError } from '../../src/model/errors.ts'

let path = ''
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'leasegap-collection-'))
})
afterEach(() => rmSync(path, { recursive: true, force: true }))

async function* text(content: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(content)
}

describe('Directory', () => {
  it('makes the directories of a file for this user only, once', async () => {
    const directory = new Directory(path)
    for (const name of ['a.log', 'b.log'])
      expect(await directory.save(`nodes/worker-1/${name}`, text(name), () => {})).toMatchObject({
        failure: null,
      })
    expect(readFileSync(join(path, 'nodes/worker-1/b.log'), 'utf8')).toBe('b.log')
    expect(statSync(join(path, 'nodes/worker-1')).mode & 0o777).toBe(0o700)
  })

  it('rejects a file where the collection was deleted, and makes none anew', async () => {
    const directory = new Directory(path)
    rmSync(path, { recursive: true })
    await expect(directory.save('nodes/worker-1/a.log', text('a'), () => {})).rejects.toThrow(UsageError)
    expect(() => statSync(path)).toThrow('ENOENT')
  })
})
