/** Names of clocks. The clock of a node has the node's name. */

/** Clock of the control plane; `control-plane/<host>` if records of several of its hosts are read. */
export const CONTROL_PLANE = 'control-plane'
