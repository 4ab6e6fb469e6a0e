/**
 * Adds kind and apiVersion to the items of a list: items of a typed list (`LeaseList`, `NodeList`) have none.
 *
 * Authority: apimachinery meta/v1, lists as the API server and kubectl print them.
 */
import type { Frame, JsonObject } from '../model/index.ts'

/**
 * Limits the items that wait for the kind of their list, which follows them where keys are sorted: enough for the leases
 * or nodes of a large cluster.
 */
const MAX_WAITING_BYTES = 32 * 1024 * 1024

/** The list that is being read. */
export class ObjectList {
  readonly #emit: (frame: Frame) => void
  readonly #waiting: { body: JsonObject; line: number; offset: number }[] = []
  #waitingBytes = 0
  #kind: string | null = null
  #apiVersion: string | null = null

  constructor(emit: (frame: Frame) => void) {
    this.#emit = emit
  }

  /** False: its kind is known and is no list, so a field `items` has another meaning. */
  get mayBeList(): boolean {
    return this.#kind === null || this.#kind.endsWith('List')
  }

  /** True: it is an object of the Kubernetes API. */
  get isTyped(): boolean {
    return this.#kind !== null || this.#apiVersion !== null
  }

  /** Sets a string field of the list itself. */
  setField(key: string, value: string): void {
    if (key === 'kind') this.#kind = value
    if (key === 'apiVersion') this.#apiVersion = value
  }

  /** Emits the item, or keeps it until the kind of the list is known. `bytes` is the length of its text. */
  add(body: JsonObject, line: number, offset: number, bytes: number): void {
    if (body.kind !== undefined || this.#kind !== null || this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#emit({ body: this.#withKind(body), line, offset })
      return
    }
    this.#waiting.push({ body, line, offset })
    this.#waitingBytes += bytes
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.close()
  }

  /** Emits the waiting items, with the kind as known by now. */
  close(): void {
    for (const { body, line, offset } of this.#waiting.splice(0)) {
      this.#emit({ body: this.#withKind(body), line, offset })
    }
  }

  #withKind(item: JsonObject): JsonObject {
    const kind = this.#kind?.slice(0, -'List'.length)
    if (item.kind !== undefined || !kind || !this.mayBeList) return item
    return { apiVersion: this.#apiVersion ?? undefined, ...item, kind }
  }
}
