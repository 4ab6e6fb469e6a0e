/** What the settings of journald, and the first entry that it gave, show about the evidence of a node. */
import { MINUTE_US } from '../time/instant.ts'

/** What the settings are called in a list of evidence. */
export const JOURNALD_SETTINGS = 'journald settings'

/** Prints the settings with all files that change them. */
export const PRINT_SETTINGS: readonly string[] = ['systemd-analyze', 'cat-config', 'systemd/journald.conf']

/** Lists what is in /var/log: without a directory `journal` the journal is not persistent. */
export const LIST_LOGS: readonly string[] = ['find', '/var/log', '-maxdepth', '1']

/** Messages of a unit in each interval that journald keeps by default; a kubelet at `-v=6` prints fewer. */
const DEFAULT_BURST = 10_000

/** Bytes of settings, or of a log, that are looked at. */
const MAX_BYTES = 65_536

/** Returns a sentence for each setting under which lines are dropped or lost. */
export function settingsLacks(node: string, settings: string): readonly string[] {
  const value = (name: string): string | undefined =>
    settings
      .split('\n')
      .findLast((line) => line.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .trim()
  const lacks: string[] = []
  const storage = value('Storage')
  if (storage === 'volatile' || storage === 'none')
    lacks.push(
      `journald of ${node} has Storage=${storage}: its journal is lost when the machine stops; set Storage=persistent`,
    )
  const burst = value('RateLimitBurst')
  const interval = value('RateLimitIntervalSec') ?? '30s'
  const isLimited = burst !== undefined && /^[1-9]\d{0,8}$/.test(burst) && !/^0+[a-z]*$/.test(interval)
  if (isLimited && Number(burst) < DEFAULT_BURST)
    lacks.push(
      `journald of ${node} may drop lines of a unit beyond ${burst} in ${interval}: RateLimitBurst; raise it in journald.conf`,
    )
  return lacks
}

/** Returns a sentence about nodes without a persistent journal. */
export function memoryLack(names: string): string {
  return (
    `journald of ${names} keeps its journal in memory only: it is lost when the machine stops; ` +
    'create /var/log/journal and restart systemd-journald'
  )
}

/** Returns that sentence for a listing of `LIST_LOGS` without a journal. */
export function storageLacks(node: string, listing: string): readonly string[] {
  const names = listing.split('\n')
  return names.includes('/var/log') && !names.includes('/var/log/journal') ? [memoryLack(node)] : []
}

/** Returns a sentence if the first entry of an export is later than what was asked for. */
export function startLack(node: string, head: string, sinceUs: number | null): readonly string[] {
  const first = /^__REALTIME_TIMESTAMP=(\d{1,17})$/m.exec(head)?.[1]
  if (first === undefined || sinceUs === null || Number(first) <= sinceUs + MINUTE_US) return []
  const time = new Date(Number(first) / 1000).toISOString()
  return [`the log of ${node} begins at ${time}: what was before is not kept, or was never logged`]
}

/** Passes chunks on, and gives their first bytes to `onHead` when the last has come. */
export async function* withHead(
  chunks: AsyncIterable<Uint8Array>,
  onHead: (text: string) => void,
): AsyncIterable<Uint8Array> {
  const head: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    if (bytes < MAX_BYTES) head.push(Buffer.from(chunk.subarray(0, MAX_BYTES - bytes)))
    bytes += chunk.length
    yield chunk
  }
  if (bytes > 0) onHead(Buffer.concat(head).toString())
}
