/** A live pipe, line by line: nothing that is wrong with it is kept quiet. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { observe } from '../../src/index.ts'

const directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
afterAll(() => rmSync(directory, { recursive: true }))

it('problems are told with the line and the byte where they begin, as of a file', async () => {
  const path = join(directory, 'kubelet.log')
  const lines = [
    'E1122 10:45:17.088056    1153 controller.go:195] "Failed to update lease" err="x"',
    'lease '.repeat(1_000_000),
    'E1122 10:45:24.088056    1153 controller.go:195] "Failed to update lease" err="\xff"',
    'E1199 10:45:31.088056    1153 controller.go:195] "Failed to update lease" err="x"',
    'lease',
  ]
  writeFileSync(path, lines.join('\r\n'), 'latin1')
  const told = async (follow: boolean): Promise<unknown> => {
    const seen: number[] = []
    const { problems } = await observe([path], { follow, year: 2026 }, ({ line }) => seen.push(line))
    return { seen, problems: problems.map(({ code, line, offset }) => [code, line, offset]) }
  }
  expect(await told(true)).toEqual({
    seen: [1, 3, 4],
    problems: [
      ['invalid-utf8', 3, 6_000_085],
      ['line-too-long', 2, 83],
      ['no-time', 4, 6_000_168],
      ['unrecognised-lines', null, null],
    ],
  })
  expect(await told(true)).toEqual(await told(false))
})
