/** The public surface of leasegap: analyze, observe, select, stories, the registries, the types. */
export { align } from './align.ts'
export { type AnalyzeOptions, analyze } from './analyze.ts'
export {
  formatLocal,
  localZone,
  parseDurationSeconds,
  parseWhen,
  parseZone,
} from './calendar.ts'
export { envelopes } from './envelopes/index.ts'
export type { Explanation } from './explain.ts'
export { exporters, formatObservationLine } from './exporters/index.ts'
export { cut, printable } from './exporters/printable.ts'
export type { Evidence, Moment, Quote, Sentence } from './exporters/sentence.ts'
export { inStoryOrder, type Story, storiesOf } from './exporters/story.ts'
export { formatStories } from './exporters/story-text.ts'
export { grammars } from './grammars/index.ts'
export { containers } from './input/containers.ts'
export { framings } from './input/framing.ts'
export { explain, type Observed, type ObserveOptions, observe } from './observe.ts'
export { UsageError } from './problem.ts'
export { readQuotes } from './quotes.ts'
export type { Progress, ReadOptions } from './read-options.ts'
export { type Choice, select } from './select.ts'
export type * from './types.ts'
export { version } from './version.ts'
