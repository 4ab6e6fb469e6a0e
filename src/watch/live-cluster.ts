/** The cluster of the user's kubectl, and the clock of this machine. */
import { setTimeout as sleep } from 'node:timers/promises'
import { getObject, type KubeApi } from '../sources/kube/api.ts'
import { type KubeProxy, openProxy } from '../sources/kube/proxy.ts'
import type { WatchApi, WatchClock } from './object-watch.ts'

export const systemClock: WatchClock = {
  nowUs: () => Date.now() * 1000,
  async sleep(ms, signal) {
    try {
      await sleep(ms, undefined, { signal })
    } catch (error) {
      signal.throwIfAborted()
      throw error
    }
  },
}

/** A proxy that is started again when it ended: a watch may run for weeks. */
export class LiveCluster implements WatchApi {
  readonly #flags: readonly string[]
  readonly #signal: AbortSignal
  #proxy: Promise<KubeProxy> | null = null

  constructor(flags: readonly string[], signal: AbortSignal) {
    this.#flags = flags
    this.#signal = signal
  }

  api(signal: AbortSignal): KubeApi {
    return {
      get: async (path) => {
        const opening = this.#proxy ?? this.#start()
        try {
          return await (await opening).api(signal).get(path)
        } catch (error) {
          const { code } = error as NodeJS.ErrnoException
          if (code === 'ENOENT' || code === 'ECONNREFUSED') await this.#forget(opening)
          throw error
        }
      },
    }
  }

  #start(): Promise<KubeProxy> {
    const opening = openProxy(this.#flags, this.#signal)
    this.#proxy = opening
    // One that could not be started is tried again by the next request; this one gets the failure.
    opening.catch(() => {
      if (this.#proxy === opening) this.#proxy = null
    })
    return opening
  }

  async #forget(opening: Promise<KubeProxy>): Promise<void> {
    if (this.#proxy !== opening) return
    this.#proxy = null
    await (await opening).close()
  }

  /** Starts the proxy. Rejects with a KubeError if kubectl can't be started. */
  async open(): Promise<void> {
    await this.#start()
  }

  async close(): Promise<void> {
    const opening = this.#proxy
    this.#proxy = null
    const proxy = await opening?.catch(() => null)
    await proxy?.close()
  }
}

/** Since this minor version the controller waits longer by default. */
const LONGER_GRACE_MINOR = 32

/** The default of node-monitor-grace-period in the version of the cluster. */
export async function defaultGraceSeconds(api: KubeApi): Promise<number> {
  const { minor = '' } = (await getObject(api, '/version')) as { readonly minor?: string }
  return Number.parseInt(minor, 10) >= LONGER_GRACE_MINOR ? 50 : 40
}
