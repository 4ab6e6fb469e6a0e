/** The program under test: the only file that knows its API. */
import type { Report } from './contract.ts'

export interface ProgramOptions {
  readonly year: number
  /** IANA zone by path. */
  readonly zones?: ReadonlyMap<string, string>
  readonly sourceNodes?: ReadonlyMap<string, string>
}

export type Program = (paths: readonly string[], options: ProgramOptions) => Promise<Report>

interface Library {
  analyze(paths: readonly string[], options: object): Promise<unknown>
  toJson?(report: unknown): Iterable<string> | AsyncIterable<string> | string
  exporters?: readonly { name: string; write(report: unknown, options: object): AsyncIterable<string> }[]
}

/** Loads a build (`dist/index.js`). */
export async function loadProgram(path: string): Promise<Program> {
  const library = (await import(path)) as Library
  return async (paths, { year, zones, sourceNodes }) => {
    const report = await library.analyze(paths, {
      year,
      threads: 1,
      ...(zones ? { inputZones: { perSource: zones } } : {}),
      ...(sourceNodes ? { sourceNodes } : {}),
    })
    return JSON.parse(await textOf(library, report)) as Report
  }
}

async function textOf(library: Library, report: unknown): Promise<string> {
  const json = library.exporters?.find((exporter) => exporter.name === 'json')
  const parts = library.toJson?.(report) ?? json?.write(report, {})
  if (parts === undefined) throw new Error('the build has neither toJson nor an exporter named json')
  if (typeof parts === 'string') return parts
  let text = ''
  for await (const part of parts) text += part
  return text
}
