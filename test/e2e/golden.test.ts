/**
 * What a stranger sees: the samples in every format but the page, byte for byte as samples/<case>/expected.*
 * has them, and the parts of README.md that follow from the program.
 *
 * `npm run golden` makes all of it anew: read the difference by eye, against the log lines, before it is
 * committed.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { align, analyze, type Exporter, envelopes, exporters, grammars } from '../../src/index.ts'

/** Of the first line of each case's logs; a checkout's files are as young as the checkout. */
const YEARS: Readonly<Record<string, number>> = {
  'apiserver-down': 2026,
  'lab-exercise': 2025,
  'network-cut': 2026,
}

/** A page holds its own program besides what the other formats say, and changes with each line of it. */
const GOLDEN = exporters.filter(({ name }) => name !== 'html')

/** Relative, as reports print it. */
const SAMPLES = 'samples'

async function writeSample(name: string, { write }: Exporter): Promise<string> {
  const report = await analyze([join(SAMPLES, name, 'logs')], { year: YEARS[name] as number })
  let text = ''
  for await (const piece of write(report, { timeZone: 'UTC', color: false, width: 80 })) text += piece
  return text
}

it('every sample has its year here', () => {
  expect(readdirSync(SAMPLES).sort()).toEqual(Object.keys(YEARS))
})

describe.each(Object.keys(YEARS))('%s', (name) => {
  const expected = GOLDEN.map((exporter) => ({ exporter, file: `expected.${exporter.endings[0]}` }))

  it.each(expected)('as $exporter.name', async ({ exporter, file }) => {
    await expect(await writeSample(name, exporter)).toMatchFileSnapshot(join('../..', SAMPLES, name, file))
  })

  it('holds its logs, where they come from, and these outputs only', () => {
    const files = ['SOURCE.md', ...expected.map(({ file }) => file), 'logs']
    expect(readdirSync(join(SAMPLES, name)).sort()).toEqual(files.sort())
  })
})

describe('README.md', () => {
  const readme = readFileSync('README.md', 'utf8')

  it('shows what the program says', async () => {
    const rows = (cells: readonly (readonly string[])[]): string =>
      cells.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('')
    const named = (entries: readonly { readonly name: string; readonly title: string }[]): string =>
      rows([['name', 'what'], ['---', '---'], ...entries.map(({ name, title }) => [`\`${name}\``, title])])
    const made: Readonly<Record<string, string>> = {
      sample: `\`\`\`text\n${await writeSample('network-cut', exporters[0] as Exporter)}\`\`\`\n`,
      align: `\`\`\`text\n${align(await analyze(['test/e2e/cases/clock-ahead'], { year: 2026 }))
        .incidents.map(({ verdict }) => `${verdict}\n`)
        .join('')}\`\`\`\n`,
      story: `\`\`\`text\n${readFileSync('test/e2e/stories/network-cut.txt', 'utf8')}\`\`\`\n`,
      envelopes: named(envelopes),
      grammars: named(grammars),
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
    const fresh = readme.replace(
      /(<!-- made: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g,
      (_, begin: string, part: string, end: string) => {
        parts.push(part)
        return `${begin}${made[part]}${end}`
      },
    )
    expect(parts.sort()).toEqual(Object.keys(made).sort())
    await expect(fresh).toMatchFileSnapshot('../../README.md')
  })

  it('tells all options, and none that does not exist', () => {
    const options = (text: string): string[] => text.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []
    const declared = readFileSync('src/cli/main.ts', 'utf8').match(/(?<=')(-\w, )?--[a-z].*?(?=')/g) ?? []
    const known = options(declared.join('\n'))
    const commands = readme.split('\n').flatMap((line) => line.match(/(?:^|\| )leasegap .*/)?.[0] ?? [])
    const table = readme.split('\n').filter((line) => /^\| `-/.test(line))
    expect(options(commands.join('\n')).filter((option) => !known.includes(option))).toEqual([])
    expect(
      new Set([...options(table.join('\n')), ...options(commands.join('\n')), '--version', '--help']),
    ).toEqual(new Set(known))
  })

  it('gives a reason for each package it stands on', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object }
    const section = readme.slice(readme.indexOf('What it stands on'))
    const reasons = section.match(/^- `.*?:/gm) ?? []
    const named = reasons.flatMap((names) => names.match(/(?<=`)[^`, ]+(?=`)/g) ?? [])
    expect(named.sort()).toEqual(Object.keys(dependencies).sort())
  })
})
