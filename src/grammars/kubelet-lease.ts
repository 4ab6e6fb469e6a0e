/**
 * What the kubelet says about its node's Lease when renewing fails. Success prints nothing here.
 *
 * In: log messages. Out: lease.update-failed, lease.update-fallback, lease.ensure-failed,
 * lease.retries-exhausted.
 * Authority: component-helpers apimachinery/lease/controller.go (`controller.go`), Kubernetes 1.14–1.36: plain
 * to 1.26, structured from 1.27; printed at any verbosity. kube-apiserver prints the same messages about its
 * identity lease, and leader election similar ones about its lock: both are refused where the text tells.
 */
import { parseGoDuration } from '../time/go-time.ts'
import { failureOf, leaseNodeIn } from './failure.ts'
import { type NormalizedMessage, type TextGrammar, textGrammar } from './message-table.ts'
import { kubeletLeaseSamples } from './samples/kubelet-lease.ts'

/** Null where no duration is printed; what a page put behind it is passed over. */
function seconds(text: string | undefined): number | null {
  const duration = /^[0-9][0-9.hmsnu\u00b5\u03bc]{0,40}/.exec(text ?? '')?.[0]
  return (duration === undefined ? undefined : parseGoDuration(duration)) ?? null
}

/** Whether the text is about another lease: a leader's lock or an API server's identity. */
function isForeign(error: string, heard: NormalizedMessage): boolean {
  return (
    heard.file === 'leaderelection.go' ||
    heard.process === 'kube-apiserver' ||
    (error.includes('/leases/') && !error.includes('kube-node-lease/leases/')) ||
    error.includes('namespace "kube-system"') ||
    /leases\S* "(?:kube-)?apiserver-[a-z0-9-]{20,40}"/.test(error.slice(0, 200))
  )
}

export const kubeletLease: TextGrammar = textGrammar({
  name: 'kubelet-lease',
  title: 'kubelet: node lease not renewed',
  component: 'kubelet',
  literals: ['lease'],
  wordings: [
    {
      messages: ['Failed to update lease'],
      structured(values, heard) {
        const error = values.get('err')
        if (values.has('lock') || isForeign(error ?? '', heard)) return undefined
        return { kind: 'lease.update-failed', node: leaseNodeIn(error ?? ''), ...failureOf(error) }
      },
      literals: ['ed to update node lease, error: ', 'ed to update lease, error: '],
      plain(text, _at, end, heard) {
        const error = text.slice(end)
        if (isForeign(error, heard)) return undefined
        return { kind: 'lease.update-failed', node: leaseNodeIn(error), ...failureOf(error) }
      },
    },
    {
      messages: ['failed to update lease using latest lease, fallback to ensure lease'],
      structured(values, heard) {
        const error = values.get('err')
        if (isForeign(error ?? '', heard)) return undefined
        return { kind: 'lease.update-fallback', node: leaseNodeIn(error ?? ''), ...failureOf(error) }
      },
      literals: ['ed to update lease using latest lease, fallback to ensure lease'],
      plain(text, _at, end, heard) {
        const error = text.startsWith(', err: ', end) ? text.slice(end + 7) : undefined
        if (isForeign(error ?? '', heard)) return undefined
        return { kind: 'lease.update-fallback', node: leaseNodeIn(error ?? ''), ...failureOf(error) }
      },
    },
    {
      messages: ['Failed to ensure lease exists, will retry'],
      structured(values, heard) {
        const error = values.get('err')
        if (isForeign(error ?? '', heard)) return undefined
        return {
          kind: 'lease.ensure-failed',
          node: leaseNodeIn(error ?? ''),
          ...failureOf(error),
          retryIntervalSeconds: seconds(values.get('interval')),
        }
      },
      // Lines that lost their beginning still hold this much.
      literals: ['e exists, will retry in '],
      plain(text, at, end, heard) {
        const comma = text.indexOf(',', end)
        const interval = text.slice(end, comma < 0 ? text.length : comma)
        const error = text.startsWith(', error: ', comma) ? text.slice(comma + 9) : undefined
        const isLease = text.startsWith('leas', at - 4) || at === 0
        if (!isLease || isForeign(error ?? '', heard)) return undefined
        return {
          kind: 'lease.ensure-failed',
          node: leaseNodeIn(error ?? ''),
          ...failureOf(error),
          retryIntervalSeconds: seconds(interval.trim()),
        }
      },
    },
    {
      messages: ['Will retry updating lease'],
      structured: (values) => ({
        kind: 'lease.retries-exhausted',
        node: null,
        error: values.get('err') ?? null,
        retryIntervalSeconds: seconds(values.get('interval')),
      }),
      literals: [
        ' attempts to update node lease, will retry after ',
        ' attempts to update lease, will retry after ',
      ],
      plain(text, at, end) {
        const failed = text.lastIndexOf('failed ', at)
        return {
          kind: 'lease.retries-exhausted',
          node: null,
          error: text.slice(Math.max(failed, 0), text.indexOf(', will retry after ', at)),
          retryIntervalSeconds: seconds(text.slice(end).trim()),
        }
      },
    },
  ],
  samples: kubeletLeaseSamples,
})
