/** Names of clocks: a node's is the node's own name. */

/** What the control plane stamped; `control-plane/<host>` where several of its hosts did. */
export const CONTROL_PLANE = 'control-plane'
