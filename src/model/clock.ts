/** Names of clocks: a node's is the node's own name. */

/** The control plane's clock; `control-plane/<host>` where several of its hosts stamped. */
export const CONTROL_PLANE = 'control-plane'

/** Whether a clock is the control plane's. A node may have a name that begins alike, such as `control-plane-1`. */
export function isControlPlane(clock: string): boolean {
  return clock === CONTROL_PLANE || clock.startsWith(`${CONTROL_PLANE}/`)
}
