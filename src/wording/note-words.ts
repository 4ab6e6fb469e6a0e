/** The claims of notes in words: what a report states beside its incidents. */
import { labelInCommand } from '../model/source.ts'
import { causeWords } from './cause-words.ts'
import type { ClaimCode, ClaimWords } from './claim-params.ts'
import { counted, cutText, instantText, listed } from './claim-text.ts'
import { controllerLogCommand, kubeletLogCommand, nameInCommand } from './collect-commands.ts'
import { formatSpan } from './durations.ts'

type NoteClaim = Extract<ClaimCode, `note.${string}`>

export const NOTE_WORDS: { readonly [C in NoteClaim]: ClaimWords<C> } = {
  'note.unnamed-node': {
    starts: true,
    text: ({ source, count }, format) =>
      `${counted(count, 'record')} of ${format.source(source)} name${count === 1 ? 's' : ''} no node: assign one with --source-node ${labelInCommand(source)}=NODE`,
  },
  'note.never-registered': {
    starts: true,
    text: ({ node, error, count }) =>
      `The kubelet${node === null ? '' : ` of ${node}`} could not register its node (${counted(count, 'failure')})${error === null ? '' : `: ${cutText(error)}`}`,
  },
  'note.not-ready': {
    starts: true,
    text: ({ node, atUs, category, message }, format) => {
      const reason = causeWords(category)
      return `The kubelet${node === null ? '' : ` of ${node}`} reported it NotReady at ${instantText(atUs, format)}${reason === '' ? '' : ` (${reason})`}${message === null ? '' : `: ${cutText(message)}`}`
    },
  },
  'note.cut-lines': {
    starts: true,
    text: ({ source, count }, format) =>
      `${counted(count, 'line')} of ${format.source(source)} ${count === 1 ? 'is' : 'are'} cut before the end of the error: the whole error may name another cause`,
  },
  'note.clocks-not-compared': {
    starts: true,
    needsNoProof: true,
    text: ({ nodes }) =>
      `Nothing compares the clock of ${listed(nodes)} with the control plane's: an outage that only the node shows and one that only the control plane shows may be the same. An audit log, or Leases as \`kubectl get lease -A -o yaml --show-managed-fields\` prints them, compare the clocks`,
  },
  'note.no-renewal': {
    starts: true,
    needsNoProof: true,
    text: ({ nodes }) =>
      `No lease renewal of ${listed(nodes)} is in the logs: a kubelet logs renewals from -v=6 on; Lease objects and audit logs contain them, too`,
  },
  'note.missing-evidence': {
    starts: true,
    needsNoProof: true,
    text: ({ log, nodes, cluster }) =>
      log === 'kubelet'
        ? `There is no kubelet log of ${listed(nodes)}, which would show why. To get it: \`${kubeletLogCommand(cluster, nodes[0] as string)}\``
        : `There is no log of kube-controller-manager, which would show what the control plane did about ${listed(nodes)}. To get it: \`${controllerLogCommand(cluster)}\``,
  },
  'note.seen-not-ready': {
    starts: true,
    text: ({ nodes }) =>
      `The objects show that ${listed(nodes)} ${nodes.length === 1 ? 'is' : 'are'} NotReady, but not since when. To find out: \`kubectl describe node ${nameInCommand(nodes[0] as string)}\``,
  },
  'note.deleted': {
    starts: true,
    text: ({ nodes, atUs, reason, isAnnounced }, format) => {
      const at = atUs === null ? '' : ` at ${instantText(atUs, format)}`
      const what = isAnnounced ? 'being deleted' : 'deleted'
      return `${listed(nodes)} ${nodes.length === 1 ? 'was' : 'were'} ${what}${at}${reason === null ? '' : ` (${reason})`}`
    },
  },
  'note.undated': {
    starts: true,
    text: ({ source, count, isFailure, nodes, category, reported }, format) => {
      const of = nodes.length === 0 ? '' : ` of ${listed(nodes)}`
      const name = format.source(source)
      if (!isFailure)
        return `${counted(count, 'record')}${of} in ${name} print${count === 1 ? 's' : ''} an age only (${listed(reported)}): --at TIME, when it was printed, dates ${count === 1 ? 'it' : 'them'}`
      const reason = causeWords(category)
      return `${counted(count, 'failure')}${of} in ${name} ${count === 1 ? 'has' : 'have'} no timestamp, so that no outage can be dated${reason === '' ? '' : ` (${reason})`}: keep the beginning of each line, as \`journalctl -u kubelet -o short-iso-precise\` prints it (--at TIME dates what prints an age)`
    },
  },
  'note.api-out-of-reach': {
    starts: true,
    text: ({ node, fromUs, untilUs, category, error }, format) => {
      const [from, until] = [fromUs, untilUs].map((us) => (us === null ? '' : instantText(us, format)))
      const time = from === '' ? '' : from === until ? ` at ${from}` : ` from ${from} to ${until}`
      const reason = causeWords(category)
      return `The kubelet of ${node} failed to list its Node${time}${reason === '' ? '' : ` (${reason})`}: ${cutText(error)}`
    },
  },
  'note.zone-state': {
    starts: true,
    text: ({ zone, state, atUs }, format) =>
      `Zone ${zone === '' ? '(without a name)' : zone} entered the state ${state} at ${instantText(atUs, format)}`,
  },
  'note.before-leases': {
    starts: true,
    needsNoProof: true,
    text: () =>
      'The evidence is of a release before Kubernetes 1.13, when nodes had no leases: a lease is here the status of a node, and a renewal a post of it',
  },
  'note.thinned-part': {
    starts: true,
    needsNoProof: true,
    text: ({ nodes }) =>
      `The selected time cuts an hour of which \`leasegap read --thin\` left the renewals of ${listed(nodes)} out: the number of renewals is approximate, and those of that hour are not among the intervals and latencies`,
  },
  'note.times-aligned': {
    starts: true,
    needsNoProof: true,
    text: ({ node, aheadSeconds }) =>
      `The clock of ${node} is ${formatSpan(Math.abs(aheadSeconds))} ${aheadSeconds > 0 ? 'ahead of' : 'behind'} the control plane's: its times are shown on the control plane's clock (--no-align shows them as logged)`,
  },
  'note.disruption-mode': {
    starts: true,
    text: ({ fromUs, untilUs }, format) =>
      `From ${instantText(fromUs, format)}${untilUs === null ? ' on' : ` to ${instantText(untilUs, format)}`} the controller was in disruption mode: no zone had a Ready node, and it held evictions back`,
  },
  'note.evictions-cancelled': {
    starts: true,
    text: ({ count, node, atUs }, format) => {
      if (node === null) return `${counted(count, 'eviction')} ${count === 1 ? 'was' : 'were'} cancelled`
      const more = count === 1 ? '' : `, and ${counted(count - 1, 'more time')} later`
      return `All evictions of ${node} were cancelled at ${instantText(atUs, format)}${more}`
    },
  },
}
