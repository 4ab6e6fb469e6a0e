/** Pieces of evidence, each with the ways to it in the order in which they are tried. */
import type { KubeApi } from '../sources/kube/api.ts'

/** One file of a way. */
export interface Part {
  /** Path in the collection. */
  readonly file: string
  /** What prints the same in a shell. */
  readonly command: string
  /** What it is, if the evidence is whole without it. Absent: a part of the evidence. */
  readonly extra?: string
  read(): AsyncIterable<Uint8Array>
}

/** One way to a piece of evidence. */
export interface Way {
  readonly name: string
  /** What does the same in a shell, for people who can't run leasegap there; without what only the way finds out. */
  readonly commands: readonly string[]
  /** Finds the files. Rejects with the reason why there are none. `signal` ends the search and the reading. */
  parts(signal: AbortSignal): Promise<readonly Part[]>
  /**
   * Finds what its evidence will lack by the settings of the machine. Rejects with the reason why that is unknown.
   * Absent: it shows no settings.
   */
  lacks?(signal: AbortSignal): Promise<readonly string[]>
}

/** A piece of evidence. The ways after one that gives it whole are not tried. */
export interface EvidenceRequest {
  /** A node's name, `controller` or `cluster`. */
  readonly about: string
  readonly what: string
  readonly ways: readonly Way[]
}

/** Requests to the API server, and what does the same in a shell. */
export interface ClusterAccess {
  api(signal: AbortSignal): KubeApi
  /** The command that prints the answer to a request. */
  command(path: string): string
  /** A command of kubectl, with the flags that choose the cluster. */
  kubectl(words: readonly string[]): string
}

/** A way that is one command or one request. */
export function singlePart(
  name: string,
  { file, command }: Pick<Part, 'file' | 'command'>,
  read: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
): Way {
  return {
    name,
    commands: [`${command} > ${file}`],
    parts: async (signal) => [{ file, command, read: () => read(signal) }],
  }
}
