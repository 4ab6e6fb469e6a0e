/** The public surface of leasegap: what a user of the library needs, and no helper of the command line. */

export { type AnalyzeOptions, analyze } from './api/analyze.ts'
export { collect, planCollection } from './api/collect.ts'
export { compare, type NamedReport } from './api/compare.ts'
export type { Explanation } from './api/explain.ts'
export type { Inputs } from './api/inputs.ts'
export {
  explain,
  type ObservationLineStream,
  type ObserveOptions,
  observe,
  observeLines,
  type SourceStream,
} from './api/observe.ts'
export { readQuotes } from './api/quotes.ts'
export { read, type SaveOptions } from './api/read.ts'
export { exporterNamed, type RenderOptions, render } from './api/render.ts'
export type * from './api/report-json/index.ts'
export { stories } from './api/stories.ts'
export { toJson } from './api/to-json.ts'
export { version } from './api/version.ts'
export { watch } from './api/watch.ts'
export type * from './collect/types.ts'
export { envelopes } from './envelopes/index.ts'
export { formatObservationLine } from './exporters/data/observation-fields.ts'
export { exporters } from './exporters/index.ts'
export { formatNotes, formatStories } from './exporters/story/format.ts'
export type { Story } from './exporters/story/index.ts'
export type { EventTime, Evidence, Quote, Sentence } from './exporters/story/sentence.ts'
export { ObservationText } from './exporters/text/observation-text.ts'
export { framings } from './frames/index.ts'
export { grammars, prefilterLiterals } from './grammars/index.ts'
export { lineFilter } from './grammars/line-filter.ts'
export { SourceError, UsageError, type UsageErrorFields } from './model/errors.ts'
export type * from './model/index.ts'
export type { CustomFormats } from './read/options/custom-formats.ts'
export type { Progress, ReadOptions } from './read/options/options.ts'
export { containers } from './sources/containers.ts'
export { sourceKinds } from './sources/index.ts'
export { align } from './transform/align.ts'
export { type Redaction, redact } from './transform/redact.ts'
export { type Choice, select } from './transform/select.ts'
export type * from './watch/types.ts'
export { leastSeconds } from './wording/incident-length.ts'
