/**
 * Requests to the API server by the user's own kubectl: `kubectl proxy` does all authentication and listens on a Unix
 * socket in a directory that only this user may enter.
 *
 * Authority: kubectl proxy, 1.20–1.36.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Shareable, Shared } from '../../model/index.ts'
import { endOf, type ProgramEnd, stopProgram } from '../program.ts'
import { getThrough, type KubeApi, KubeError } from './api.ts'

/** How long kubectl may take to start, in ms: it may ask an identity provider for a token. */
const START_MS = 30_000

/** A proxy. */
export interface KubeProxy extends Shareable {
  /** Requests that `signal` ends. */
  api(signal: AbortSignal | undefined): KubeApi
}

/**
 * Starts a proxy. `flags` are kubectl's. It ends with this process at the latest. Rejects with a KubeError if kubectl
 * can't be started, and with the reason of `signal` if that ends the start.
 */
export async function openProxy(
  flags: readonly string[],
  signal: AbortSignal | undefined,
): Promise<KubeProxy> {
  endOrphans()
  const directory = mkdtempSync(join(tmpdir(), `${DIRECTORY}${process.pid}-`))
  const proxy = new ProxyProcess(directory)
  const endWithUs = (): void => proxy.kill()
  process.once('exit', endWithUs)
  const close = async (): Promise<void> => {
    await proxy.close()
    process.removeListener('exit', endWithUs)
  }
  try {
    await proxy.start(flags, signal)
  } catch (error) {
    await close()
    throw error
  }
  return {
    get isOpen() {
      return proxy.isRunning
    },
    ...{ close, api: (signal) => ({ get: (path) => getThrough(proxy.socketPath, path, signal) }) },
  }
}

/** How a proxy is chosen. */
export interface ProxyOptions {
  /** Flags of kubectl. */
  readonly flags: readonly string[]
  /** Has the proxy of other sources with these flags; absent: a proxy is started, and ended afterwards. */
  readonly shared: Shared | undefined
  readonly signal: AbortSignal | undefined
}

/** Calls `use` with a proxy, which is ended on every way out, or with what is shared. Rejects as `openProxy` does. */
export async function* throughProxy<T>(
  { flags, shared, signal }: ProxyOptions,
  use: (api: KubeApi) => AsyncIterable<T>,
): AsyncIterable<T> {
  const open = (): Promise<KubeProxy> => openProxy(flags, signal)
  const proxy = await (shared ? shared.get(['kubectl', ...flags].join('\0'), open) : open())
  try {
    yield* use(proxy.api(signal))
  } finally {
    if (!shared) await proxy.close()
  }
}

/** The programs that can be kubectl, in order. */
function candidates(): readonly string[] {
  const { KUBECTL } = process.env
  return KUBECTL ? [KUBECTL] : ['kubectl', 'oc']
}

/** The process of `kubectl proxy`, and the directory of its socket. */
class ProxyProcess {
  readonly #directory: string
  readonly socketPath: string
  #child: ChildProcess | null = null
  #ended: Promise<ProgramEnd> | null = null

  constructor(directory: string) {
    this.#directory = directory
    this.socketPath = join(directory, 's')
  }

  /** Resolves when the proxy listens. */
  async start(flags: readonly string[], signal: AbortSignal | undefined): Promise<void> {
    for (const program of candidates()) {
      signal?.throwIfAborted()
      const child = spawn(
        program,
        ['proxy', `--unix-socket=${this.socketPath}`, '--reject-methods=^(POST|PUT|PATCH|DELETE)$', ...flags],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      )
      const ended = endOf(child)
      this.#child = child
      this.#ended = ended
      if (child.pid !== undefined) writeFileSync(join(this.#directory, 'pid'), String(child.pid))
      if (await startsToListen(child, ended, signal)) return
      const { hasRun, status, message } = await ended
      signal?.throwIfAborted()
      if (hasRun)
        throw new KubeError(
          `${program} proxy ended with ${status ?? 'a signal'}${message && `: ${message}`}${startRemedy(message)}`,
        )
    }
    throw new KubeError(`${candidates().join(' and ')} not found in PATH; set KUBECTL to the path of kubectl`)
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null
  }

  /** Ends the proxy at once, as far as that can be done without waiting. */
  kill(): void {
    this.#child?.kill()
    rmSync(this.#directory, { recursive: true, force: true })
  }

  async close(): Promise<void> {
    if (this.#child) stopProgram(this.#child)
    await this.#ended
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

function startRemedy(message: string): string {
  if (message.includes('context') && message.includes('does not exist'))
    return '; "kubectl config get-contexts" lists the contexts'
  // It asked for a user name and a password, and there is no one to answer.
  return message === 'error: EOF'
    ? '; log in, and check that "kubectl get nodes" works without a question'
    : ''
}

/** Whether kubectl prints that it serves, before it ends or is given up. */
async function startsToListen(
  child: ChildProcess,
  ended: Promise<unknown>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const giveUp = (): void => void child.kill()
  const late = setTimeout(giveUp, START_MS)
  signal?.addEventListener('abort', giveUp)
  try {
    return await Promise.race([ended.then(() => false), saysThatItServes(child).then(() => true)])
  } finally {
    clearTimeout(late)
    signal?.removeEventListener('abort', giveUp)
  }
}

/** What kubectl prints when it listens. Without credentials it asks for a user name first. */
const SERVES = 'Starting to serve on'

/** Resolves when kubectl prints that it serves; never, if it does not. */
function saysThatItServes(child: ChildProcess): Promise<void> {
  let printed = ''
  return new Promise((resolve) =>
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      if (printed.includes(SERVES)) return
      printed += text
      if (printed.includes(SERVES)) resolve()
    }),
  )
}

const DIRECTORY = 'leasegap-kubectl-'

/** Ends proxies that killed runs of this user left behind. */
function endOrphans(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(DIRECTORY)) continue
    const directory = join(tmpdir(), name)
    // A link is no directory of ours, wherever another user made it point to.
    const isOurs = lstatSync(directory, { throwIfNoEntry: false })?.uid === process.getuid?.()
    if (!isOurs || isRunning(Number.parseInt(name.slice(DIRECTORY.length), 10))) continue
    const pid = Number(contentOf(join(directory, 'pid')))
    // The number may belong to another program by now.
    if (contentOf(`/proc/${pid}/cmdline`).includes(directory)) process.kill(pid)
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Reads a file that may be gone: it is empty then. */
function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
