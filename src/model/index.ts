/**
 * Types that the rooms share; no code.
 *
 * Names carry units: `timeUs` is an integer of microseconds since the Unix epoch in UTC. A missing value is null, or an
 * absent optional property inside the pipeline, never 0 or "".
 */
export type * from './chunks.ts'
export type * from './claim.ts'
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
