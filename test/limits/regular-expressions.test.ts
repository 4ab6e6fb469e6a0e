/** Checks with redos-detector that no regular expression of src/ can backtrack without bound. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSafePattern } from 'redos-detector'
import { describe, expect, it } from 'vitest'
import { parseAst } from 'vitest/node'

/** Patterns that redos-detector rejects, each with the reason why its work is bounded. */
const BY_CONSTRUCTION: Readonly<Record<string, string>> = {
  '^\\[ *\\d+\\.\\d{3,6}[ \\d.<>*]*$': 'anchored, and of at most 60 characters',
  'https:\\/\\/([A-Za-z0-9.-]{1,253})(:\\d{1,5})?\\/': 'begins at a literal; runs are bounded',
  '\\bdial (?:tcp|udp) (\\d{1,3}(?:\\.\\d{1,3}){3}):\\d': 'begins at a literal; runs are bounded',
  '(?:^|[/!])([^/!]+)\\/kubelet\\.log(?:\\.gz)?$': 'begins at a separator and runs to the next one',
  '<([^<>]+)>': 'begins at a bracket and runs to the next one; over the names of our own options',
  '0+$': 'over the digits of one number',
  '(\\d{1,15}) messages(?: lost| from pid \\d+)$': 'over the last 80 characters',
  '(?<![\\w/.-])[IWEF]\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{1,6} +\\d+ [\\w./-]+:\\d+\\]':
    'over the first 400 characters',
  'leases\\S* "(?:kube-)?apiserver-[a-z0-9-]{20,40}"': 'over the first 200 characters',
}
/** AssemblyScript, which has no regular expressions. */
const ASSEMBLY = /^bytes\/assembly\//

interface Pattern {
  readonly file: string
  readonly pattern: string
  readonly flags: string
}

interface Node {
  readonly type?: string
  readonly regex?: { readonly pattern: string; readonly flags: string }
  readonly callee?: { readonly name?: string }
}

const patterns: Pattern[] = []
/** Files that construct an expression at run time, which this test can't check. */
const constructed: string[] = []

function collectPatterns(value: unknown, file: string): void {
  if (typeof value !== 'object' || value === null) return
  const { type, regex, callee } = value as Node
  if (type === 'Literal' && regex) patterns.push({ file, ...regex })
  if ((type === 'NewExpression' || type === 'CallExpression') && callee?.name === 'RegExp')
    constructed.push(file)
  for (const child of Object.values(value)) collectPatterns(child, file)
}

for (const path of readdirSync('src', { recursive: true, encoding: 'utf8' }).sort()) {
  const file = path.replaceAll('\\', '/')
  if (!file.endsWith('.ts') || ASSEMBLY.test(file)) continue
  collectPatterns(parseAst(readFileSync(join('src', path), 'utf8'), { lang: 'ts' }), file)
}

const isExempt = ({ pattern }: Pattern): boolean => Object.hasOwn(BY_CONSTRUCTION, pattern)

describe('the regular expressions of src', () => {
  it('are all literals', () => {
    expect(patterns.length).toBeGreaterThan(50)
    expect(constructed).toEqual([])
  })

  it('include every exception', () => {
    const known = patterns.map(({ pattern }) => pattern)
    expect(Object.keys(BY_CONSTRUCTION).filter((pattern) => !known.includes(pattern))).toEqual([])
  })

  it.each(patterns.filter((one) => !isExempt(one)))(
    'have bounded work: $file /$pattern/$flags',
    ({ pattern, flags }) => {
      // A sticky expression tries one place only.
      const tried = flags.includes('y') ? `^(?:${pattern})` : pattern
      const { safe, error } = isSafePattern(tried, {
        caseInsensitive: flags.includes('i'),
        multiLine: flags.includes('m'),
        unicode: flags.includes('u'),
        dotAll: flags.includes('s'),
      })
      expect({ safe, error }).toEqual({ safe: true, error: null })
    },
  )
})
