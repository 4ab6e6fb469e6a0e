/**
 * The words of leasegap: what flows from room to room. Types only, no code.
 *
 * Bytes become frames, frames records, records observations, observations incidents, incidents a report.
 * Times are integer microseconds since the Unix epoch, UTC (`timeUs`), unless a name says otherwise.
 * Absence is null (or a missing optional property inside the pipeline), never 0 or "".
 */
export type * from './types/envelope.ts'
export type * from './types/exporter.ts'
export type * from './types/grammar.ts'
export type * from './types/incident.ts'
export type * from './types/input.ts'
export type * from './types/json.ts'
export type * from './types/observation.ts'
export type * from './types/reading.ts'
export type * from './types/report.ts'
