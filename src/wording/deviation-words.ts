/** Why a mark deviated from the model, as text that ends a sentence. */
import type { DeviationReason } from '../model/index.ts'

const REASON_WORDS: Readonly<Record<DeviationReason, string>> = {
  'controller-reset': 'the controller began anew and counted from its own start',
  'leader-lost': 'the controller lost its leader lock',
  'leader-changed': 'another controller took the lead',
  'disruption-left': 'the controller left disruption mode and counted anew',
  'counted-from-start': 'the controller had just started and counted from its own start',
  'renewed-in-time': 'the lease was renewed before the grace period was over',
  'ended-while-due': 'it ended while the mark was due',
  'not-covered': 'no log of the controller that led covers the time',
  'marked-by-kubelet': 'the kubelet posted the status itself',
  'grace-not-printed': 'no line prints the grace period',
  'unknown-already': 'the node was Unknown already',
  'name-shared':
    'several kubelets print this node name, and nothing shows which of them the controller means',
  'node-deleted': 'the node was deleted before',
  'not-printed': 'the controller log is not known to print such lines (-v below 2)',
  'clocks-not-compared': 'nothing compares the clocks of the node and the control plane',
  'zone-assumed': 'the time zone of a log is only assumed; --input-tz gives it',
}

export function deviationReason(reason: DeviationReason): string {
  return REASON_WORDS[reason]
}
