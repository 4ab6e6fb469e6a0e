/** Limits that several rooms share. */

/** Limits the excerpt of a record in a problem, in characters: enough to find the record, too little to flood a report. */
export const EXCERPT_CHARACTERS = 160

/**
 * Limits the nodes of a report; further nodes are only counted. Kubernetes supports 5,000 nodes in a cluster, so an input
 * with more than this number has invented names, and each node costs memory and is compared with the others.
 */
export const MAX_NODES = 20_000
