/**
 * The labels of a Node that say where it runs and which pool it belongs to.
 *
 * Input: `metadata.labels`, or labels as kubectl prints them. Output: region, zone and pool, each null where no label
 * says it. Authority: kubernetes.io/docs/reference/labels-annotations-taints for zones and regions; the API server allows
 * no other values than `LABEL_VALUE`, so what differs was changed afterwards and says nothing.
 *
 * Labels of `cluster.x-k8s.io` are not read: Cluster API sets them on Machines, and on a Node only those that a user
 * chooses (cluster-api.sigs.k8s.io/reference/api/labels-and-annotations).
 */
import type { JsonObject, JsonValue, NodeLabels } from '../../model/index.ts'

/** The name before 1.17 comes second: where a node has both they are equal. */
const REGION = ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region']
const ZONE = ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone']

/**
 * Labels with the name of a pool. The first that a node has counts: the tools that make pools go before those below them.
 *
 * Authority: the documentation of Karpenter and AKS, what eksctl prints, kubernetes/kops#3783; for the others Node objects
 * in public reports.
 */
const POOL = [
  // Karpenter; the second before 0.32.
  'karpenter.sh/nodepool',
  'karpenter.sh/provisioner-name',
  // Google Kubernetes Engine.
  'cloud.google.com/gke-nodepool',
  // Amazon EKS, managed node groups; eksctl sets the second on groups that it makes itself.
  'eks.amazonaws.com/nodegroup',
  'alpha.eksctl.io/nodegroup-name',
  // Azure Kubernetes Service; the second is the older name.
  'kubernetes.azure.com/agentpool',
  'agentpool',
  // DigitalOcean Kubernetes.
  'doks.digitalocean.com/node-pool',
  // IBM Cloud Kubernetes Service.
  'ibm-cloud.kubernetes.io/worker-pool-name',
  // kOps.
  'kops.k8s.io/instancegroup',
]

/** Authority: kubernetes.io/docs/concepts/overview/working-with-objects/labels. The empty value says nothing. */
const LABEL_VALUE = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/

export function nodeLabels(labels: JsonObject): NodeLabels {
  const first = (keys: readonly string[]): string | null => {
    for (const key of keys) {
      const value = Object.hasOwn(labels, key) ? labels[key] : undefined
      if (typeof value === 'string' && LABEL_VALUE.test(value)) return value
    }
    return null
  }
  return { region: first(REGION), zone: first(ZONE), pool: first(POOL) }
}

/** Converts texts such as `agentpool=workers` to the object that they print. */
export function printedLabels(texts: readonly string[]): JsonObject {
  const labels: [string, JsonValue][] = []
  for (const text of texts) {
    const equals = text.indexOf('=')
    if (equals > 0) labels.push([text.slice(0, equals), text.slice(equals + 1)])
  }
  return Object.fromEntries(labels)
}
