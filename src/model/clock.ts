/** Names of clocks. The clock of a node has the node's name. */
import type { Component } from './observation.ts'

/** Clock of the control plane; `control-plane/<host>` if records of several of its hosts are read. */
export const CONTROL_PLANE = 'control-plane'

/** Whether a clock is the control plane's. A node may have a name that begins alike, such as `control-plane-1`. */
export function isControlPlane(clock: string): boolean {
  return clock === CONTROL_PLANE || clock.startsWith(`${CONTROL_PLANE}/`)
}

/** Whether a component runs on a node. A record of such a component that names no node is about the node of its log. */
export function runsOnNode(component: Component): boolean {
  return component === 'kubelet' || component === 'journald' || component === 'systemd'
}
