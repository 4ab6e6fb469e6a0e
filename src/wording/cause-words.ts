/** Causes and places in words that end a sentence. In: the names of the output contract; out: text, empty where nothing is known. */
import type { CauseCategory, IncidentCause } from '../model/index.ts'
import { WHERE_WORDS } from './where.ts'

const CATEGORY_WORDS: Readonly<Record<CauseCategory, string>> = {
  dns: 'name resolution failed',
  'network-unreachable': 'the network was unreachable',
  'no-route': 'there was no route to the API server',
  'connection-refused': 'connections to the API server were refused',
  'connection-reset': 'a connection to the API server was reset',
  'connection-lost': 'the HTTP/2 connection to the API server was lost',
  'closed-connection': 'the connection had been closed',
  timeout: 'no answer came in time',
  tls: 'the TLS handshake failed',
  auth: 'the API server refused the credentials or the rights',
  'not-found': 'the API server did not find the object',
  conflict: 'somebody else had written the same object',
  throttled: 'the request was throttled',
  'server-error': 'the API server answered with an error',
  eof: 'the connection was closed before the answer',
  canceled: 'the request was canceled',
  other: 'for a reason that is in no class',
  'kubelet-stopped': 'the kubelet process ended',
  'kubelet-silent': 'the kubelet said nothing',
  'container-runtime': 'the container runtime was down',
  'network-plugin': 'the network plugin was not ready',
  pleg: 'the pod lifecycle event generator was not healthy',
  'node-shutdown': 'the node was shutting down',
  'node-reboot': 'the node rebooted',
  'clock-jump': 'the clock was set',
  unknown: '',
}

export function causeWords(category: CauseCategory): string {
  return CATEGORY_WORDS[category]
}

/** What the evidence says of the cause, how sure it is, and that it says nothing where it does not. */
export function causeSentence({ category, where, confidence }: IncidentCause): string {
  const words = [CATEGORY_WORDS[category], WHERE_WORDS[where]].filter((part) => part !== '')
  return words.length === 0
    ? 'Cause: nothing in these logs tells.'
    : `Cause: ${words.join(', ')} (${category}, ${where}; confidence ${confidence}).`
}
