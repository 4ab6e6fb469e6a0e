/** Limits that several rooms share. */

/** Limits the excerpt of a record in a problem, in characters: enough to find the record, too little to flood a report. */
export const EXCERPT_CHARACTERS = 160

/**
 * Limits the nodes of a report; further nodes are only counted. Kubernetes supports 5,000 nodes in a cluster; a report of
 * 100,000 takes up to 3 GB of memory, and more would take more than Node allows by default.
 */
export const MAX_NODES = 100_000
