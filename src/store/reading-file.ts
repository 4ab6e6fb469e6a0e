/**
 * A temporary file of readings, from which one is read back when its content is needed: the logs of thousands of kubelets
 * exceed memory, and the analysis of a node needs those of this node.
 *
 * Only readings of one node are kept in the file. Their content is made anew when it is read back, so it is compared by
 * value only.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { deserialize, serialize } from 'node:v8'
import { runsOnNode } from '../model/clock.ts'
import { UsageError } from '../model/errors.ts'
import type { Interval } from '../model/interval.ts'
import { traitsOf } from '../model/kinds.ts'
import { figuresOf } from './process-figures.ts'
import type { ProcessReading, SourceReading } from './reading.ts'
import { type IntervalText, intervalText, parseIntervals } from './reading-lines/interval-text.ts'
import { type PackedReading, packReading, unpackReading } from './transfer.ts'

/** Readings read back last: those of one node, such as the files of a rotation. */
const CACHED = 16

/** A larger reading stays in memory: there are few, and to read one back again and again takes as much, and time. */
const LARGEST_BYTES: number = 16 * 1024 * 1024

/** Rough sizes in memory. */
const OBSERVATION_BYTES = 500
const ROW_BYTES = 8
const PAUSE_BYTES = 60

export class ReadingFile {
  /** Readings up to this size together stay in memory. */
  #freeBytes: number
  #file: TemporaryFile | null = null
  #end = 0
  readonly #cache = new Map<object, SourceReading>()

  constructor(freeBytes: number) {
    this.#freeBytes = freeBytes
  }

  /** Returns the reading as it is, or one of the same content that is read from the file. */
  keep(reading: SourceReading): SourceReading {
    const bytes = sizeOf(reading)
    this.#freeBytes -= bytes
    const isKept = this.#freeBytes >= 0 || bytes > LARGEST_BYTES || !isOfOneNode(reading)
    return isKept ? reading : this.#store(reading)
  }

  close(): void {
    this.#cache.clear()
    this.#file?.close()
    this.#file = null
  }

  #store(reading: SourceReading): SourceReading {
    const bytes = serialize(packPauses(reading))
    const place = { start: this.#end, length: bytes.length }
    this.#write(bytes)
    const load = (): SourceReading => this.#cached(place)
    const { processes, pauses: _pauses, ...head } = reading
    return {
      ...head,
      get pauses() {
        return load().pauses
      },
      processes: processes.map((process, i) =>
        storedProcess(process, () => load().processes[i] as ProcessReading),
      ),
      change: (to) => this.#store(to(this.#read(place))),
    }
  }

  /** Throws a UsageError if the file can't be written. */
  #write(bytes: Uint8Array): void {
    try {
      this.#file ??= openTemporary()
      for (let at = 0; at < bytes.length; ) {
        const written = writeSync(this.#file.descriptor, bytes, at, bytes.length - at, this.#end)
        at += written
        this.#end += written
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new UsageError(
        `the temporary file for readings of many kubelets cannot be written: ${reason}; set TMPDIR to a directory with room`,
        { given: tmpdir(), try: 'TMPDIR=/var/tmp', cause: error },
      )
    }
  }

  #cached(place: Place): SourceReading {
    const known = this.#cache.get(place)
    if (known) return known
    const reading = this.#read(place)
    const [oldest] = this.#cache.size < CACHED ? [] : this.#cache.keys()
    if (oldest) this.#cache.delete(oldest)
    this.#cache.set(place, reading)
    return reading
  }

  #read({ start, length }: Place): SourceReading {
    if (this.#file === null) throw new Error('the file of readings is closed')
    const bytes = Buffer.allocUnsafe(length)
    readSync(this.#file.descriptor, bytes, 0, length, start)
    return unpackPauses(deserialize(bytes))
  }
}

/** A reading with its pauses as text: a quiet log has six thousand a month, and few uses need them. */
interface StoredReading {
  readonly reading: PackedReading
  readonly pauses: IntervalText
  /** Of each process; null: those of the source. */
  readonly ofProcesses: readonly (IntervalText | null)[]
}

function packPauses(whole: SourceReading): StoredReading {
  const { change: _change, ...reading } = packReading(whole)
  const pauses = intervalText(reading.pauses)
  const texts = reading.processes.map((process) => intervalText(process.pauses))
  const processes = reading.processes.map((process) => ({ ...process, pauses: [] }))
  return {
    reading: { ...reading, pauses: [], processes },
    pauses,
    ofProcesses: texts.map((text) => (text === pauses ? null : text)),
  }
}

function unpackPauses({ reading, pauses, ofProcesses }: StoredReading): SourceReading {
  const { processes, ...rest } = unpackReading(reading)
  const ofProcess = (process: ProcessReading, i: number): ProcessReading =>
    withPauses(process, ofProcesses[i] ?? pauses)
  return withPauses({ ...rest, processes: processes.map(ofProcess) }, pauses)
}

/** Makes the intervals when they are asked for. */
function withPauses<T extends object>(owner: T, text: IntervalText): T {
  let pauses: readonly Interval[] | null = null
  return Object.defineProperty(owner, 'pauses', {
    enumerable: true,
    get: () => {
      pauses ??= parseIntervals(text)
      return pauses
    },
  })
}

/** Where a reading stands in the file. */
interface Place {
  readonly start: number
  readonly length: number
}

interface TemporaryFile {
  readonly descriptor: number
  close(): void
}

/** Opens a file that loses its name at once, where the system allows it: nothing is left of it however the program ends. */
function openTemporary(): TemporaryFile {
  const path = join(tmpdir(), `leasegap-${randomBytes(8).toString('hex')}`)
  const descriptor = openSync(path, 'wx+', 0o600)
  const keepsName = process.platform === 'win32'
  if (!keepsName) unlinkSync(path)
  return {
    descriptor,
    close: () => {
      closeSync(descriptor)
      if (keepsName) unlinkSync(path)
    },
  }
}

/** The same process, with its content from `load`. */
function storedProcess(whole: ProcessReading, load: () => ProcessReading): ProcessReading {
  const { observations: _o, requests: _r, stale: _s, pauses: _p, requestTimes: _t, ...known } = whole
  return {
    ...known,
    stored: figuresOf(whole),
    get observations() {
      return load().observations
    },
    get requests() {
      return load().requests
    },
    get stale() {
      return load().stale
    },
    get pauses() {
      return load().pauses
    },
    get requestTimes() {
      return load().requestTimes
    },
  }
}

/**
 * Whether all that a reading contains is about one node, which each of its kubelets names: then no other node's evidence
 * needs it.
 */
function isOfOneNode({ processes, given }: SourceReading): boolean {
  const kubelets = processes.filter((p) => p.runsKubelet && p.component === 'kubelet')
  const node = kubelets[0]?.node ?? null
  if (node === null || (given && given.node !== null)) return false
  return processes.every((process) => {
    const isKubelet = kubelets.includes(process)
    if (isKubelet ? process.node !== node : !isBeside(process, kubelets)) return false
    return isAbout(process, node)
  })
}

/** Whether a process runs on the host of a kubelet, or shows nothing. */
function isBeside(
  { component, node, host, runsKubelet, observations, requests }: ProcessReading,
  kubelets: readonly ProcessReading[],
): boolean {
  if (component === null && !runsKubelet) return observations.length === 0 && requests.size === 0
  const isOfHost = host === null || kubelets.some((kubelet) => kubelet.host === host)
  return (component === 'systemd' || component === 'journald') && !runsKubelet && node === null && isOfHost
}

function isAbout({ observations, requests, stale, firstUs, lastUs }: ProcessReading, node: string): boolean {
  const isOwn = (named: string | null): boolean => named === null || named === node
  return (
    firstUs <= lastUs &&
    stale.size === 0 &&
    [...requests].every(([named, table]) => isOwn(named) && table.isOfKubelets) &&
    observations.every(
      (o) => isOwn(o.node) && runsOnNode(o.component) && traitsOf(o.kind).scope !== 'cluster',
    )
  )
}

function sizeOf({ processes, pauses }: SourceReading): number {
  let bytes = pauses.length * PAUSE_BYTES
  for (const { observations, requests, pauses: own } of processes) {
    bytes += observations.length * OBSERVATION_BYTES + own.length * PAUSE_BYTES
    for (const table of requests.values()) bytes += table.length * ROW_BYTES
  }
  return bytes
}
