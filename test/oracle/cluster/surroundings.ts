/** What a kubelet process runs in. */
import type { Random } from '../random.ts'
import type { ApiServer } from './api-server.ts'
import type { Log } from './log.ts'
import type { Release } from './message.ts'
import type { Network } from './network.ts'
import type { Scheduler } from './scheduler.ts'
import type { Fault, NodeTruth } from './truth.ts'

export interface KubeletSettings {
  readonly release: Release
  readonly verbosity: number
  /** Mean time between lines that are not about the node's health. */
  readonly noiseUs: number
  readonly printsStart: boolean
}

export interface Surroundings {
  readonly scheduler: Scheduler
  readonly network: Network
  readonly api: ApiServer
  readonly truth: NodeTruth
  readonly log: Log
  readonly random: Random
  readonly faults: readonly Fault[]
}
