/** Why a mark deviated from the model, as text that ends a sentence. */
import type { DeviationReason } from '../model/index.ts'

const REASON_WORDS: Readonly<Record<DeviationReason, string>> = {
  'controller-reset': 'the controller started over and counted the grace period from then',
  'leader-lost': 'the controller lost leadership',
  'leader-changed': 'leadership changed to another controller',
  'disruption-left': 'the controller left disruption mode and restarted the grace period',
  'counted-from-start': 'the controller had just started and counted the grace period from its own start',
  'renewed-in-time': 'the lease was renewed before the grace period ended',
  'ended-while-due': 'it ended while the mark was due',
  'attempt-unanswered': 'an attempt to renew that got no answer may have been carried out',
  'not-covered': 'no log of the leading controller covers the time',
  'marked-by-kubelet': 'the kubelet posted the status itself',
  'grace-not-printed': 'the logs do not show the grace period',
  'unknown-already': 'its Ready condition was Unknown already',
  'name-shared': 'several kubelets use this node name, and nothing shows which of them the controller means',
  'node-deleted': 'the node had been deleted',
  'not-printed':
    'the controller log may not contain such lines (it needs --v=2); Events or the Node object show it',
  'clocks-not-compared': 'nothing compares the clocks of the node and the control plane',
  'zone-assumed': 'the time zone of a log is only assumed (set it with --input-tz)',
}

export function deviationReason(reason: DeviationReason): string {
  return REASON_WORDS[reason]
}
