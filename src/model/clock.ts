/** Names of clocks. The clock of a node has the node's name. */

/** Clock of the control plane; `control-plane/<host>` if records of several of its hosts are read. */
export const CONTROL_PLANE = 'control-plane'

/** Whether a clock is the control plane's. A node may have a name that begins alike, such as `control-plane-1`. */
export function isControlPlane(clock: string): boolean {
  return clock === CONTROL_PLANE || clock.startsWith(`${CONTROL_PLANE}/`)
}
