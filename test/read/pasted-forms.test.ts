/**
 * Objects, tables and records of platforms are read the same however they were copied: alone, behind marks and prompts, twice, with
 * others, cut, and inside an archive.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Observation } from '../../src/model/index.ts'
import { tar, unpackAll, zip } from '../support/archives.ts'
import { objectForms, type PastedForm, recordForms } from '../support/pasted-forms.ts'
import { read } from '../support/read-text.ts'

const forms: readonly PastedForm[] = [...objectForms, ...recordForms]

/** Returns the observations of a text without their places. */
async function found(text: string): Promise<readonly Partial<Observation>[]> {
  const { observations } = await read(text)
  return observations.map(({ line: _, ...rest }) => rest)
}

const eachLine = (text: string, change: (line: string) => string): string =>
  `${text.replace(/\n$/, '').split('\n').map(change).join('\n')}\n`

/** What surrounds a text. */
const surroundings: readonly (readonly [string, (text: string) => string])[] = [
  ['a prompt', (text) => `$ kubectl get x\n${text}$ \n`],
  ['a prompt with its host', (text) => `[root@master-1 ~]# kubectl get x\n${text}[root@master-1 ~]# exit\n`],
  ['a fence', (text) => `\`\`\`\n${text}\`\`\`\n`],
  ['a fence with a language', (text) => `**What happened**:\n~~~yaml\n${text}~~~\nthe end\n`],
  ['sentences', (text) => `Here is what I see on the master:\n\n${text}\nAny idea what is wrong?\n`],
  ['a folded part', (text) => `<details>\n<summary>x</summary>\n\n\`\`\`\n${text}\`\`\`\n</details>\n`],
  ...['> ', '>', '# ', '#', '| ', '> > ', '    ', '\t'].map(
    (mark) =>
      [
        `${JSON.stringify(mark)} before each line`,
        (text: string) => eachLine(text, (l) => mark + l),
      ] as const,
  ),
  ['doubled line feeds', (text) => eachLine(text, (line) => `${line}\n`)],
  ['doubled line feeds of Windows', (text) => text.replaceAll('\n', '\r\n\r\n')],
  ['colours', (text) => eachLine(text, (line) => `\u001b[0m${line}\u001b[0m`)],
  ['no line feed at its end', (text) => text.replace(/\n$/, '')],
]

/** A table has no quotation marks around it. */
const quotes = ['"', "'", '`'] as const

describe.each(forms)('$name', ({ name, text }) => {
  it('is read', async () => {
    expect(await found(text)).not.toEqual([])
  })

  it('is read the same in any surroundings', async () => {
    const alone = await found(text)
    for (const [where, surround] of surroundings) expect(await found(surround(text)), where).toEqual(alone)
    if (name === 'CSV' || name === 'TSV') return
    for (const quote of quotes)
      expect(await found(`${quote}${text.slice(0, -1)}${quote}\n`), quote).toEqual(alone)
  })

  it('is read twice, and with others around it', async () => {
    const alone = await found(text)
    expect(await found(text + text)).toEqual([...alone, ...alone])
    const at = forms.findIndex((form) => form.name === name)
    // Forms of other kinds, too: kinds have up to ten forms.
    for (const step of [1, 5, 17, 43]) {
      const other = forms[(at + step) % forms.length] as PastedForm
      const both = [...alone, ...(await found(other.text))]
      expect(await found(text + other.text), other.name).toEqual(both)
      expect(await found(`${text}\nand:\n${other.text}`), other.name).toEqual(both)
    }
  })

  it('gives nothing false where it is cut, and what is before the cut', async () => {
    const alone = await found(text)
    const known = new Set(alone.map(keyOf))
    const lines = text.split(/(?<=\n)/)
    for (let count = 0; count < lines.length; count++) {
      const cut = lines.slice(0, count).join('')
      // A Lease without its time says nothing.
      const inCut = (await found(cut)).filter(({ timeUs, kind }) => timeUs !== null || kind !== 'lease.seen')
      for (const observation of inCut) expect(known, cut).toContain(keyOf(observation))
      expect((await found(text + cut)).slice(0, alone.length), cut).toEqual(alone)
    }
  })
})

/** A description that is cut has fewer conditions. */
function keyOf({ kind, node, timeUs }: Partial<Observation>): string {
  return JSON.stringify([kind, node, timeUs])
}

describe('a form inside an archive', () => {
  let directory = ''
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  it.each([
    ['tar', tar],
    ['zip', zip],
    ['zip in tar', (entries: [string, string][]) => tar([['inner.zip', zip(entries)]])],
  ] as const)('is as it is alone: %s', async (_kind, pack) => {
    const entries = forms.map(({ text }, n): [string, string] => [`${n}.txt`, text])
    const { files, problems } = await unpackAll(directory, pack(entries))
    expect(problems).toEqual([])
    expect(Object.values(files).sort()).toEqual(forms.map(({ text }) => text).sort())
  })
})
