/** Limits that several rooms share. */

/** How much of an offending record is quoted, in characters: enough to find it, too little to flood a report. */
export const EXCERPT_CHARACTERS = 160

/**
 * How many nodes are told of: the rest is counted. Kubernetes supports 5,000 in a cluster; whoever names more than
 * these made them up, and each costs memory and is compared with the others.
 */
export const MAX_NODES = 20_000
