/**
 * Messages of a kubelet that can't register its node, or finds no Node object of its name.
 *
 * Input: log messages. Output: node.register-failed.
 * Authority: kubelet_node_status.go, 1.14–1.36: plain to 1.20, structured from 1.21, at any verbosity; kubelet.go:
 * `node "X" not found` every 100 ms to 1.20, "Error getting node" 1.21–1.25.
 */
import type { Finding } from '../model/index.ts'
import { failureOf } from './failure.ts'
import { type Findings, type TextGrammar, textGrammar } from './message-table.ts'
import { nameAt, quotedName } from './node-names.ts'
import { nodeRegistrationSamples } from './samples/node-registration.ts'

function registerFailed(node: string | null, error: string | undefined): Finding {
  return { kind: 'node.register-failed', node, ...failureOf(error) }
}

/** Returns a finding if the error states that no Node of a name exists. */
function nodeMissing(error: string | undefined): Findings {
  if (!error?.includes('not found')) return undefined
  const node = quotedName(error, 'nodes ') ?? quotedName(error, 'node ') ?? BARE.exec(error)?.[1]
  return node === undefined ? undefined : registerFailed(node, error)
}

const UNABLE = 'Unable to register node with API server'

/** Releases before 1.14 and some forks print the name without quotes. */
const BARE = /^node ([a-z0-9*%-][\w.*%-]{0,252}) not found$/

/** A whole message, which names nothing but the node. */
const MISSING = /^node (?:\\?"[\w.*%-]+\\?"|[a-z0-9*%-][\w.*%-]*) not found$/

export const nodeRegistration: TextGrammar = textGrammar({
  name: 'node-registration',
  title: 'kubelet: registration that fails',
  component: 'kubelet',
  literals: ['to register', 'getting node', ' not found'],
  wordings: [
    {
      messages: [
        UNABLE,
        `${UNABLE}, error getting existing node`,
        `${UNABLE}, reason is forbidden`,
        'Unable to reconcile node with API server,error updating node',
      ],
      structured: (values) => registerFailed(values.get('node') ?? null, values.get('err')),
      literals: ['nable to register node ', 'nable to register with API server, error getting existing node'],
      plain(text, at, end) {
        const before = text.indexOf(' with API server: ', end)
        if (at > 1 || before < 0) return undefined
        return registerFailed(nameAt(text, end), text.slice(before + ' with API server: '.length))
      },
    },
    {
      messages: ['Error getting node', 'Error getting the current node from lister'],
      structured: (values) => nodeMissing(values.get('err')),
      literals: [' not found'],
      plain: (text) => (MISSING.test(text) ? nodeMissing(text) : undefined),
    },
  ],
  samples: nodeRegistrationSamples,
})
