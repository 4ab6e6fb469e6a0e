/** The program under test: the only file that knows its API. */
import type { Report } from './contract.ts'

export interface ProgramOptions {
  readonly year: number
  /** IANA zone by path. */
  readonly zones?: ReadonlyMap<string, string>
  readonly sourceNodes?: ReadonlyMap<string, string>
}

export type Program = (paths: readonly string[], options: ProgramOptions) => Promise<Report>

/** What the oracle calls of a build or of the sources. */
export interface Library {
  analyze(paths: readonly string[], options: object): Promise<unknown>
  toJson(report: unknown): unknown
}

/** Loads a build (`dist/index.js`). */
export async function loadProgram(path: string): Promise<Program> {
  return programOf((await import(path)) as Library)
}

export function programOf(library: Library): Program {
  return async (paths, { year, zones, sourceNodes }) => {
    const report = await library.analyze(paths, {
      year,
      threads: 1,
      ...(zones ? { inputZones: { perSource: zones } } : {}),
      ...(sourceNodes ? { sourceNodes } : {}),
    })
    return library.toJson(report) as Report
  }
}
