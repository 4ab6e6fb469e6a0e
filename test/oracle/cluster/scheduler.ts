/** A discrete-event scheduler: coroutines yield the length of their sleep in µs of real time. */
import type { Machine } from './machine.ts'

/** Yields how long it sleeps, in µs as the machine's timers count. */
export type Task = Generator<number, void, void>

/** A process of a machine. After `endUs` none of its tasks runs any more. */
export interface Life {
  readonly machine: Machine
  readonly pid: number
  readonly startUs: number
  endUs: number
}

interface Wake {
  readonly atUs: number
  readonly order: number
  readonly task: Task
  readonly life: Life
}

export class Scheduler {
  nowUs: number
  readonly #heap: Wake[] = []
  #order = 0

  constructor(startUs: number) {
    this.nowUs = startUs
  }

  /** Starts the task at the given time of the process. */
  spawn(task: Task, life: Life, atUs: number): void {
    this.#push({ atUs: Math.round(atUs), order: this.#order++, task, life })
  }

  /** Runs everything that happens before `untilUs`. */
  run(untilUs: number): void {
    for (let wake = this.#heap[0]; wake !== undefined && wake.atUs < untilUs; wake = this.#heap[0]) {
      this.#pop()
      if (wake.atUs >= wake.life.endUs) continue
      this.nowUs = wake.atUs
      const step = wake.task.next()
      if (step.done) continue
      const atUs = Math.round(wake.life.machine.wakeAt(this.nowUs, step.value))
      this.#push({ atUs, order: this.#order++, task: wake.task, life: wake.life })
    }
  }

  #push(wake: Wake): void {
    const heap = this.#heap
    let i = heap.push(wake) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!isBefore(wake, heap[parent] as Wake)) break
      heap[i] = heap[parent] as Wake
      i = parent
    }
    heap[i] = wake
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop() as Wake
    if (heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Wake, heap[child] as Wake)) child++
      if (!isBefore(heap[child] as Wake, last)) break
      heap[i] = heap[child] as Wake
      i = child
    }
    heap[i] = last
  }
}

function isBefore(a: Wake, b: Wake): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.order < b.order)
}
