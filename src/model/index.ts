/**
 * The types that flow from room to room. Types only, no code.
 *
 * Times are integer microseconds since the Unix epoch, UTC (`timeUs`), unless a name says otherwise.
 * Absence is null (or a missing optional property inside the pipeline), never 0 or "".
 */
export type * from './chunks.ts'
export type * from './envelope.ts'
export type * from './exporter.ts'
export type * from './grammar.ts'
export type * from './incident.ts'
export type * from './interval.ts'
export type * from './json.ts'
export type * from './observation.ts'
export type * from './problem.ts'
export type * from './report.ts'
export type * from './source.ts'
