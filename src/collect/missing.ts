/** What the evidence will lack, before it is needed: settings of the cluster under which nothing is logged or kept. */

import { getObject, type KubeApi } from '../sources/kube/api.ts'
import type { ControllerPod } from '../sources/kube/controller.ts'
import { listNodeFiles, nodeFilePath } from '../sources/kube/node-files.ts'
import { memoryLack } from './journald.ts'
import { failureReason } from './run-requests.ts'

/** From here on the controller logs nodes that it finds stale, and their transitions. */
const CONTROLLER_VERBOSITY = 2

/** From here on a kubelet logs its requests, so each renewal. */
const KUBELET_VERBOSITY = 6

/** Returns a sentence for each verbosity below which the controller logs nothing about nodes. */
export function controllerVerbosity(pods: readonly ControllerPod[]): readonly string[] {
  const low = pods.filter(({ args }) => args.length > 0 && verbosityOf(args) < CONTROLLER_VERBOSITY)
  if (low.length === 0) return []
  const verbosities = [...new Set(low.map(({ args }) => verbosityOf(args)))].sort()
  return [
    `kube-controller-manager runs at -v=${verbosities.join(' and ')}: its log does not show that a node is stale or what ` +
      `follows; add --v=${CONTROLLER_VERBOSITY} to its command line (kubeadm: /etc/kubernetes/manifests/kube-controller-manager.yaml)`,
  ]
}

/** The last of `-v=2`, `--v=2`, `-v 2`; klog's default is 0. */
function verbosityOf(args: readonly string[]): number {
  let verbosity = 0
  for (const [i, arg] of args.entries()) {
    const value = /^--?v=(\d{1,3})$/.exec(arg)?.[1] ?? (/^--?v$/.test(arg) ? args[i + 1] : undefined)
    if (value !== undefined && /^\d{1,3}$/.test(value)) verbosity = Number(value)
  }
  return verbosity
}

/** What the kubelet of a node reports about itself; null where it can't be asked. */
export interface NodeSettings {
  readonly node: string
  readonly verbosity: number | null
  readonly hasJournalFiles: boolean | null
}

/** Asks a kubelet. What it refuses is unknown. Rejects with the signal's reason only. */
export async function nodeSettings(api: KubeApi, node: string): Promise<NodeSettings> {
  const [config, files] = await Promise.all([
    orNull(getObject(api, `/api/v1/nodes/${encodeURIComponent(node)}/proxy/configz`)),
    orNull(listNodeFiles(api, nodeFilePath(node, ''))),
  ])
  const { kubeletconfig } = (config ?? {}) as {
    readonly kubeletconfig?: { readonly logging?: { readonly verbosity?: unknown } }
  }
  const verbosity = kubeletconfig?.logging?.verbosity
  return {
    node,
    verbosity: typeof verbosity === 'number' ? verbosity : null,
    hasJournalFiles: files === null || files.length === 0 ? null : files.includes('journal/'),
  }
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    // Throws what is a defect; a node that does not answer leaves its settings unknown.
    failureReason(error)
    return null
  }
}

export function kubeletSettings(settings: readonly NodeSettings[]): readonly string[] {
  const sentences: string[] = []
  for (let verbosity = 0; verbosity < KUBELET_VERBOSITY; verbosity++) {
    const nodes = settings.filter((one) => one.verbosity === verbosity)
    if (nodes.length > 0)
      sentences.push(
        `the kubelet of ${namesOf(nodes)} runs at -v=${verbosity}: it logs failed renewals, but none that succeeded; ` +
          `from -v=${KUBELET_VERBOSITY} on it logs each`,
      )
  }
  const volatile = settings.filter(({ hasJournalFiles }) => hasJournalFiles === false)
  if (volatile.length > 0) sentences.push(memoryLack(namesOf(volatile)))
  return sentences
}

/** Names in a sentence, which may be many. */
const MAX_NAMES = 5

function namesOf(nodes: readonly { readonly node: string }[]): string {
  const names = nodes.map(({ node }) => node).sort()
  const more = names.length - MAX_NAMES
  return more > 0 ? `${names.slice(0, MAX_NAMES).join(', ')} and ${more} more` : names.join(', ')
}
