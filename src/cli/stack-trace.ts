/** Names the source files and their lines in the stack trace of an error, where the program runs as one bundle. */
import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { fileURLToPath } from 'node:url'

const NAME = 'cli-program.cjs'

/** The bundle; its map beside it is read when an error is printed, and never before. */
const BUNDLE = fileURLToPath(new URL(`../${NAME}`, import.meta.url))

/**
 * Returns the trace with `src/…/file.ts:line:column` for each place in the bundle. Its directory may be that of another
 * installation: compiled code is kept by the content of the bundle.
 */
export function sourceTrace(stack: string): string {
  if (!stack.includes(`${NAME}:`)) return stack
  const map = new SourceMap(JSON.parse(readFileSync(`${BUNDLE}.map`, 'utf8')) as SourceMapPayload)
  return stack
    .split('\n')
    .map((frame) => {
      const end = frame.lastIndexOf(`${NAME}:`) + NAME.length
      const [at, line, column] = /^:(\d+):(\d+)/.exec(frame.slice(end)) ?? []
      if (end < NAME.length || at === undefined) return frame
      const bracket = frame.indexOf('(')
      const begin = bracket < 0 ? frame.indexOf(' at ') + 4 : bracket + 1
      return `${frame.slice(0, begin)}${place(map, at, line as string, column as string)}${frame.slice(end + at.length)}`
    })
    .join('\n')
}

/** `line` and `column` count from 1, those of a map from 0. */
function place(map: SourceMap, at: string, line: string, column: string): string {
  const entry = map.findEntry(Number(line) - 1, Number(column) - 1)
  // Code that the bundler itself added has no source.
  if (!('originalSource' in entry)) return `${NAME}${at}`
  const { originalSource, originalLine, originalColumn } = entry
  return `${originalSource.replace(/^(?:\.\.\/)+/, '')}:${originalLine + 1}:${originalColumn + 1}`
}
