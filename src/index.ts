/** The public surface of leasegap: analyze, observe, select, stories, the registries, the types. */

export { type AnalyzeOptions, analyze } from './api/analyze.ts'
export type { Explanation } from './api/explain.ts'
export { explain, type Observed, type ObserveOptions, observe } from './api/observe.ts'
export { readQuotes } from './api/quotes.ts'
export { version } from './api/version.ts'
export { envelopes } from './envelopes/index.ts'
export { exporters, formatObservationLine } from './exporters/index.ts'
export { formatStories } from './exporters/story/format.ts'
export { inStoryOrder, type Story, storiesOf } from './exporters/story/index.ts'
export type { EventTime, Evidence, Quote, Sentence } from './exporters/story/sentence.ts'
export { framings } from './frames/index.ts'
export { grammars } from './grammars/index.ts'
export { UsageError } from './model/errors.ts'
export type * from './model/index.ts'
export type { Progress, ReadOptions } from './read/options.ts'
export { containers } from './sources/containers.ts'
export { cut, printable } from './text/printable.ts'
export { parseDurationSeconds, parseWhen } from './time/user-time.ts'
export {
  formatLocal,
  localZone,
  parseZone,
} from './time/zones.ts'
export { align } from './transform/align.ts'
export { type Choice, select } from './transform/select.ts'
