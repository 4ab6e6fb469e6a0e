/**
 * Journal files of a node, as its kubelet serves them: whole, with the lines of all units. Only a persistent journal is
 * below /var/log.
 *
 * Authority: systemd journal-file.c and sd-journal.c for the names.
 */
import type { OpenOptions } from '../../model/index.ts'
import { type KubeApi, KubeError } from './api.ts'
import { listNodeFiles, nodeFilePath } from './node-files.ts'

/**
 * `system.journal`; `system@ID-SEQNUM-TIME.journal` that was rotated away, TIME is that of its first entry; and
 * `system@TIME-RANDOM.journal~` that a crash left.
 */
const JOURNAL =
  /^system(?:\.journal|@[0-9a-f]{32}-[0-9a-f]{16}-([0-9a-f]{16})\.journal|@[0-9a-f]{16}-[0-9a-f]{16}\.journal~)$/

export interface JournalFile {
  /** `MACHINE-ID/FILE` */
  readonly name: string
  /** Path of the request. */
  readonly path: string
  /** Time of its first entry, and of the first of the next file; infinite where no name has it. */
  readonly firstUs: number
  readonly endUs: number
}

/** Where the journal files of a node are listed. */
export function journalDirectory(node: string): string {
  return nodeFilePath(node, 'journal/')
}

/** Finds all files, in the order of their times. Rejects with a KubeError if there are none. */
export async function journalFiles(api: KubeApi, node: string): Promise<readonly JournalFile[]> {
  const root = journalDirectory(node)
  const files: JournalFile[] = []
  for (const directory of await listNodeFiles(api, root)) {
    if (!directory.endsWith('/')) continue
    const path = `${root}${encodeURIComponent(directory.slice(0, -1))}/`
    const names = (await listNodeFiles(api, path)).filter((name) => JOURNAL.test(name)).sort(byTime)
    for (const [i, name] of names.entries())
      files.push({
        ...{ name: `${directory}${name}`, path: `${path}${encodeURIComponent(name)}` },
        ...{ firstUs: firstOf(name), endUs: firstOf(names[i + 1] ?? '') },
      })
  }
  if (files.length === 0) throw new KubeError('no persistent journal below /var/log/journal')
  return files
}

function byTime(a: string, b: string): number {
  const [aUs, bUs] = [firstOf(a), firstOf(b)]
  return aUs === bUs ? (a < b ? -1 : 1) : aUs - bUs
}

/** The file that is written now comes last, and so does what has no time. */
function firstOf(file: string): number {
  const hex = JOURNAL.exec(file)?.[1]
  return hex === undefined ? Number.POSITIVE_INFINITY : Number.parseInt(hex, 16)
}

/** Whether a file may have entries of the wanted time. */
export function mayHaveEntries({ firstUs, endUs }: JournalFile, time: OpenOptions['time']): boolean {
  const { sinceUs = null, untilUs = null } = time ?? {}
  const beginsInTime = firstUs === Number.POSITIVE_INFINITY || untilUs === null || firstUs <= untilUs
  return beginsInTime && (sinceUs === null || endUs >= sinceUs)
}

/** Reads one file; nothing of one without entries of the wanted time. */
export async function* readJournalFile(
  api: KubeApi,
  file: JournalFile,
  { time }: OpenOptions,
): AsyncIterable<Buffer> {
  if (mayHaveEntries(file, time)) yield* (await api.get(file.path)) as AsyncIterable<Buffer>
}
