/** What the sources of one call keep open together: one `kubectl proxy` for all sources of a cluster. */
import type { Shareable, Shared } from '../model/index.ts'

/** Opens each resource once, and again only if it ended by itself. A failure to open is that of all who ask. */
export class SharedResources implements Shared {
  readonly #opened = new Map<string, Promise<Shareable>>()

  async get<T extends Shareable>(key: string, open: () => Promise<T>): Promise<T> {
    // One key is that of one type of resource.
    const known = this.#opened.get(key) as Promise<T> | undefined
    if (known === undefined) return this.#open(key, open)
    const resource = await known
    if (resource.isOpen) return resource
    // Another source may have opened it again meanwhile.
    if (this.#opened.get(key) !== known) return this.get(key, open)
    return this.#open(key, async () => {
      await resource.close()
      return open()
    })
  }

  #open<T extends Shareable>(key: string, open: () => Promise<T>): Promise<T> {
    const opening = open()
    this.#opened.set(key, opening)
    return opening
  }

  /** Ends all of them. */
  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.#opened.values())
    this.#opened.clear()
    for (const result of opened) if (result.status === 'fulfilled') await result.value.close()
  }
}
