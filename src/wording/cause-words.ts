/** Causes and places in words that end a sentence; empty where nothing is known. */
import type { CauseCategory, CauseWhere, IncidentCause } from '../model/index.ts'

/** The two forms of a cause. */
interface CauseWords {
  /** Without a subject that it may refer to. */
  readonly inGeneral: string
  /** After the node was named: `its` is the node's. */
  readonly ofNode: string
  /** The words name the place themselves, so that it is not repeated. */
  readonly namesPlace?: true
}

const CAUSE_WORDS: Readonly<Record<CauseCategory, CauseWords>> = {
  dns: { inGeneral: 'name resolution failed', ofNode: 'name resolution failed', namesPlace: true },
  'network-unreachable': {
    inGeneral: 'the network was unreachable',
    ofNode: 'its network was unreachable',
    namesPlace: true,
  },
  'no-route': {
    inGeneral: 'there was no route to the API server',
    ofNode: 'there was no route to the API server',
  },
  'connection-refused': {
    inGeneral: 'connections to the API server were refused',
    ofNode: 'connections to the API server were refused',
  },
  'connection-reset': {
    inGeneral: 'a connection to the API server was reset',
    ofNode: 'connections to the API server were reset',
  },
  'connection-lost': {
    inGeneral: 'the HTTP/2 connection to the API server was lost',
    ofNode: 'the connection to the API server was lost',
  },
  'closed-connection': {
    inGeneral: 'the connection was closed',
    ofNode: 'its connections were closed',
  },
  timeout: {
    inGeneral: 'the request timed out',
    ofNode: 'requests to the API server timed out',
  },
  tls: { inGeneral: 'the TLS handshake failed', ofNode: 'the TLS handshake failed' },
  auth: {
    inGeneral: 'the API server rejected the credentials or permissions',
    ofNode: 'the API server rejected its credentials or permissions',
    namesPlace: true,
  },
  'not-found': {
    inGeneral: 'the API server did not find the object',
    ofNode: 'the API server did not find the object',
  },
  conflict: {
    inGeneral: 'another client had updated the object',
    ofNode: 'another client updated the object',
  },
  throttled: { inGeneral: 'the request was throttled', ofNode: 'its requests were throttled' },
  'server-error': {
    inGeneral: 'the API server returned an error',
    ofNode: 'the API server returned errors',
    namesPlace: true,
  },
  eof: {
    inGeneral: 'the connection was closed before the response',
    ofNode: 'the API server closed connections',
  },
  canceled: { inGeneral: 'the request was canceled', ofNode: 'its requests were canceled' },
  other: { inGeneral: 'for an unclassified reason', ofNode: 'its requests failed' },
  'kubelet-stopped': {
    inGeneral: 'the kubelet process ended',
    ofNode: 'the kubelet process ended',
    namesPlace: true,
  },
  'kubelet-silent': {
    inGeneral: 'the kubelet stopped logging',
    ofNode: 'the kubelet stopped logging',
    namesPlace: true,
  },
  'container-runtime': {
    inGeneral: 'the container runtime was down',
    ofNode: 'the container runtime was down',
    namesPlace: true,
  },
  'network-plugin': {
    inGeneral: 'the network plugin was not ready',
    ofNode: 'the network plugin was not ready',
    namesPlace: true,
  },
  pleg: {
    inGeneral: 'the pod lifecycle event generator (PLEG) was unhealthy',
    ofNode: 'the pod lifecycle event generator (PLEG) was unhealthy',
    namesPlace: true,
  },
  'node-shutdown': {
    inGeneral: 'the node was shutting down',
    ofNode: 'the node was shutting down',
    namesPlace: true,
  },
  'node-reboot': { inGeneral: 'the node rebooted', ofNode: 'the node rebooted', namesPlace: true },
  'clock-jump': { inGeneral: 'the clock was set', ofNode: 'its clock jumped', namesPlace: true },
  unknown: { inGeneral: '', ofNode: '' },
}

const PLACE_WORDS: Readonly<Record<CauseWhere, string>> = {
  'node-network': "on the node's network",
  dns: 'in name resolution',
  'api-server': 'on the side of the API server',
  'load-balancer': 'between the node and the API server',
  'node-auth': "on the side of the node's credentials",
  kubelet: 'in the kubelet',
  node: 'on the node',
  'control-plane': 'in the control plane',
  clock: 'in the clock',
  unknown: '',
}

/** Names that are not their code with blanks for hyphens. */
const CAUSE_TITLES: { readonly [C in CauseCategory]?: string } = {
  dns: 'DNS failure',
  auth: 'credentials rejected',
  'not-found': 'object not found',
  tls: 'TLS failure',
  eof: 'connection closed (EOF)',
  pleg: 'PLEG unhealthy',
  'server-error': 'API server error',
  'container-runtime': 'container runtime down',
  'network-plugin': 'network plugin not ready',
  conflict: 'write conflict',
  other: 'unclassified error',
  unknown: 'cause unknown',
}

/** Names a cause in a heading. */
export function causeTitle(category: CauseCategory): string {
  return CAUSE_TITLES[category] ?? category.replaceAll('-', ' ')
}

export function causeWords(category: CauseCategory): string {
  return CAUSE_WORDS[category].inGeneral
}

/** Returns the cause and its place, for a sentence that names one node or, `nodes` being true, several. */
export function causeOfNode(
  { category, where, confidence }: Pick<IncidentCause, 'category' | 'where' | 'confidence'>,
  nodes: boolean,
): { readonly cause: string; readonly place: string } {
  const { ofNode, namesPlace } = CAUSE_WORDS[category]
  return {
    cause: nodes ? ofNode.replace(/\bits\b/g, 'their') : ofNode,
    place: namesPlace || confidence === 'low' ? '' : PLACE_WORDS[where],
  }
}

/** Refused credentials and errors of the API server are a place themselves. */
function placeOf({ category, where }: IncidentCause): string {
  const isNamed = category === 'auth' || (category === 'server-error' && where === 'api-server')
  return isNamed ? '' : PLACE_WORDS[where]
}

/** `network unreachable, on the node's network (confidence high)`; empty if the evidence shows no cause. */
export function causeSummary(cause: IncidentCause): string {
  const { category, confidence } = cause
  const place = placeOf(cause)
  if (category === 'unknown' && place === '') return ''
  return `${causeTitle(category)}${place === '' ? '' : `, ${place}`} (confidence ${confidence})`
}

/** Names the further causes of an incident. */
export function alsoCauses({ alsoCauses: others }: IncidentCause): string {
  return others.map(({ cause }) => causeTitle(cause)).join(', ')
}

/** Writes the cause and its confidence as a sentence, or that the evidence shows none. */
export function causeSentence(cause: IncidentCause): string {
  const { category, where, confidence } = cause
  const place = placeOf(cause)
  const words = [causeWords(category), place].filter((part) => part !== '')
  return words.length === 0
    ? 'Cause: not found in these logs.'
    : `Cause: ${words.join(', ')} (${category}, ${where}; confidence ${confidence}).`
}
