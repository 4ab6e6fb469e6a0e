/** Claims about outages of several nodes in words. */
import type { ClaimCode, ClaimWords } from './claim-params.ts'
import { counted, cutText, durationText, instantText, listed, timeText, zoneText } from './claim-text.ts'

type ClusterCode = Extract<ClaimCode, `cluster.${string}`>

export const CLUSTER_WORDS: { readonly [C in ClusterCode]: ClaimWords<C> } = {
  'cluster.over': {
    starts: true,
    text: ({ at, length, deleted }, format) =>
      `The last of them was back at ${timeText(at, format)}${length ? `, ${durationText(length, 'after the first stopped')}` : ''}${deleted === 0 ? '' : `; ${counted(deleted, 'node')} ${deleted === 1 ? 'was' : 'were'} deleted`}`,
  },
  'cluster.disruption': {
    starts: true,
    text: ({ state, fromUs, untilUs }, format) => {
      const from = `From ${instantText(fromUs, format)}${untilUs === null ? ' on' : ` to ${instantText(untilUs, format)}`}`
      return state === 'full-disruption'
        ? `${from} the controller was in full disruption mode and held evictions back`
        : `${from} their zone of at most 50 nodes was in partial disruption, where only the first node gets a NoExecute taint`
    },
  },
  'cluster.zone': { starts: true, text: zoneText },
  'cluster.unseen': {
    starts: true,
    text: ({ affected, seen, nodes, from, atUs, error }, times) =>
      `The controller saw no renewal of the leases of ${affected} of ${seen} nodes (${listed(nodes)}) from ${timeText(from, times)} on, but it lost its own watch of Leases by ${instantText(atUs, times)} (${cutText(error)}): they may have renewed their leases`,
  },
  'cluster.outage': {
    starts: true,
    text: ({ affected, seen, nodes, first, from, heartbeat }, format) =>
      `${affected} of ${seen} nodes (${listed(nodes)}) stopped ${heartbeat ? 'posting their status' : 'renewing their leases'} from ${timeText(from, format)}${first === null ? '' : `, ${first} first`}`,
  },
}
