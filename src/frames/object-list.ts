/**
 * The items of one list in, the same with kind and apiVersion out: in a typed list (`LeaseList`, `NodeList`)
 * the items have none of their own. Authority: apimachinery meta/v1, lists as the API server and kubectl
 * print them.
 */
import type { Frame, JsonObject } from '../model/index.ts'

/**
 * Items that wait for their list's kind, printed behind them where keys are sorted: room for those of a large
 * cluster.
 */
const MAX_WAITING_BYTES = 32 * 1024 * 1024

/** One list, as long as it is read. */
export class ObjectList {
  readonly #emit: (frame: Frame) => void
  readonly #waiting: { body: JsonObject; line: number; offset: number }[] = []
  #waitingBytes = 0
  #kind: string | null = null
  #apiVersion: string | null = null

  constructor(emit: (frame: Frame) => void) {
    this.#emit = emit
  }

  /** False: it has a kind, which is no list's, and its `items` are its own affair. */
  get mayBeList(): boolean {
    return this.#kind === null || this.#kind.endsWith('List')
  }

  /** A text field of the list itself. */
  tell(key: string, value: string): void {
    if (key === 'kind') this.#kind = value
    if (key === 'apiVersion') this.#apiVersion = value
  }

  /** `bytes`: how long its text was. */
  add(body: JsonObject, line: number, offset: number, bytes: number): void {
    if (body.kind !== undefined || this.#kind !== null || this.#waitingBytes > MAX_WAITING_BYTES) {
      this.#emit({ body: this.#withKind(body), line, offset })
      return
    }
    this.#waiting.push({ body, line, offset })
    this.#waitingBytes += bytes
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.close()
  }

  /** Lets go of what waits, with the kind that is known by now. */
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
