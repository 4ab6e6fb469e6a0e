/** The cause that a NotReady condition names. */
import type { CauseCategory } from '../../model/index.ts'

/** What a kubelet's own not-ready message is about: reason and message of the condition. */
export function categoryOfNotReady(reason: string | null, message: string | null): CauseCategory {
  const text = `${reason ?? ''} ${message ?? ''}`
  if (text.includes('node is shutting down')) return 'node-shutdown'
  if (text.includes('container runtime is down') || text.includes('container runtime not ready'))
    return 'container-runtime'
  if (text.includes('RuntimeReady=false') || text.includes('container runtime status check'))
    return 'container-runtime'
  if (text.includes('NetworkPluginNotReady') || text.includes('network not ready') || text.includes('cni'))
    return 'network-plugin'
  if (text.includes('PLEG') || text.includes('pleg')) return 'pleg'
  return 'unknown'
}
