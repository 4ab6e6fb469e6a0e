/** What the lists of nodes and leases show about each node, and which nodes a collection is about. */
import { SECOND_US } from '../time/instant.ts'

/** The names that Kubernetes allows for nodes (RFC 1123 subdomains). No other name reaches a path or a command. */
export const NODE_NAME: RegExp = /^[a-z0-9][a-z0-9.-]{0,252}$/

/** A Node object, as far as it decides what is collected. */
export interface NodeFacts {
  readonly name: string
  readonly isReady: boolean
  /** When Ready changed; null: the object does not contain it. */
  readonly readyChangedUs: number | null
  readonly createdUs: number | null
  readonly isControlPlane: boolean
  /** Whether the machine is a container of this name, as nodes of kind and minikube are. */
  readonly isContainer: boolean
  /** `InternalIP`; null: the object does not contain it. */
  readonly address: string | null
}

/** A Lease object. */
export interface LeaseFacts {
  readonly name: string
  readonly renewedUs: number
  readonly durationSeconds: number
}

interface ListedNode {
  readonly metadata?: {
    readonly name?: string
    readonly creationTimestamp?: string
    readonly labels?: Readonly<Record<string, string>>
  }
  readonly spec?: { readonly providerID?: string }
  readonly status?: {
    readonly addresses?: readonly { readonly type?: string; readonly address?: string }[]
    readonly conditions?: readonly {
      readonly type?: string
      readonly status?: string
      readonly lastTransitionTime?: string
    }[]
  }
}

interface ListedLease {
  readonly metadata?: { readonly name?: string }
  readonly spec?: { readonly renewTime?: string; readonly leaseDurationSeconds?: number }
}

const ADDRESS = /^[0-9a-fA-F:.]{2,45}$/

/** Returns null for what is no Node with a name. */
export function nodeFacts(object: unknown): NodeFacts | null {
  const { metadata, spec, status } = object as ListedNode
  const name = metadata?.name ?? ''
  if (!NODE_NAME.test(name)) return null
  const labels = metadata?.labels ?? {}
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  const address = status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? ''
  return {
    name,
    isReady: ready?.status === 'True',
    readyChangedUs: instantOf(ready?.lastTransitionTime),
    createdUs: instantOf(metadata?.creationTimestamp),
    isControlPlane:
      'node-role.kubernetes.io/control-plane' in labels || 'node-role.kubernetes.io/master' in labels,
    isContainer: (spec?.providerID ?? '').startsWith('kind://') || 'minikube.k8s.io/name' in labels,
    address: ADDRESS.test(address) ? address : null,
  }
}

/** Returns null for what is no Lease that was renewed. */
export function leaseFacts(object: unknown): LeaseFacts | null {
  const { metadata, spec } = object as ListedLease
  const renewedUs = instantOf(spec?.renewTime)
  if (metadata?.name === undefined || renewedUs === null) return null
  return { name: metadata.name, renewedUs, durationSeconds: spec?.leaseDurationSeconds ?? 40 }
}

function instantOf(text: string | undefined): number | null {
  const ms = Date.parse(text ?? '')
  return Number.isNaN(ms) ? null : ms * 1000
}

/** A node, and why it is in the collection. */
export interface ChosenNode {
  readonly name: string
  readonly why: string
  /** Null: the cluster has no such node, or could not be asked. */
  readonly facts: NodeFacts | null
}

/** A renewal may come this much later than the lease ends: the interval, and its jitter of 4 %. */
const INTERVAL_SECONDS = 10.4

/** The nodes that are, or in the wanted time were, in trouble, and a healthy one. `nowUs`: on the clock of the cluster. */
export function chooseNodes(
  nodes: readonly NodeFacts[],
  leases: readonly LeaseFacts[],
  { nowUs, sinceUs }: { readonly nowUs: number; readonly sinceUs: number | null },
): readonly ChosenNode[] {
  const leaseOf = new Map(leases.map((lease) => [lease.name, lease]))
  const chosen: ChosenNode[] = []
  const healthy: NodeFacts[] = []
  for (const facts of nodes) {
    const why = troubleOf(facts, leaseOf.get(facts.name), nowUs, sinceUs)
    if (why === null) healthy.push(facts)
    else chosen.push({ name: facts.name, why, facts })
  }
  const other = healthy.find(({ isControlPlane }) => !isControlPlane) ?? healthy[0]
  if (other) chosen.push({ name: other.name, why: 'healthy, for comparison', facts: other })
  return chosen
}

function troubleOf(
  { isReady, readyChangedUs, createdUs }: NodeFacts,
  lease: LeaseFacts | undefined,
  nowUs: number,
  sinceUs: number | null,
): string | null {
  if (!isReady) return 'not Ready'
  if (lease) {
    const ageSeconds = (nowUs - lease.renewedUs) / SECOND_US
    if (ageSeconds > lease.durationSeconds + INTERVAL_SECONDS)
      return `lease not renewed for ${Math.round(ageSeconds)} s`
  }
  // A node that was created in that time became Ready for the first time.
  const changed = readyChangedUs !== null && sinceUs !== null && readyChangedUs >= sinceUs
  return changed && createdUs !== null && createdUs < sinceUs ? 'not Ready until a while ago' : null
}
