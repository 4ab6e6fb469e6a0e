/**
 * The rooms of `src/` and what each may import.
 *
 * `test/imports.test.ts` checks every source file against these tables; README's section Development prints the first.
 */

export interface Room {
  /** What the room does, one sentence. */
  readonly purpose: string
  /**
   * What its files may import besides the room itself and `SHARED`: rooms, folders of a room (`exporters/story`),
   * single files.
   */
  readonly mayImport: readonly string[]
}

/** Rooms that every room listed after them may import. */
export const SHARED: readonly string[] = ['model', 'time']

/**
 * First the rooms that others share, then those of the pipeline in the order of the data: from the sources to the
 * command line. A room imports only rooms that are listed before it.
 */
export const ROOMS: Readonly<Record<string, Room>> = {
  model: {
    purpose: 'Types, constants and error classes.',
    mayImport: [],
  },
  time: {
    purpose: 'Parses and prints times, durations and zones.',
    mayImport: [],
  },
  text: {
    purpose: 'Parses the syntax of Go and klog; escapes what must not reach a terminal.',
    mayImport: [],
  },
  bytes: {
    purpose: 'Searches and parses raw bytes.',
    mayImport: [],
  },
  wording: {
    purpose: 'Words facts for analysis and exporters: verdicts, causes, durations.',
    mayImport: ['text'],
  },
  sources: {
    purpose: 'Opens inputs: files, standard input, members of archives, compressed data, live logs.',
    mayImport: ['bytes'],
  },
  frames: {
    purpose: 'Cuts bytes into frames: lines, journal entries, JSON and YAML objects.',
    mayImport: ['text', 'bytes'],
  },
  envelopes: {
    purpose: 'Unwraps messages: one file per log format; `index.ts` is the registry.',
    mayImport: ['text'],
  },
  grammars: {
    purpose: 'Parses messages and API objects; `index.ts` is the registry, `samples/` contains the tests.',
    mayImport: ['text'],
  },
  store: {
    purpose: 'Keeps observations in few bytes: renewals as columns, repeated texts once.',
    mayImport: ['bytes'],
  },
  read: {
    purpose: 'Reads one source: bytes to observations, in threads where that is faster.',
    mayImport: ['sources', 'frames', 'envelopes', 'grammars', 'store', 'bytes', 'text'],
  },
  analysis: {
    purpose: 'Joins the observations of all sources to incidents and the report; one file per incident kind.',
    mayImport: ['store', 'wording', 'bytes'],
  },
  transform: {
    purpose: 'Turns a report into another: `align` shifts clocks, `select` chooses nodes and times.',
    mayImport: ['analysis', 'wording'],
  },
  exporters: {
    purpose: 'Turns a report into text: one file per output format; `index.ts` is the registry.',
    mayImport: ['wording', 'text'],
  },
  collect: {
    purpose: 'Saves the evidence about nodes, by every way to it, and reports what is missing.',
    mayImport: ['sources', 'text'],
  },
  watch: {
    purpose: 'Watches a cluster and logs while they are written, and reports what is late while it is.',
    mayImport: ['sources', 'frames/live-lines.ts'],
  },
  api: {
    purpose: 'The functions that a library user calls: `analyze`, `observe`, `explain` and their like.',
    mayImport: [
      ...[
        'read',
        'analysis',
        'sources',
        'frames',
        'grammars',
        'bytes',
        'store/reading.ts',
        'store/reading-file.ts',
        'store/reading-lines',
        'collect',
        'watch',
      ],
      ...['exporters/story', 'exporters/index.ts', 'exporters/data/json.ts', 'exporters/text/comparison.ts'],
      ...[
        'exporters/data/observation-lines.ts',
        'exporters/layout.ts',
        'wording/claims.ts',
        'wording/incident-length.ts',
      ],
    ],
  },
  'index.ts': {
    purpose: 'The public surface of the library: re-exports, nothing else.',
    mayImport: [
      ...['api', 'transform', 'read', 'analysis', 'exporters', 'sources', 'frames', 'envelopes', 'grammars'],
      ...['store', 'wording', 'bytes', 'text', 'collect', 'watch'],
    ],
  },
  cli: {
    purpose: 'The command line: arguments, streams, exit status.',
    mayImport: ['index.ts', 'text'],
  },
}

/** The parts of a room, each a folder or a file at the top of the room, and what each part may import of the others. */
export type Order = Readonly<Record<string, readonly string[]>>

/** Rooms whose parts have an order of their own. A part that is missing here fails the test. */
export const ORDERS: Readonly<Record<string, Order>> = {
  analysis: {
    'index.ts': ['report', 'analyze-node.ts', 'incident', 'node', 'stats', 'evidence'],
    report: ['incident', 'node', 'stats', 'evidence'],
    'analyze-node.ts': ['report', 'incident', 'node', 'evidence'],
    incident: ['node', 'stats', 'evidence'],
    node: ['evidence'],
    stats: [],
    evidence: [],
  },
  exporters: {
    'index.ts': ['html', 'fleet', 'chart', 'text', 'data', 'quoted-lines.ts'],
    html: ['chart'],
    fleet: ['chart', 'headline.ts', 'node-groups.ts', 'node-names.ts'],
    viewer: ['chart'],
    chart: [
      'headline.ts',
      'interval-rows.ts',
      'node-names.ts',
      'remarks.ts',
      'incident-layout.ts',
      'layout.ts',
    ],
    story: ['incident-layout.ts', 'layout.ts', 'remarks.ts'],
    text: [
      'headline.ts',
      'interval-rows.ts',
      'node-groups.ts',
      'node-names.ts',
      'remarks.ts',
      'incident-layout.ts',
      'layout.ts',
    ],
    data: [],
    'quoted-lines.ts': [],
    'headline.ts': [],
    'node-groups.ts': [],
    'node-names.ts': [],
    'interval-rows.ts': [],
    'remarks.ts': ['copies.ts', 'incident-layout.ts', 'layout.ts'],
    'copies.ts': ['layout.ts'],
    'incident-layout.ts': ['layout.ts'],
    'layout.ts': [],
  },
}
