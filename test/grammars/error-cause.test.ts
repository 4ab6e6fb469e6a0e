import { describe, expect, test } from 'vitest'
import { classifyError, rootOf } from '../../src/grammars/error-cause.ts'

const PUT =
  'Put "https://api:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s": '
const CERTIFICATE =
  'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time '

/** Root error, cause and subclass, for each row of the table. */
const ROWS: [string, string, string | null][] = [
  ['dial tcp: lookup api on 10.0.0.2:53: no such host', 'dns', 'dns_no_such_host'],
  ['dial tcp: lookup api on 10.0.0.2:53: server misbehaving', 'dns', 'dns_failure'],
  ['dial tcp: lookup api: Temporary failure in name resolution', 'dns', 'dns_failure'],
  [
    'dial tcp: lookup api on 10.0.0.2:53: read udp 10.0.0.5:4000->10.0.0.2:53: i/o timeout',
    'dns',
    'dns_timeout',
  ],
  ['dial tcp: lookup api: context deadline exceeded', 'dns', 'dns_timeout'],
  [
    'dial tcp: lookup api on [::1]:53: read udp [::1]:4000->[::1]:53: read: connection refused',
    'dns',
    'connection_refused',
  ],
  ['dial tcp: lookup api on 10.0.0.2:53: something new', 'dns', null],
  [
    'dial tcp: lookup api on 10.0.0.2:53: dial udp 10.0.0.2:53: connect: network is unreachable',
    'network-unreachable',
    'network_unreachable',
  ],
  [
    'dial tcp: lookup api on 10.0.0.2:53: dial udp 10.0.0.2:53: connect: no route to host',
    'no-route',
    'no_route_to_host',
  ],
  ['dial tcp 10.0.0.10:6443: connect: network is unreachable', 'network-unreachable', 'network_unreachable'],
  ['dial tcp 10.0.0.10:6443: connect: no route to host', 'no-route', 'no_route_to_host'],
  ['dial tcp 10.0.0.10:6443: connect: connection refused', 'connection-refused', 'connection_refused'],
  ['dial tcp 10.0.0.10:6443: getsockopt: connection refused', 'connection-refused', 'connection_refused'],
  [
    'read tcp 10.0.0.5:4000->10.0.0.10:6443: read: connection reset by peer',
    'connection-reset',
    'connection_reset',
  ],
  ['write tcp 10.0.0.5:4000->10.0.0.10:6443: write: broken pipe', 'connection-reset', 'connection_reset'],
  ['dial tcp 10.0.0.10:6443: i/o timeout', 'timeout', 'dial_timeout'],
  [
    'dial tcp 10.0.0.10:6443: i/o timeout (Client.Timeout exceeded while awaiting headers)',
    'timeout',
    'dial_timeout',
  ],
  ['read tcp 10.0.0.5:4000->10.0.0.10:6443: read: connection timed out', 'timeout', 'dial_timeout'],
  ['net/http: TLS handshake timeout', 'timeout', 'tls_handshake_timeout'],
  [`${CERTIFICATE}2025-03-14T10:20:30Z is after 2025-03-01T00:00:00Z`, 'tls', 'cert_expired'],
  [`${CERTIFICATE}2025-03-14T10:20:30Z is before 2025-04-01T00:00:00Z`, 'tls', 'cert_not_yet_valid'],
  ['x509: certificate signed by unknown authority', 'tls', 'cert_unknown_ca'],
  ['x509: certificate is valid for 10.0.0.1, not 10.0.0.10', 'tls', 'cert_name_mismatch'],
  [
    "x509: cannot validate certificate for 10.0.0.10 because it doesn't contain any IP SANs",
    'tls',
    'cert_name_mismatch',
  ],
  ['remote error: tls: bad certificate', 'tls', 'tls_client_cert'],
  [
    'net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
    'timeout',
    'client_timeout',
  ],
  ['net/http: request canceled while waiting for connection', 'timeout', 'client_timeout'],
  ['context deadline exceeded', 'timeout', 'client_timeout'],
  ['client rate limiter Wait returned an error: context deadline exceeded', 'throttled', 'client_throttled'],
  [
    'client rate limiter Wait returned an error: rate: Wait(n=1) would exceed context deadline',
    'throttled',
    'client_throttled',
  ],
  ['http2: client connection lost', 'connection-lost', 'http2_connection_lost'],
  [
    'http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=NO_ERROR, debug=""',
    'connection-lost',
    'server_goaway',
  ],
  ['stream error: stream ID 5; INTERNAL_ERROR; received from peer', 'connection-lost', 'http2_stream_error'],
  [
    'write tcp 10.0.0.5:4000->10.0.0.10:6443: use of closed network connection',
    'closed-connection',
    'connection_closed_local',
  ],
  ['unexpected EOF', 'eof', 'eof'],
  ['EOF', 'eof', 'eof'],
  ['Unauthorized', 'auth', 'unauthorized'],
  [
    'the server has asked for the client to provide credentials (put leases.coordination.k8s.io worker-1)',
    'auth',
    'unauthorized',
  ],
  [
    'leases.coordination.k8s.io "worker-1" is forbidden: User "system:anonymous" cannot get resource "leases"',
    'auth',
    'unauthorized',
  ],
  [
    'leases.coordination.k8s.io "worker-1" is forbidden: User "system:node:b" cannot get resource "leases"',
    'auth',
    'forbidden',
  ],
  ['leases.coordination.k8s.io "worker-1" not found', 'not-found', 'lease_missing'],
  ['leases "worker-1" not found', 'not-found', 'lease_missing'],
  ['nodes "worker-1" not found', 'not-found', 'node_object_missing'],
  ['namespaces "kube-node-lease" not found', 'not-found', 'namespace_missing'],
  [
    'Operation cannot be fulfilled on leases.coordination.k8s.io "worker-1": the object has been modified; please apply your changes to the latest version and try again',
    'conflict',
    'conflict',
  ],
  ['etcdserver: leader changed', 'server-error', 'etcd_leader_changed'],
  ['etcdserver: request timed out', 'server-error', 'etcd_timeout'],
  ['etcdserver: request timed out, possibly due to connection lost', 'server-error', 'etcd_timeout'],
  ['etcdserver: mvcc: database space exceeded', 'server-error', 'etcd_full'],
  [
    'the server was unable to return a response in the time allotted, but may still be processing the request',
    'server-error',
    'apiserver_timeout',
  ],
  [
    'Timeout: request did not complete within requested timeout - context deadline exceeded',
    'server-error',
    'apiserver_timeout',
  ],
  [
    'the server has received too many requests and has asked us to try again later',
    'throttled',
    'apiserver_overload',
  ],
  ['the server is currently unable to handle the request', 'server-error', 'apiserver_unavailable'],
  [
    'an error on the server ("<html>502 Bad Gateway: EOF</html>") has prevented the request from succeeding',
    'server-error',
    'apiserver_internal',
  ],
  [
    'Internal error occurred: failed calling webhook "x": Post "https://x": context deadline exceeded',
    'server-error',
    'apiserver_internal',
  ],
  ['the server could not find the requested resource', 'not-found', 'api_missing'],
  ['the server rejected our request for an unknown reason', 'other', 'bad_request'],
  ['net/http: request canceled', 'canceled', null],
  ['context canceled', 'canceled', null],
  ['dial tcp 10.0.0.10:6443: connect: invalid argument', 'other', null],
]

describe('classifyError', () => {
  test.each(ROWS)('classifies %s', (root, cause, causeDetail) => {
    for (const text of [root, PUT + root, `error getting node "worker-1": ${root}`]) {
      expect(classifyError(text)).toMatchObject({ cause, causeDetail })
    }
  })

  test('lists the other causes of the chain, nearest the root first', () => {
    const unreachable =
      'dial tcp: lookup api on 10.0.0.2:53: dial udp 10.0.0.2:53: connect: network is unreachable'
    expect(classifyError(unreachable).alsoCauses).toEqual(['dns'])
    const refused =
      'dial tcp: lookup api on [::1]:53: read udp [::1]:4000->[::1]:53: read: connection refused'
    expect(classifyError(refused).alsoCauses).toEqual(['connection-refused'])
    expect(classifyError('dial tcp 10.0.0.10:6443: connect: connection refused').alsoCauses).toEqual([])
  })

  test('takes the error of the last attempt, not of the previous one', () => {
    const text = `${PUT}dial tcp 10.0.0.10:6443: connect: connection refused - error from a previous attempt: EOF`
    expect(classifyError(text)).toMatchObject({ cause: 'connection-refused', alsoCauses: ['eof'] })
  })

  test('ignores patterns in names, URLs and patches', () => {
    expect(classifyError('Get "https://eof:6443/api/v1/nodes/EOF": Unauthorized').cause).toBe('auth')
    expect(classifyError('error getting node "eof": nodes "eof" not found').cause).toBe('not-found')
    expect(classifyError('Get "https://EOF.example:6443/x": dial tcp 10.0.0.1:6443: i/o timeout').cause).toBe(
      'timeout',
    )
    const patch = 'failed to patch status "{\\"message\\":\\"connection refused\\"}" for node "w": '
    expect(classifyError(`${patch}${PUT}EOF`).cause).toBe('eof')
    expect(classifyError(patch.slice(0, 50)).cause).toBe('other')
  })
})

describe('rootOf', () => {
  test('returns an empty text if the error ends before the root', () => {
    for (const text of ['', 'Get "https>', PUT.trim(), 'error getting node "worker-1":'])
      expect(rootOf(text)).toBe('')
  })

  test('removes nested wrappers', () => {
    expect(rootOf(`error getting node "w": ${PUT}EOF`)).toBe('EOF')
  })
})
