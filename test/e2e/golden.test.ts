/**
 * Golden files: each sample in every format but pages of HTML, as in samples/<case>/expected.*, and the generated parts of
 * README.md.
 *
 * `npm run golden` writes all of them anew. Compare the difference with the log lines before you commit it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { align, analyze, type Exporter, envelopes, exporters, grammars } from '../../src/index.ts'
import { ROOMS, SHARED } from '../support/rooms.ts'

/** The year of the first line of each sample. A checkout does not keep modification times, from which it could follow. */
const YEARS: Readonly<Record<string, number>> = {
  'apiserver-down': 2026,
  lab: 2025,
  'network-cut': 2026,
}

/** What the exercise has besides: how to do it. */
const EXERCISE = ['README.md', 'kind.yaml', 'outage.sh', 'printed']

/** The pages contain their own program or style, and would change with each line of it. */
const GOLDEN = exporters.filter(({ name }) => name !== 'html' && name !== 'fleet')

/** A relative path, because reports print it. */
const SAMPLES = 'samples'

async function writeSample(name: string, { write }: Exporter): Promise<string> {
  const report = await analyze([join(SAMPLES, name, 'logs')], { year: YEARS[name] as number })
  let text = ''
  for await (const piece of write(report, { timeZone: 'UTC', color: false, width: 80 })) text += piece
  return text
}

describe('samples', () => {
  it('have a year in this file, each', () => {
    expect(readdirSync(SAMPLES).sort()).toEqual(Object.keys(YEARS))
  })
})

describe.each(Object.keys(YEARS))('samples/%s', (name) => {
  const expected = GOLDEN.map((exporter) => ({ exporter, file: `expected.${exporter.endings[0]}` }))

  it.each(expected)('is written as $file in the format $exporter.name', async ({ exporter, file }) => {
    await expect(await writeSample(name, exporter)).toMatchFileSnapshot(join('../..', SAMPLES, name, file))
  })

  it('contains its logs, their origin and these outputs, and nothing else', () => {
    const files = ['SOURCE.md', ...expected.map(({ file }) => file), 'logs']
    if (name === 'lab') files.push(...EXERCISE)
    expect(readdirSync(join(SAMPLES, name)).sort()).toEqual(files.sort())
  })
})

describe('README.md', () => {
  const readme = readFileSync('README.md', 'utf8')

  it('contains in its generated parts what the program prints', async () => {
    const rows = (cells: readonly (readonly string[])[]): string =>
      cells.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('')
    const named = (entries: readonly { readonly name: string; readonly title: string }[]): string =>
      rows([['name', 'what'], ['---', '---'], ...entries.map(({ name, title }) => [`\`${name}\``, title])])
    const codeSpan = (path: string): string => `\`${path}\``
    const generated: Readonly<Record<string, string>> = {
      sample: `\`\`\`text\n${await writeSample('network-cut', exporters[0] as Exporter)}\`\`\`\n`,
      align: `\`\`\`text\n${align(await analyze(['test/e2e/cases/clock-ahead'], { year: 2026 }))
        .incidents.map(({ verdict }) => `${verdict}\n`)
        .join('')}\`\`\`\n`,
      story: `\`\`\`text\n${readFileSync('test/e2e/stories/network-cut.txt', 'utf8')}\`\`\`\n`,
      envelopes: named(envelopes),
      grammars: named(grammars),
      rooms: rows([
        ['room', 'purpose', `may import, besides ${SHARED.map(codeSpan).join(' and ')}`],
        ['---', '---', '---'],
        ...Object.entries(ROOMS).map(([room, { purpose, mayImport }]) => [
          codeSpan(room),
          purpose,
          room === 'index.ts' ? 'everything, for re-export' : mayImport.map(codeSpan).join(', '),
        ]),
      ]),
      exporters: rows([
        ['name', 'what', 'chosen by'],
        ['---', '---', '---'],
        ...exporters.map(({ name, title, endings }) => [
          `\`${name}\``,
          title,
          endings.map((ending) => `\`.${ending}\``).join(', '),
        ]),
      ]),
    }
    const parts: string[] = []
    const current = readme.replace(
      /(<!-- made: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
      (_, begin: string, part: string, end: string) => {
        parts.push(part)
        return `${begin}${generated[part]}${end}`
      },
    )
    expect(parts.sort()).toEqual(Object.keys(generated).sort())
    await expect(current).toMatchFileSnapshot('../../README.md')
  })

  it('has at most 2,000 words outside of its folded sections', () => {
    const shown = readme.replace(/<details>[\s\S]*?<\/details>/g, '')
    expect(shown.split(/\s+/).length).toBeLessThanOrEqual(2000)
  })

  it('documents every option, and none that does not exist', () => {
    const options = (text: string): string[] => text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []
    const files = [
      'command-options.ts',
      'collect-command.ts',
      'watch/watch-command.ts',
      'read-command.ts',
      'kubectl-options.ts',
      'program.ts',
    ]
    const code = files.map((file) => readFileSync(`src/cli/${file}`, 'utf8'))
    const known = options((code.join('\n').match(/(?<=')(-\w, )?--[a-z].*?(?=')/g) ?? []).join('\n'))
    const commands = readme.split('\n').flatMap((line) => line.match(/(?:^|\| )leasegap .*/)?.[0] ?? [])
    const table = readme.split('\n').filter((line) => /^\| `-/.test(line))
    expect(options(commands.join('\n')).filter((option) => !known.includes(option))).toEqual([])
    expect(
      new Set([...options(table.join('\n')), ...options(commands.join('\n')), '--version', '--help']),
    ).toEqual(new Set(known))
  })

  it('gives a reason for each runtime dependency', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: object
      peerDependencies: object
    }
    const section = readme.slice(readme.indexOf('### Runtime dependencies'))
    const reasons = section.match(/^- `.*?:/gm) ?? []
    const named = reasons.flatMap((names) => names.match(/(?<=`)[^`, ]+(?=`)/g) ?? [])
    expect(named.sort()).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).sort())
  })
  it('names only files and folders that exist', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path]) => path as string)
    const code = readme.match(/(?<=`)(?:src|test|samples|\.ci)\/[^` ]*(?=`)/g) ?? []
    expect(code.length).toBeGreaterThan(10)
    expect([...links, ...code].filter((path) => !existsSync(path))).toEqual([])
  })
})
