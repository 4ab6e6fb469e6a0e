/**
 * Saves all evidence about nodes into a directory or an archive that leasegap reads: the bytes as they came, and
 * `collect.json` with each way that was tried.
 */
import { UsageError } from '../model/errors.ts'
import type { ChosenNode } from './cluster.ts'
import { type ClusterConnection, connect } from './cluster-connection.ts'
import { openDestination } from './destination.ts'
import { machineLacks } from './machine-lacks.ts'
import { manifest } from './manifest.ts'
import { ClusterFacts, checkOptions, listRequests, nodesOf, planOf } from './plan.ts'
import type { EvidenceRequest } from './requests.ts'
import { failureReason, runRequests } from './run-requests.ts'
import type { Destination } from './saved.ts'
import type { Attempt, CollectedNode, Collection, CollectOptions, DryRun, Refusal } from './types.ts'

const DEADLINE_SECONDS = 600

/**
 * Collects into `path`, which must not exist. Resolves also when the signal ended it early, and where nothing could be
 * had. Rejects with a UsageError for an invalid name, if no node is named and the cluster can't be asked, and if the
 * destination can't be written: what was saved until then stays.
 */
export async function collect(path: string, options: CollectOptions): Promise<Collection> {
  checkOptions(options)
  const destination = await openDestination(path)
  const run = new CollectionRun(destination, options)
  try {
    return await run.collect()
  } catch (error) {
    await run.giveUp()
    throw error
  }
}

/** Finds out what `collect` would do. Nothing is saved. Rejects as `collect` does. */
export async function planCollection(options: CollectOptions): Promise<DryRun> {
  checkOptions(options)
  const signal = options.signal ?? new AbortController().signal
  const cluster = await connect(options.kubectlFlags ?? [], signal)
  try {
    const facts = new ClusterFacts()
    const lists = typeof cluster === 'string' ? [] : listRequests(cluster, facts)
    const refused = await readLists(lists, signal)
    const nodes = nodesOf(options, cluster, facts)
    const plan = await planOf(nodes, options, cluster, { facts, onLack: () => {}, signal })
    const unknown: Refusal[] = []
    const lacks = await machineLacks(plan.requests, { signal, onUnknown: (one) => void unknown.push(one) })
    const steps = [...lists, ...plan.requests].map(({ about, what, ways }) => ({
      ...{ about, what },
      ways: ways.map(({ name, commands }) => ({ name, commands })),
    }))
    return {
      nodes: nodes.map(({ name, why }) => ({ node: name, why })),
      ...{ steps, refused: [...refused, ...plan.refused, ...unknown] },
      missing: [...new Set([...plan.missing, ...lacks])].sort(),
    }
  } finally {
    if (typeof cluster !== 'string') await cluster.close()
  }
}

/** Reads lists for the facts in them. Resolves with those that can't be read. Rejects with the signal's reason only. */
async function readLists(lists: readonly EvidenceRequest[], signal: AbortSignal): Promise<Refusal[]> {
  const refused: Refusal[] = []
  for (const { about, what, ways } of lists) {
    try {
      for (const way of ways) for (const part of await way.parts(signal)) for await (const _ of part.read());
    } catch (error) {
      signal.throwIfAborted()
      refused.push({ about, what, reason: failureReason(error) })
    }
  }
  return refused
}

class CollectionRun {
  readonly #destination: Destination
  readonly #options: CollectOptions
  readonly #signal: AbortSignal
  readonly #startedMs = Date.now()
  readonly #attempts: Attempt[] = []
  #nodes: readonly ChosenNode[] = []
  readonly #missing: string[] = []
  #bytes = 0
  #requests = 0
  #finished = 0

  constructor(destination: Destination, options: CollectOptions) {
    this.#destination = destination
    this.#options = options
    this.#signal = options.signal ?? new AbortController().signal
  }

  async collect(): Promise<Collection> {
    try {
      const cluster = await connect(this.#options.kubectlFlags ?? [], this.#signal)
      try {
        await this.#collectFrom(cluster)
      } finally {
        if (typeof cluster !== 'string') await cluster.close()
      }
    } catch (error) {
      if (!this.#signal.aborted || error instanceof UsageError) throw error
    }
    return this.#complete()
  }

  async #collectFrom(cluster: ClusterConnection | string): Promise<void> {
    const facts = new ClusterFacts()
    if (typeof cluster !== 'string') await this.#run(listRequests(cluster, facts))
    this.#signal.throwIfAborted()
    this.#nodes = nodesOf(this.#options, cluster, facts)
    const { requests, refused, missing } = await planOf(this.#nodes, this.#options, cluster, {
      facts,
      onLack: (sentence) => void this.#missing.push(sentence),
      signal: this.#signal,
    })
    this.#missing.push(...missing)
    for (const { about, what, reason } of refused)
      this.#attempts.push({
        ...{ about, what, way: 'API server', command: '', status: 'failed', file: null, bytes: 0 },
        ...{ seconds: 0, reason },
      })
    await this.#run(requests)
  }

  #run(requests: readonly EvidenceRequest[]): Promise<void> {
    this.#requests += requests.length
    return runRequests(requests, {
      destination: this.#destination,
      deadlineSeconds: this.#options.deadlineSeconds ?? DEADLINE_SECONDS,
      signal: this.#signal,
      onAttempt: (attempt) => void this.#attempts.push(attempt),
      onBytes: (bytes) => {
        this.#bytes += bytes
        this.#report()
      },
      onFinished: () => {
        this.#finished++
        this.#report()
      },
    })
  }

  #report(): void {
    this.#options.onProgress?.({
      finished: this.#finished,
      requests: this.#requests,
      bytes: this.#bytes,
    })
  }

  async #complete(): Promise<Collection> {
    const collection = this.#collection()
    const { version, time } = this.#options
    const text = manifest(collection, { version, time, startedMs: this.#startedMs })
    const { failure } = await this.#destination.save('collect.json', chunkOf(text), () => {})
    if (failure !== null) throw failure
    await this.#destination.close()
    return collection
  }

  #collection(): Collection {
    const nodes = this.#nodes.map(
      ({ name, why }): CollectedNode => ({
        node: name,
        why,
        hasLog: this.#attempts.some(
          ({ about, what, bytes }) => about === name && what === 'kubelet log' && bytes > 0,
        ),
      }),
    )
    return {
      path: this.#destination.path,
      nodes,
      attempts: this.#attempts,
      missing: [...new Set(this.#missing)].sort(),
      bytes: this.#bytes,
      wasInterrupted: this.#signal.aborted,
    }
  }

  /** Ends a collection that failed: without a byte nothing stays. */
  async giveUp(): Promise<void> {
    if (this.#bytes === 0) await this.#destination.discard()
    else await this.#complete().catch(() => this.#destination.abandon())
  }
}

async function* chunkOf(text: string): AsyncIterable<Buffer> {
  yield Buffer.from(text)
}
