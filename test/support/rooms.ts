/**
 * The rooms of `src/` and what each may import.
 *
 * `test/imports.test.ts` checks every source file against these tables; README's section Development prints the first.
 */

export interface Room {
  /** What the room does, one sentence. */
  readonly purpose: string
  /** What its files may import besides the room itself: rooms, folders of a room (`exporters/story`), single files. */
  readonly mayImport: readonly string[]
}

/** Adds the two rooms that every other may import. */
const withBase = (...rooms: readonly string[]): readonly string[] => [...rooms, 'time', 'model']

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
    mayImport: ['model'],
  },
  text: {
    purpose: 'Parses and prints syntax of Go and klog; makes text printable.',
    mayImport: withBase(),
  },
  bytes: {
    purpose: 'Searches and parses raw bytes.',
    mayImport: withBase(),
  },
  wording: {
    purpose: 'Puts facts into words: verdicts, causes, durations.',
    mayImport: withBase('text'),
  },
  sources: {
    purpose: 'Opens inputs: files, standard input, members of archives, compressed data.',
    mayImport: withBase('bytes'),
  },
  frames: {
    purpose: 'Cuts bytes into frames: lines, journal entries, JSON and YAML objects.',
    mayImport: withBase('bytes'),
  },
  envelopes: {
    purpose: 'Takes off what surrounds a message: one file per log format; `index.ts` is the registry.',
    mayImport: withBase('text'),
  },
  grammars: {
    purpose:
      'Parses what a message or an API object means; `index.ts` is the registry, `samples/` the tests.',
    mayImport: withBase('text'),
  },
  store: {
    purpose: 'Keeps observations in few bytes: renewals as columns, repeated texts once.',
    mayImport: withBase('bytes'),
  },
  read: {
    purpose: 'Reads one source: bytes to observations, in threads where that is faster.',
    mayImport: withBase('sources', 'frames', 'envelopes', 'grammars', 'store', 'bytes', 'text'),
  },
  analysis: {
    purpose: 'Joins the observations of all sources to incidents and the report; one file per incident kind.',
    mayImport: withBase('store', 'wording'),
  },
  transform: {
    purpose: 'Report in, report out: `align` moves clocks, `select` chooses nodes and times.',
    mayImport: withBase('analysis', 'wording'),
  },
  exporters: {
    purpose: 'Report in, text out: one file per format; `index.ts` is the registry.',
    mayImport: withBase('wording', 'text'),
  },
  api: {
    purpose: 'The functions that a library user calls: `analyze`, `observe`, `explain` and their like.',
    mayImport: withBase(
      ...['read', 'analysis', 'exporters/story', 'sources', 'frames', 'grammars', 'bytes'],
      'store/reading.ts',
    ),
  },
  'index.ts': {
    purpose: 'The public surface of the library: re-exports, nothing else.',
    mayImport: withBase(
      ...['api', 'transform', 'read', 'analysis', 'exporters', 'sources', 'frames', 'envelopes', 'grammars'],
      ...['store', 'wording', 'bytes', 'text'],
    ),
  },
  cli: {
    purpose: 'The command line: arguments, streams, exit status.',
    mayImport: ['index.ts', 'text'],
  },
}

/** The parts of a room, each a folder or a file at the top of the room, and what each part may import of the others. */
export type Order = Readonly<Record<string, readonly string[]>>

/** Rooms whose parts have an order of their own. A part that is not named here fails the test. */
export const ORDERS: Readonly<Record<string, Order>> = {
  analysis: {
    'index.ts': ['report', 'analyze-node.ts', 'incident', 'node', 'stats', 'evidence'],
    report: ['incident', 'node', 'stats', 'evidence'],
    'analyze-node.ts': ['incident', 'node', 'evidence'],
    incident: ['node', 'stats', 'evidence'],
    node: ['evidence'],
    stats: [],
    evidence: [],
  },
  exporters: {
    'index.ts': ['html', 'text', 'data'],
    html: ['chart'],
    viewer: ['chart'],
    chart: ['incident-layout.ts', 'layout.ts'],
    story: ['layout.ts'],
    text: ['incident-layout.ts', 'layout.ts'],
    data: [],
    'incident-layout.ts': ['layout.ts'],
    'layout.ts': [],
  },
}
