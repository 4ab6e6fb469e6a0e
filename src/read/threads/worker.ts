/** A thread that reads files, or a part of one. It ends with the last. */
import { parentPort, workerData } from 'node:worker_threads'
import type { PartMessage, PartWork } from './part-thread.ts'
import type { ThreadMessage, ThreadWork } from './pool.ts'

const work = workerData as ThreadWork | PartWork
const post = (message: ThreadMessage | PartMessage): void => parentPort?.postMessage(message)

if ('files' in work) void import('./files-thread.ts').then(({ readFiles }) => readFiles(work, post))
else void import('./part-thread.ts').then(({ readPart }) => readPart(work, post))
