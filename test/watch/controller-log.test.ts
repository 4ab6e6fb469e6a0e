/** The end of a controller's log that is followed: nothing rejects without a handler. */
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { KubeApi } from '../../src/sources/kube/api.ts'
import { followController } from '../../src/watch/controller-log.ts'
import { systemClock } from '../../src/watch/live-cluster.ts'
import type { WatchClock } from '../../src/watch/object-watch.ts'

const unhandled: unknown[] = []
const onUnhandled = (reason: unknown): void => void unhandled.push(reason)
beforeEach(() => process.on('unhandledRejection', onUnhandled))
afterEach(() => void process.off('unhandledRejection', onUnhandled))

const PODS = { items: [{ metadata: { name: 'kube-controller-manager-cp' }, spec: { nodeName: 'cp' } }] }

/** Lists one replica, with a log that ends when the request is aborted. A second list ends some time after. */
const lists: AbortSignal[] = []
function api(signal: AbortSignal): KubeApi {
  return {
    async get(path) {
      if (!path.includes('/log?')) {
        if (lists.push(signal) === 1) return Readable.from([JSON.stringify(PODS)]) as never
        await once(signal, 'abort')
        await pause(20)
        signal.throwIfAborted()
      }
      const log = new Readable({ read: () => undefined })
      signal.addEventListener('abort', () => log.destroy(signal.reason as Error))
      log.push('2026-11-22T10:45:17.000000Z I1122 10:45:17.000000       1 a line\n')
      return log as never
    },
  }
}

/** The next list follows at once. */
const clock: WatchClock = {
  ...systemClock,
  sleep: (ms, signal) => (ms === 60_000 ? pause(1) : systemClock.sleep(ms, signal)),
}

it('ends with the reason of the signal, and each replica with it', async () => {
  const stop = new AbortController()
  const lines: string[] = []
  const following = followController(
    { api },
    {
      ...{ clock, signal: stop.signal, onWatching: () => undefined },
      onLost: (reason) => void lines.push(`lost: ${reason}`),
      onLine: (_pod, line) => void lines.push(line),
    },
  )
  await expect.poll(() => [lines.length, lists.length]).toEqual([1, 2])
  stop.abort(new Error('interrupted'))
  await expect(following).rejects.toThrow('interrupted')
  await pause(10)
  expect(lines).toEqual([expect.stringContaining('a line')])
  expect(unhandled).toEqual([])
})
