/** Names the source files and their lines in the stack trace of an error, where the program runs as one bundle. */
import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { fileURLToPath } from 'node:url'

/** The bundle; its map beside it is read when an error is printed, and never before. */
const BUNDLE = fileURLToPath(new URL('../cli-program.cjs', import.meta.url))

/** Returns the trace with `src/…/file.ts:line:column` for each place in the bundle. */
export function sourceTrace(stack: string): string {
  if (!stack.includes(BUNDLE)) return stack
  const map = new SourceMap(JSON.parse(readFileSync(`${BUNDLE}.map`, 'utf8')) as SourceMapPayload)
  return stack
    .split(BUNDLE)
    .map((part, i) =>
      i === 0 ? part : part.replace(/^:(\d+):(\d+)/, (at, line, column) => place(map, at, line, column)),
    )
    .join('')
}

/** `line` and `column` count from 1, those of a map from 0. */
function place(map: SourceMap, at: string, line: string, column: string): string {
  const entry = map.findEntry(Number(line) - 1, Number(column) - 1)
  // Code that the bundler itself added has no source.
  if (!('originalSource' in entry)) return `cli-program.cjs${at}`
  const { originalSource, originalLine, originalColumn } = entry
  return `${originalSource.replace(/^(?:\.\.\/)+/, '')}:${originalLine + 1}:${originalColumn + 1}`
}
