/**
 * Messages of a controller manager that becomes the leader or loses the lock. A new leader does not know when a node
 * last renewed its lease.
 *
 * Input: log messages. Output: controller.leader-acquired, controller.leader-lost.
 * Authority: client-go leaderelection.go, 1.3–1.36: plain to 1.34, structured from 1.35; controllermanager.go.
 * The lock is a Lease, but not that of a node. Locks of other components are rejected. A line that lost its lock is of
 * the controller manager only where another line of its process shows that; the reader decides.
 */
import { type Findings, type NormalizedMessage, type TextGrammar, textGrammar } from './message-table.ts'
import { leaderElectionSamples } from './samples/leader-election.ts'

type Kind = 'controller.leader-acquired' | 'controller.leader-lost'

/** `lock` is `namespace/name`. Returns undefined if it is not the controller manager's. */
function election(kind: Kind, lock: string | undefined): Findings {
  const name = lock?.slice(lock.lastIndexOf('/') + 1)
  return lock && name === 'kube-controller-manager' ? { kind, node: null, lock } : undefined
}

/** Returns the lock at `from`, `namespace/name`, up to the blank, colon or dots after it. */
function lockAt(text: string, from: number): string | undefined {
  return /^[a-z0-9.-]+\/[a-z0-9-]+/.exec(text.slice(from, from + 300))?.[0]
}

function leaderLost(message: NormalizedMessage): Findings {
  const isOwn = message.file === 'controllermanager.go' || message.process === 'kube-controller-manager'
  return isOwn ? { kind: 'controller.leader-lost', node: null, lock: null } : undefined
}

export const leaderElection: TextGrammar = textGrammar({
  name: 'leader-election',
  title: "controller manager: its own leader's lock",
  component: 'kube-controller-manager',
  literals: ['lease', 'ction l'],
  wordings: [
    {
      messages: ['Successfully acquired lease'],
      structured: (values) =>
        values.has('lock')
          ? election('controller.leader-acquired', values.get('lock'))
          : { kind: 'controller.leader-acquired', node: null, lock: null },
      // Releases to 1.7 misspell it.
      literals: ['successfully acquired lease ', 'sucessfully acquired lease '],
      plain: (text, _at, end) => election('controller.leader-acquired', lockAt(text, end)),
    },
    {
      messages: ['Failed to renew lease'],
      structured: (values) => election('controller.leader-lost', values.get('lock')),
      literals: ['failed to renew lease '],
      plain: (text, _at, end) => election('controller.leader-lost', lockAt(text, end)),
    },
    {
      messages: ['leaderelection lost'],
      structured: (_values, message) => leaderLost(message),
      literals: ['leaderelection lost'],
      plain: (text, at, _end, message) => (at === 0 && text.length < 32 ? leaderLost(message) : undefined),
    },
  ],
  samples: leaderElectionSamples,
})
