/** Starts a thread that reads. */
import process from 'node:process'
import { Worker } from 'node:worker_threads'

/** `work`: plain data, `ThreadWork` or `PartWork`. `env`: of the thread; absent: that of this process. */
export function startWorker(work: object, env: NodeJS.ProcessEnv = process.env): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), {
    workerData: work,
    env,
    // By the command, the thread finds the code that was compiled for it.
    argv: process.argv.slice(2),
  })
}
