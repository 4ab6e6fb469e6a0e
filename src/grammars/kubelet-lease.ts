/**
 * Messages of the kubelet about its node's Lease when a renewal fails. A successful renewal prints nothing here.
 *
 * Input: log messages. Output: lease.update-failed, lease.update-fallback, lease.ensure-failed,
 * lease.retries-exhausted.
 * Authority: component-helpers apimachinery/lease/controller.go (`controller.go`), Kubernetes 1.14–1.36: plain
 * to 1.26, structured from 1.27; printed at any verbosity. kube-apiserver prints the same messages about its
 * identity lease, and leader election prints similar ones about its lock: both are rejected where the text shows it.
 */
import type { Failure, Finding } from '../model/index.ts'
import { parseGoDuration } from '../time/go-time.ts'
import { failureOf, leaseNodeIn } from './failure.ts'
import { type Findings, type NormalizedMessage, type TextGrammar, textGrammar } from './message-table.ts'
import { kubeletLeaseSamples } from './samples/kubelet-lease.ts'

/** Parses the duration at the beginning of a text and ignores what a web page put after it. Returns null if missing. */
function parseSeconds(text: string | undefined): number | null {
  const duration = /^[0-9][0-9.hmsnu\u00b5\u03bc]{0,40}/.exec(text ?? '')?.[0]
  return (duration === undefined ? undefined : parseGoDuration(duration)) ?? null
}

/** Tests whether an error is about another lease: a leader's lock or an API server's identity. */
function isForeign(error: string, message: NormalizedMessage): boolean {
  return (
    message.file === 'leaderelection.go' ||
    message.process === 'kube-apiserver' ||
    (error.includes('/leases/') && !error.includes('kube-node-lease/leases/')) ||
    error.includes('namespace "kube-system"') ||
    /leases\S* "(?:kube-)?apiserver-[a-z0-9-]{20,40}"/.test(error.slice(0, 200))
  )
}

/** Returns the node and the failure of a lease error; undefined if it is about another lease. */
function leaseFailure(
  error: string | undefined,
  message: NormalizedMessage,
): (Failure & { node: string | null }) | undefined {
  const text = error ?? ''
  return isForeign(text, message) ? undefined : { node: leaseNodeIn(text), ...failureOf(error) }
}

function updateFailed(
  kind: 'lease.update-failed' | 'lease.update-fallback',
  error: string | undefined,
  message: NormalizedMessage,
): Findings {
  const failure = leaseFailure(error, message)
  return failure && { kind, ...failure }
}

function ensureFailed(
  error: string | undefined,
  interval: string | undefined,
  message: NormalizedMessage,
): Findings {
  const failure = leaseFailure(error, message)
  return failure && { kind: 'lease.ensure-failed', ...failure, retryIntervalSeconds: parseSeconds(interval) }
}

function retriesExhausted(error: string | null, interval: string | undefined): Finding {
  return { kind: 'lease.retries-exhausted', node: null, error, retryIntervalSeconds: parseSeconds(interval) }
}

export const kubeletLease: TextGrammar = textGrammar({
  name: 'kubelet-lease',
  title: 'kubelet: node lease not renewed',
  component: 'kubelet',
  literals: ['lease'],
  wordings: [
    {
      messages: ['Failed to update lease'],
      // With `lock`, the message is from leader election.
      structured: (values, message) =>
        values.has('lock') ? undefined : updateFailed('lease.update-failed', values.get('err'), message),
      literals: ['ed to update node lease, error: ', 'ed to update lease, error: '],
      plain: (text, _at, end, message) => updateFailed('lease.update-failed', text.slice(end), message),
    },
    {
      messages: ['failed to update lease using latest lease, fallback to ensure lease'],
      structured: (values, message) => updateFailed('lease.update-fallback', values.get('err'), message),
      literals: ['ed to update lease using latest lease, fallback to ensure lease'],
      plain(text, _at, end, message) {
        const error = text.startsWith(', err: ', end) ? text.slice(end + 7) : undefined
        return updateFailed('lease.update-fallback', error, message)
      },
    },
    {
      messages: ['Failed to ensure lease exists, will retry'],
      structured: (values, message) => ensureFailed(values.get('err'), values.get('interval'), message),
      // Lines cut at their beginning still contain this part.
      literals: ['e exists, will retry in '],
      plain(text, at, end, message) {
        if (at !== 0 && !text.startsWith('leas', at - 4)) return undefined
        const comma = text.indexOf(',', end)
        const interval = text.slice(end, comma < 0 ? text.length : comma)
        const error = text.startsWith(', error: ', comma) ? text.slice(comma + 9) : undefined
        return ensureFailed(error, interval.trim(), message)
      },
    },
    {
      messages: ['Will retry updating lease'],
      structured: (values) => retriesExhausted(values.get('err') ?? null, values.get('interval')),
      literals: [
        ' attempts to update node lease, will retry after ',
        ' attempts to update lease, will retry after ',
      ],
      plain(text, at, end) {
        const failed = text.lastIndexOf('failed ', at)
        const error = text.slice(Math.max(failed, 0), text.indexOf(', will retry after ', at))
        return retriesExhausted(error, text.slice(end).trim())
      },
    },
  ],
  samples: kubeletLeaseSamples,
})
