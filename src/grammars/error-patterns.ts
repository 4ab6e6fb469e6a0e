/**
 * Table of the texts that classify errors: one row for each subclass.
 *
 * Authority: apimachinery api/errors 1.14–1.36, client-go rest and transport, Go net, net/http, crypto/tls,
 * crypto/x509, golang.org/x/net/http2, etcd's rpctypes. Patterns are case-sensitive: names in errors are lower case.
 */
import type { Cause } from '../model/index.ts'

export interface ErrorPattern {
  readonly cause: Cause
  /** Subclass of the cause; null if missing. */
  readonly detail: string | null
  /** Texts, one of which the error contains. */
  readonly patterns: readonly string[]
  /** Text that must precede the pattern. */
  readonly needs?: string
}

/** Most specific first: the first matching row of the cause nearest the root gives the subclass. */
export const ERROR_PATTERNS: readonly ErrorPattern[] = [
  { cause: 'dns', detail: 'dns_no_such_host', patterns: ['no such host'] },
  {
    cause: 'dns',
    detail: 'dns_failure',
    patterns: [
      'server misbehaving',
      'Temporary failure in name resolution',
      'temporary failure in name resolution',
    ],
  },
  { cause: 'dns', detail: 'dns_timeout', patterns: ['i/o timeout'], needs: 'lookup ' },
  { cause: 'network-unreachable', detail: 'network_unreachable', patterns: ['network is unreachable'] },
  { cause: 'no-route', detail: 'no_route_to_host', patterns: ['no route to host'] },
  // Go before 1.11 prints `getsockopt: connection refused` or no system call at all.
  { cause: 'connection-refused', detail: 'connection_refused', patterns: ['connection refused'] },
  {
    cause: 'connection-reset',
    detail: 'connection_reset',
    patterns: ['connection reset by peer', 'broken pipe'],
  },
  { cause: 'timeout', detail: 'dial_timeout', patterns: ['i/o timeout'], needs: 'dial tcp' },
  { cause: 'timeout', detail: 'dial_timeout', patterns: ['connection timed out'] },
  { cause: 'timeout', detail: null, patterns: ['i/o timeout', 'timeout awaiting response headers'] },
  { cause: 'timeout', detail: 'tls_handshake_timeout', patterns: ['TLS handshake timeout'] },
  {
    cause: 'tls',
    detail: 'cert_expired',
    patterns: [' is after '],
    needs: 'certificate has expired or is not yet valid',
  },
  {
    cause: 'tls',
    detail: 'cert_not_yet_valid',
    patterns: [' is before '],
    needs: 'certificate has expired or is not yet valid',
  },
  { cause: 'tls', detail: 'cert_unknown_ca', patterns: ['x509: certificate signed by unknown authority'] },
  {
    cause: 'tls',
    detail: 'cert_name_mismatch',
    patterns: ['x509: certificate is valid for', 'cannot validate certificate'],
  },
  {
    cause: 'tls',
    detail: 'tls_client_cert',
    patterns: ['remote error: tls:', 'tls: bad certificate', 'tls: internal error'],
  },
  { cause: 'tls', detail: null, patterns: ['x509: ', ': tls: '] },
  {
    cause: 'throttled',
    detail: 'client_throttled',
    patterns: ['client rate limiter Wait returned an error'],
  },
  {
    cause: 'timeout',
    detail: 'client_timeout',
    patterns: [
      'Client.Timeout ',
      'request canceled while waiting for connection',
      'context deadline exceeded',
    ],
  },
  { cause: 'connection-lost', detail: 'http2_connection_lost', patterns: ['http2: client connection lost'] },
  {
    cause: 'connection-lost',
    detail: 'server_goaway',
    patterns: ['http2: server sent GOAWAY', 'http2: no cached connection'],
  },
  { cause: 'connection-lost', detail: 'http2_stream_error', patterns: ['stream error: stream ID'] },
  {
    cause: 'closed-connection',
    detail: 'connection_closed_local',
    patterns: ['use of closed network connection'],
  },
  { cause: 'eof', detail: 'eof', patterns: ['EOF'] },
  {
    cause: 'auth',
    detail: 'unauthorized',
    patterns: [
      'Unauthorized',
      'the server has asked for the client to provide credentials',
      'is forbidden: User "system:anonymous"',
      'is forbidden: User \\"system:anonymous',
    ],
  },
  { cause: 'auth', detail: 'forbidden', patterns: ['is forbidden:'] },
  {
    cause: 'conflict',
    detail: 'conflict',
    patterns: ['Operation cannot be fulfilled on', 'the object has been modified'],
  },
  {
    cause: 'server-error',
    detail: 'etcd_leader_changed',
    patterns: ['etcdserver: leader changed', 'etcdserver: no leader'],
  },
  { cause: 'server-error', detail: 'etcd_timeout', patterns: ['etcdserver: request timed out'] },
  { cause: 'server-error', detail: 'etcd_full', patterns: ['etcdserver: mvcc: database space exceeded'] },
  { cause: 'server-error', detail: null, patterns: ['etcdserver: '] },
  {
    cause: 'server-error',
    detail: 'apiserver_timeout',
    patterns: [
      'the server was unable to return a response in the time allotted',
      'Timeout: request did not complete within',
    ],
  },
  {
    cause: 'throttled',
    detail: 'apiserver_overload',
    patterns: ['Too many requests', 'Too Many Requests', 'the server has received too many requests'],
  },
  {
    cause: 'server-error',
    detail: 'apiserver_unavailable',
    patterns: [
      'the server is currently unable to handle the request',
      'apiserver not ready',
      'apiserver is shutting down',
      'Service Unavailable',
    ],
  },
  {
    cause: 'server-error',
    detail: 'apiserver_internal',
    patterns: [
      'an error on the server (',
      'Internal error occurred:',
      'Internal Server Error',
      'rpc error: code = ',
    ],
  },
  { cause: 'server-error', detail: null, patterns: ['Bad Gateway', 'Gateway Timeout', 'Gateway Time-out'] },
  {
    cause: 'not-found',
    detail: 'api_missing',
    patterns: ['the server could not find the requested resource'],
  },
  { cause: 'other', detail: 'bad_request', patterns: ['the server rejected our request'] },
  {
    cause: 'canceled',
    detail: null,
    patterns: ['request canceled', 'context canceled', 'operation was canceled'],
  },
]
