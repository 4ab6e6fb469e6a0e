/**
 * One list of objects, watched for ever: listed once, then followed from the version of the last change, so that no
 * change is lost or comes twice. A connection is not trusted: what is silent for too long is asked for anew.
 *
 * Authority: Kubernetes API concepts, "Efficient detection of changes"; bookmarks and 410 Gone, 1.19–1.36.
 */
import { LiveLines } from '../frames/live-lines.ts'
import { type KubeApi, KubeError, parseAnswer } from '../sources/kube/api.ts'
import { reasonOf } from '../sources/system-error.ts'

/** The clock of a watch, which tests simulate. */
export interface WatchClock {
  nowUs(): number
  /** Resolves after some time; rejects with the signal's reason. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** Requests to the API server, each ended by its signal. */
export interface WatchApi {
  api(signal: AbortSignal): KubeApi
}

/**
 * How an object arrives: when it changed; some time after, by a list or by a watch that goes on after a loss; as the
 * last state of one that was deleted.
 */
export type Arrival = 'at-once' | 'later' | 'deleted'

export interface ObjectWatchOptions {
  /** Path of the list. */
  readonly path: string
  /** A query that chooses some of its objects, such as `fieldSelector=…`. Absent: all. */
  readonly selector?: string
  /** A connection without a line for this long is given up. */
  readonly silenceSeconds: number
  readonly clock: WatchClock
  readonly signal: AbortSignal
  readonly onObject: (object: unknown, how: Arrival) => void
  /** All objects are listed now: changes before may have been missed. */
  readonly onList?: () => void
  /** All objects were given, or the changes since the loss will be. `names`: of all objects, if they were listed. */
  readonly onWatching: (names: ReadonlySet<string> | null) => void
  readonly onLost: (reason: string) => void
}

/** The server ends a watch after this time by itself. */
const WATCH_SECONDS = 270

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 30_000

interface ListAnswer {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string }
  readonly items?: readonly { readonly metadata?: { readonly name?: string } }[]
}

interface WatchLine {
  readonly type?: string
  readonly object?: {
    readonly metadata?: { readonly resourceVersion?: string }
    readonly code?: number
    readonly message?: string
  }
}

interface ObjectChange {
  readonly type: string | undefined
  readonly object: NonNullable<WatchLine['object']>
}

/** A loss that is shorter is mended from the last version; after a longer one the objects are listed anew. */
const SHORT_LOSS_US = 5_000_000

/**
 * Watches until the signal aborts; rejects with its reason. Rejects with a KubeError where the first list or watch shows
 * what the user must mend: no right, no login. Later the same is a loss as any other: a login may be renewed.
 */
export async function watchObjects(server: WatchApi, options: ObjectWatchOptions): Promise<never> {
  const { clock, signal, onWatching, onLost } = options
  let version: string | null = null
  /** What was listed after a loss; it is over when the watch is answered, which an old kubectl shows by the first change. */
  let names: ReadonlySet<string> | null = null
  let pauseMs = FIRST_PAUSE_MS
  /** Null: it is watched. */
  let lostUs: number | null = null
  let wasWatched = false
  const onAnswer = (): boolean => {
    const wasLost = lostUs !== null
    if (wasLost) onWatching(names)
    wasWatched = true
    names = null
    lostUs = null
    return wasLost
  }
  for (;;) {
    const startedUs = clock.nowUs()
    try {
      if (version === null) {
        options.onList?.()
        const listed = await listObjects(server, options)
        version = listed.version
        if (lostUs === null) onWatching(listed.names)
        else names = listed.names
      }
      version = await follow(server, version, options, onAnswer)
    } catch (error) {
      signal.throwIfAborted()
      if (!wasWatched && isFinal(error)) throw error
      version = error instanceof WatchBroken ? error.version : null
      // Silence may have its reason in the cluster; the list will show it.
      if (error instanceof WatchBroken && error.isSilent) continue
      if (lostUs === null) onLost(failureReason(error))
      lostUs ??= clock.nowUs()
    }
    if (clock.nowUs() - startedUs >= SHORT_LOSS_US) pauseMs = FIRST_PAUSE_MS
    // A server that ends each watch at once is not asked without a pause.
    if (lostUs === null && clock.nowUs() - startedUs >= FIRST_PAUSE_MS * 1000) continue
    await clock.sleep(pauseMs, signal)
    if (lostUs === null) continue
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    if (clock.nowUs() - lostUs >= SHORT_LOSS_US) version = null
  }
}

/** Returns why the API server can't be watched. Throws other errors, which are defects. */
export function failureReason(error: unknown): string {
  if (error instanceof KubeError || error instanceof WatchBroken) return error.message
  if (error instanceof Error && typeof (error as NodeJS.ErrnoException).code === 'string')
    return reasonOf(error)
  throw error
}

/** What does not pass by itself, unless the user's rights change. */
function isFinal(error: unknown): boolean {
  return error instanceof KubeError && (error.status === 401 || error.status === 403 || error.status === 404)
}

type ListOptions = Pick<ObjectWatchOptions, 'path' | 'selector' | 'clock' | 'signal' | 'onObject'>

/** Lists objects, page by page. Rejects as a request does, and if the API server does not answer in time. */
export async function listObjects(
  server: WatchApi,
  { path, selector, clock, signal, onObject }: ListOptions,
): Promise<{ readonly names: ReadonlySet<string>; readonly version: string }> {
  const silence = new SilenceLimit(LIST_SILENCE_SECONDS, clock, signal)
  const names = new Set<string>()
  let token = ''
  let version = ''
  try {
    do {
      const next = token === '' ? '' : `&continue=${encodeURIComponent(token)}`
      const answer = await server
        .api(silence.signal)
        .get(`${path}?limit=500${selector === undefined ? '' : `&${selector}`}${next}`)
      let text = ''
      for await (const chunk of answer.setEncoding('utf8')) text += chunk as string
      const { metadata, items = [] } = parseAnswer(text) as ListAnswer
      for (const item of items) {
        if (item.metadata?.name !== undefined) names.add(item.metadata.name)
        onObject(item, 'later')
      }
      silence.extend()
      token = metadata?.continue ?? ''
      version = metadata?.resourceVersion ?? version
    } while (token !== '')
    return { names, version }
  } catch (error) {
    signal.throwIfAborted()
    if (silence.isOver) throw new KubeError(`the API server did not answer for ${LIST_SILENCE_SECONDS} s`)
    throw error
  } finally {
    silence.end()
  }
}

/** How long the API server may take for a page of a list. */
const LIST_SILENCE_SECONDS = 15

/** A watch that ended before its time. */
class WatchBroken extends Error {
  /** From which it can go on; null: the objects must be listed anew. */
  readonly version: string | null
  /** Whether it was given up because nothing came. */
  readonly isSilent: boolean

  constructor(message: string, version: string | null, isSilent = false) {
    super(message)
    this.version = version
    this.isSilent = isSilent
  }
}

/** In this time after its answer, a watch that goes on gives what it missed. */
const CATCH_UP_US = 2_000_000

/**
 * Follows the changes until the server ends the watch in time. Resolves with the version to go on from. `onAnswer` returns
 * whether changes were missed before.
 */
async function follow(
  server: WatchApi,
  from: string,
  { path, selector, silenceSeconds, clock, signal, onObject }: ObjectWatchOptions,
  onAnswer: () => boolean,
): Promise<string> {
  const silence = new SilenceLimit(silenceSeconds, clock, signal)
  let version = from
  try {
    const query = `?watch=1&allowWatchBookmarks=true&resourceVersion=${encodeURIComponent(from)}&timeoutSeconds=${WATCH_SECONDS}${selector === undefined ? '' : `&${selector}`}`
    const body = await server.api(silence.signal).get(`${path}${query}`)
    // A proxy in between may answer with a page for people.
    if (body.headers?.['content-type']?.includes('html'))
      throw new KubeError('an answer that is no JSON: HTML')
    const answeredUs = clock.nowUs()
    const wasLost = onAnswer()
    const isCatchingUp = (): boolean => wasLost && clock.nowUs() - answeredUs < CATCH_UP_US
    for await (const { body: line } of new LiveLines(body as AsyncIterable<Buffer>, () => undefined)) {
      // After a sleep of this machine old changes arrive as if they were new.
      if (silence.isExceeded()) break
      silence.extend()
      const { type, object } = parseChange(typeof line === 'string' ? line : '', version)
      version = object.metadata?.resourceVersion ?? version
      if (type !== 'BOOKMARK')
        onObject(object, type === 'DELETED' ? 'deleted' : isCatchingUp() ? 'later' : 'at-once')
    }
    if (silence.isExceeded()) throw new WatchBroken('silent', null, true)
    return version
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof WatchBroken || isFinal(error)) throw error
    if (silence.isOver) throw new WatchBroken(`nothing came for ${silenceSeconds} s`, null, true)
    if (error instanceof KubeError && error.status === 410) throw new WatchBroken(error.message, null)
    throw new WatchBroken(failureReason(error), version)
  } finally {
    silence.end()
  }
}

/** Throws a KubeError for an error that the server sends, and WatchBroken for what is no change of an object. */
function parseChange(line: string, version: string): ObjectChange {
  const { type, object } = parseAnswer(line) as WatchLine
  if (type === 'ERROR') throw new KubeError(object?.message ?? 'the watch ended with an error', object?.code)
  if (!object) throw new WatchBroken('the API server sent something else than a change', version)
  return { type, object }
}

/** Aborts its signal when nothing came for too long. */
export class SilenceLimit {
  readonly signal: AbortSignal
  readonly #over = new AbortController()
  readonly #ended = new AbortController()
  readonly #clock: WatchClock
  readonly #limitUs: number
  #lastUs: number

  constructor(seconds: number, clock: WatchClock, signal: AbortSignal) {
    this.signal = AbortSignal.any([signal, this.#over.signal])
    this.#clock = clock
    this.#limitUs = seconds * 1e6
    this.#lastUs = clock.nowUs()
    // Rejects when it is ended.
    this.#wait(AbortSignal.any([signal, this.#ended.signal])).catch(() => undefined)
  }

  async #wait(signal: AbortSignal): Promise<void> {
    for (;;) {
      const leftUs = this.#lastUs + this.#limitUs - this.#clock.nowUs()
      if (leftUs <= 0) return this.#over.abort(new Error('silent'))
      await this.#clock.sleep(Math.ceil(leftUs / 1000), signal)
    }
  }

  get isOver(): boolean {
    return this.#over.signal.aborted
  }

  /** Whether nothing came for too long, also where the machine slept and no timer ran. */
  isExceeded(): boolean {
    return this.#clock.nowUs() - this.#lastUs >= this.#limitUs
  }

  extend(): void {
    this.#lastUs = this.#clock.nowUs()
  }

  end(): void {
    this.#ended.abort(new Error('ended'))
  }
}
