/**
 * The format of saved readings: lines of JSON, each an object with a first key that names its form.
 *
 * A section is what one call wrote: its head, its sources and problems, and its end. Sections may follow each other in
 * any order. A source is a line `source`, its processes, each followed by its observations and tables, and a line `end`
 * with the SHA-256 of the lines before it. Nothing refers to another source, so each is read whole or left out.
 *
 * The version changes with every change that an older reader would not see. A section of version 2 may have, behind the
 * rows of a table of requests, a line `runs`: routine renewals that are left out. All else is as in version 1, which is
 * written where nothing is left out.
 */

/** The beginning of each section, and so of each file. */
export const MAGIC = '{"leasegap":"reading","version":'

/** All is kept. */
export const WHOLE_VERSION = 1
/** Runs of renewals may be left out. */
export const THINNED_VERSION = 2

export type FormatVersion = typeof WHOLE_VERSION | typeof THINNED_VERSION

/** The longest line: a log line of 4 MiB, each character escaped, and what belongs to it. */
export const MAX_LINE_BYTES: number = 32 * 1024 * 1024

/** The first line of a section; `by` is the leasegap that wrote it. */
export interface SectionHead {
  readonly leasegap: 'reading'
  readonly version: number
  readonly by: string
}

/** The last line of a section: of the digests of its sources and the lines of its problems, in their order. */
export interface SectionEnd {
  readonly sectionEnd: { readonly sha256: string }
}
