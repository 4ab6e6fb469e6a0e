/** Types of the report as JSON: made from `report.schema.json` by `npm run golden`, not by hand. */
export type * from './incident.ts'
export type * from './observation.ts'
export type * from './report.ts'
export type * from './values.ts'
