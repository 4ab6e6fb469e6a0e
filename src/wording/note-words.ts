/** The claims of notes in words: what a report states beside its incidents. */
import { causeWords } from './cause-words.ts'
import type { ClaimCode, ClaimWords } from './claim-params.ts'
import { counted, cutText, instantText, listed } from './claim-text.ts'
import { controllerLogCommand, kubeletLogCommand, nameInCommand } from './collect-commands.ts'

type NoteClaim = Extract<ClaimCode, `note.${string}`>

export const NOTE_WORDS: { readonly [C in NoteClaim]: ClaimWords<C> } = {
  'note.unnamed-node': {
    starts: true,
    text: ({ source, count }) =>
      `${counted(count, 'record')} of ${source} name${count === 1 ? 's' : ''} no node: name it with --source-node ${source}=NODE`,
  },
  'note.never-registered': {
    starts: true,
    text: ({ node, error, count }) =>
      `The kubelet${node === null ? '' : ` of ${node}`} could not register its node (${counted(count, 'failure')})${error === null ? '' : `: ${cutText(error)}`}`,
  },
  'note.not-ready': {
    starts: true,
    text: ({ node, atUs, category, message }) => {
      const reason = causeWords(category)
      return `The kubelet${node === null ? '' : ` of ${node}`} reported at ${instantText(atUs)} that it was not ready${reason === '' ? '' : ` (${reason})`}${message === null ? '' : `: ${cutText(message)}`}`
    },
  },
  'note.cut-lines': {
    starts: true,
    text: ({ source, count }) =>
      `${counted(count, 'line')} of ${source} ${count === 1 ? 'is' : 'are'} cut before the end of the error, which may have named another cause`,
  },
  'note.no-renewal': {
    starts: true,
    needsNoProof: true,
    text: ({ nodes }) =>
      `No renewal of the lease${nodes.length === 1 ? '' : 's'} of ${listed(nodes)} is in evidence: a kubelet prints them from -v=6 on, a Lease object or an audit log contains them`,
  },
  'note.missing-evidence': {
    starts: true,
    needsNoProof: true,
    text: ({ log, nodes, cluster }) =>
      log === 'kubelet'
        ? `No kubelet log of ${listed(nodes)} is in evidence, which would show why. To get it: \`${kubeletLogCommand(cluster, nodes[0] as string)}\``
        : `No log of kube-controller-manager is in evidence, which would show what the control plane did about ${listed(nodes)}. To get it: \`${controllerLogCommand(cluster)}\``,
  },
  'note.seen-not-ready': {
    starts: true,
    text: ({ nodes }) =>
      `The objects show ${listed(nodes)} not ready, and no line shows since when. To get that: \`kubectl describe node ${nameInCommand(nodes[0] as string)}\``,
  },
  'note.zone-state': {
    starts: true,
    text: ({ zone, state, atUs }) =>
      `Zone ${zone === '' ? '(without a name)' : zone} entered the state ${state} at ${instantText(atUs)}`,
  },
  'note.times-aligned': {
    starts: true,
    needsNoProof: true,
    text: ({ node, aheadSeconds }) =>
      `Times that ${node} stamped are shown on the control plane's clock: the node's clock is ${Math.abs(aheadSeconds).toFixed(1)} s ${aheadSeconds > 0 ? 'ahead' : 'behind'}; --no-align shows them as stamped`,
  },
  'note.disruption-mode': {
    starts: true,
    text: ({ fromUs, untilUs }) =>
      `From ${instantText(fromUs)}${untilUs === null ? ' on' : ` to ${instantText(untilUs)}`} the controller was in disruption mode: no node was ready in any zone, and it held evictions back`,
  },
  'note.evictions-cancelled': {
    starts: true,
    text: ({ count }) => `${counted(count, 'eviction')} ${count === 1 ? 'was' : 'were'} cancelled`,
  },
}
