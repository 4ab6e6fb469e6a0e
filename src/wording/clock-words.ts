/** Names of clocks in words. */
import { CONTROL_PLANE, isControlPlane } from '../model/clock.ts'

/** `* clock of the control plane`: the footnote of times on other clocks than the node's; empty without any. */
export function clockFootnote(clocks: Iterable<string>): string {
  const names = [...new Set(clocks)].sort().map(clockName)
  return names.length === 0 ? '' : `* clock of ${names.join(', ')}`
}

/** `the control plane`, `the control plane on host-1`, or the name of a node. */
function clockName(clock: string): string {
  if (!isControlPlane(clock)) return clock
  const host = clock.slice(CONTROL_PLANE.length + 1)
  return `the control plane${host === '' ? '' : ` on ${host}`}`
}
