/** Reads one part of a file in a thread of its own: from a guess of what the lines before it lead to. */
import { statSync } from 'node:fs'
import { fileSource } from '../../sources/file.ts'
import { isSystemError } from '../../sources/system-error.ts'
import { type ReadOptions, settingsOf } from '../options/options.ts'
import { guessStart, SEARCHED_BYTES } from '../parts/guess.ts'
import type { Stretch } from '../parts/joined.ts'
import { type LinesFile, StretchReader } from '../parts/stretch-reader.ts'
import { type PackedStretch, packStretch } from '../parts/transfer.ts'
import type { HeadFacts } from '../read-source.ts'

/** What the threads of one file share, as plain data. */
export interface PartedFile {
  readonly path: string
  readonly label: string
  readonly size: number
  readonly modifiedUs: number | null
  /** Of the file behind the path, as `identityOf` returns it. */
  readonly identity: string
  readonly facts: HeadFacts
  readonly options: ReadOptions
  readonly nowUs: number
  readonly maxObservations: number
}

/** What a thread gets. */
export interface PartWork {
  readonly file: PartedFile
  /** A result of `partStart`. */
  readonly offset: number
  /** The part ends where the next one begins; null: with the file. */
  readonly until: number | null
}

/** What a thread posts: progress, then the part; null: it can't be read apart. */
export type PartMessage = { readonly bytes: number } | { readonly stretch: PackedStretch | null }

/** Least progress that is posted: each message wakes the other thread. */
const PROGRESS_BYTES: number = 8 * 1024 * 1024

/** Identifies the file that a path leads to now: a log may be rotated meanwhile. */
export function identityOf(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true })
  return `${dev}:${ino}`
}

/** Returns the file as a thread reads it, up to the size it had when it was found. Throws as the file system does. */
export function linesFile({ path, label, size, modifiedUs, ...work }: PartedFile): LinesFile {
  const status = Object.assign(statSync(path, { bigint: true }), { size: BigInt(size) })
  const settings = settingsOf({ label }, work.options, work.nowUs)
  return {
    source: { ...fileSource(path, path, status), label, size, modifiedUs },
    facts: work.facts,
    settings: { ...settings, maxObservations: work.maxObservations },
  }
}

/** Reads a part and posts it. */
export async function readPart(
  { file, offset, until }: PartWork,
  post: (message: PartMessage) => void,
): Promise<void> {
  let posted = 0
  const onBytes = (bytes: number): void => {
    posted += bytes
    if (posted < PROGRESS_BYTES) return
    post({ bytes: posted })
    posted = 0
  }
  let stretch: Stretch | null = null
  try {
    stretch = await readStretch(linesFile(file), { offset, until, onBytes })
    if (identityOf(file.path) !== file.identity) stretch = null
  } catch (error) {
    // The thread that reads the beginning of the file finds the same, and reports it.
    if (!isSystemError(error)) throw error
  }
  post({ stretch: stretch && packStretch(stretch) })
}

async function readStretch(
  file: LinesFile,
  { offset, until, onBytes }: Omit<PartWork, 'file'> & { readonly onBytes: (bytes: number) => void },
): Promise<Stretch | null> {
  const start = await guessStart(file, offset)
  if (!start) return null
  const reader = await StretchReader.open({ ...file, onBytes }, start)
  try {
    if (until !== null) {
      const end = await reader.readTo(until, SEARCHED_BYTES)
      return end && reader.stretch(end.state)
    }
    await reader.readToEnd()
    const stretch = reader.stretch(null)
    return stretch.end < file.source.size || reader.hasObjects ? null : stretch
  } finally {
    await reader.close()
  }
}
